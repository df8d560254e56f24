"""A shop on FastAPI: run it by ``uvicorn fastapi_app:app`` in this folder."""

from fastapi import FastAPI, HTTPException, Request, Response

from catalog import Catalog, CodedError
from catalog.contrib.fastapi import install, languages, response

app = FastAPI()
catalog = Catalog("my.db")
catalog.preload(("ja", "en"))
install(
    app,
    catalog,
    base="https://errors.example/",
    systems=("shop",),
    mapped={ConnectionError: None, TimeoutError: 504},
)


class NotEnoughStock(CodedError):
    """Raised where an order asks for more than there is."""

    catalog_code = "shop:NOT_ENOUGH_STOCK"


@app.get("/errors/{code:path}")
async def explain(code: str, request: Request) -> Response:
    """Tell what a code means; what is preloaded blocks no event loop."""
    return response(catalog.get(code, locale=languages(request, catalog)))


@app.get("/order")
async def order(count: int = 1) -> dict[str, int]:
    """Order some of what there are three of."""
    if count > 3:
        raise NotEnoughStock(item="りんご", count=3)
    return {"ordered": count}


@app.get("/orders/{number}")
async def one(number: int) -> None:
    """Show an order; there is none yet."""
    raise HTTPException(404, f"There is no order {number}.")


@app.get("/pay")
async def pay() -> None:
    """Pay at a bank that does not answer."""
    raise ConnectionRefusedError(111, "db.internal:5432 refused")
