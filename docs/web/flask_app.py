"""A shop on Flask: run it by ``flask --app flask_app run`` in this folder."""

from flask import Flask, Response, abort, request

from catalog import Catalog, CodedError
from catalog.contrib.flask import install, languages, response

app = Flask(__name__)
catalog = Catalog("my.db")
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


@app.get("/errors/<path:code>")
def explain(code: str) -> Response:
    """Tell what a code means."""
    return response(catalog.get(code, locale=languages(request, catalog)))


@app.get("/order")
def order() -> dict[str, int]:
    """Order some of what there are three of."""
    count = request.args.get("count", 1, type=int)
    if count > 3:
        raise NotEnoughStock(item="りんご", count=3)
    return {"ordered": count}


@app.get("/orders/<int:number>")
def one(number: int) -> None:
    """Show an order; there is none yet."""
    abort(404, f"There is no order {number}.")


@app.get("/pay")
def pay() -> None:
    """Pay at a bank that does not answer."""
    raise ConnectionRefusedError(111, "db.internal:5432 refused")
