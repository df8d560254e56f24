"""A shop on Starlette: run it by ``uvicorn starlette_app:app`` in this folder."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from catalog import Catalog, CodedError
from catalog.contrib.starlette import install, languages, response

catalog = Catalog("my.db")


class NotEnoughStock(CodedError):
    """Raised where an order asks for more than there is."""

    catalog_code = "shop:NOT_ENOUGH_STOCK"


def explain(request: Request) -> Response:
    """Tell what a code means."""
    code = request.path_params["code"]
    return response(catalog.get(code, locale=languages(request, catalog)))


async def order(request: Request) -> Response:
    """Order some of what there are three of."""
    count = int(request.query_params.get("count", "1"))
    if count > 3:
        raise NotEnoughStock(item="りんご", count=3)
    return PlainTextResponse(f"{count} ordered\n")


async def pay(_: Request) -> Response:
    """Pay at a bank that does not answer."""
    raise ConnectionRefusedError(111, "db.internal:5432 refused")


app = Starlette(
    routes=[Route("/errors/{code:path}", explain), Route("/order", order), Route("/pay", pay)]
)
install(
    app,
    catalog,
    base="https://errors.example/",
    systems=("shop",),
    mapped={ConnectionError: None, TimeoutError: 504},
)
