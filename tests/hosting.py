"""Views that end in an exception, for every framework alike, and what is to be answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from starlette.applications import Starlette
from starlette.testclient import TestClient

from catalog import Catalog, CodedError, DatabaseError, InvalidParameters
from catalog.marking import gettext_lazy

SECRET = "postgresql+psycopg://clerk@db.internal/shop"  # noqa: S105
BASE = "https://errors.example/"
SYSTEM = """
[system]
name = "bank"
title = "Errors of the bank"

[[entry]]
symbol = "DECLINED"
value = 1
status = 402
raised = ["bank.Declined"]
meaning = "The bank declined the payment."
"""


class Reply(NamedTuple):
    """What a client gets: headers by their names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json", self
        found: dict[str, Any] = json.loads(self.body)
        return found


Ask = Callable[..., Reply]


def asking(client: Any) -> Ask:
    """Return what asks a client of Starlette's or of Flask's."""
    is_flask = hasattr(client, "open")

    def ask(path: str, header: str | None = "ja", method: str = "GET", **more: str) -> Reply:
        headers = dict(more) | ({} if header is None else {"Accept-Language": header})
        if is_flask:
            reply = client.open(path, method=method, headers=headers)
        else:
            raw = {name: value.encode("latin-1") for name, value in headers.items()}
            reply = client.request(method, path, headers=raw, follow_redirects=False)
        told = {name.lower(): value for name, value in reply.headers.items()}
        return Reply(reply.status_code, told, reply.data if is_flask else reply.content)

    return ask


def served(app: Starlette) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


class NotEnoughStock(CodedError):
    """An application's own, by the base class."""

    catalog_code = "shop:NOT_ENOUGH_STOCK"


class CartEmpty(Exception):
    """An application's own, by the attribute alone."""

    catalog_code = "CART_EMPTY"


class Misspelled(CodedError):
    """An application's own, whose code nobody has."""

    catalog_code = "shop:NOWHERE"


class Hostile(Exception):
    """An exception whose attributes raise others."""

    @property
    def catalog_code(self) -> str:
        raise ValueError(SECRET)


class Declined(Exception):
    """An application's own, which its TOML names."""

    __module__ = "bank"


class Upstream(Exception):
    """An exception that is mapped, and that the catalogue knows nothing of."""


class Silent(Exception):
    """An exception that is mapped to the status of its entry, and has none."""


MAPPED: dict[type[Exception], int | None] = {
    ConnectionError: None,
    TimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    Upstream: 502,
    Silent: None,
}
CATALOG: dict[str, Catalog] = {}


def own() -> NoReturn:
    raise NotEnoughStock(item="りんご", count=3)


def own_without_parameters() -> NoReturn:
    raise NotEnoughStock


def own_by_attribute() -> NoReturn:
    raise CartEmpty


def own_by_type() -> NoReturn:
    raise Declined(SECRET)


def own_beside_another() -> NoReturn:
    try:
        raise TimeoutError(110, SECRET)
    except TimeoutError:
        raise NotEnoughStock(item="りんご", count=3)  # noqa: B904


def own_from_another() -> NoReturn:
    raise NotEnoughStock(item="りんご", count=3) from ConnectionRefusedError(111, SECRET)


def misspelled() -> NoReturn:
    raise Misspelled(SECRET)


def hostile() -> NoReturn:
    raise Hostile(SECRET)


def mapped() -> NoReturn:
    raise ConnectionRefusedError(111, SECRET)


def mapped_by_cause() -> NoReturn:
    raise ConnectionError(SECRET) from ConnectionRefusedError(111, SECRET)


def mapped_to_a_status() -> NoReturn:
    raise TimeoutError(SECRET)


def mapped_and_unknown() -> NoReturn:
    raise Upstream(SECRET)


def mapped_to_nothing() -> NoReturn:
    raise Silent(SECRET)


def mapped_in_context() -> NoReturn:
    try:
        raise FileNotFoundError(2, SECRET)
    except FileNotFoundError:
        raise Silent(SECRET)  # noqa: B904


def bug_after_a_timeout() -> NoReturn:
    try:
        raise TimeoutError(110, SECRET)
    except TimeoutError:
        raise ValueError(SECRET)  # noqa: B904


def bug_from_a_timeout() -> NoReturn:
    raise ValueError(SECRET) from TimeoutError(110, SECRET)


def bug_after_a_missing_file() -> NoReturn:
    try:
        raise FileNotFoundError(2, SECRET)
    except FileNotFoundError:
        raise KeyError(SECRET)  # noqa: B904


def bug_with_an_own_one_behind() -> NoReturn:
    raise RuntimeError(SECRET) from NotEnoughStock(item="りんご", count=3)


def missing_file() -> None:
    Path("/nowhere/at/all").read_text("utf-8")


def upstream_says_404() -> NoReturn:
    error = OSError(SECRET)
    error.status_code = 404  # type: ignore[attr-defined]
    raise error


def no_code() -> None:
    CATALOG["of views"].get(" ")


def code_of_nul() -> None:
    CATALOG["of views"].get("\0")


def long_number() -> None:
    CATALOG["of views"].get("1" * 30)


def unknown_code() -> None:
    CATALOG["of views"].get("WSAECONREST")


def ambiguous_code() -> None:
    CATALOG["of views"].get(104)


def no_locale() -> None:
    CATALOG["of views"].get(10054, locale="!")


def no_platform() -> None:
    CATALOG["of views"].get(10054, platform="amiga")  # type: ignore[arg-type]


def nothing_to_search() -> None:
    CATALOG["of views"].search("?")


def unknown_system() -> None:
    CATALOG["of views"].get(10054, system="bakery")


def wrong_parameters() -> NoReturn:
    raise InvalidParameters(SECRET, gettext_lazy("{value} is wrong"))


def no_database() -> NoReturn:
    raise DatabaseError(SECRET, gettext_lazy("is not there"), gettext_lazy("start it"))


class Case(NamedTuple):
    """A view, and the status and the type of its answer; a type of None is the framework's own."""

    view: Callable[[], None]
    status: int
    code: str | None
    detail: str = ""
    language: str = "ja"


SOLD = "りんごの在庫は残り 3 点です。"
CASES = [
    Case(own, 409, "shop/NOT_ENOUGH_STOCK", SOLD),
    Case(own_without_parameters, 409, "shop/NOT_ENOUGH_STOCK"),
    Case(own_by_attribute, 422, "shop/CART_EMPTY"),
    Case(own_by_type, 402, "bank/DECLINED", language="en"),
    Case(own_beside_another, 409, "shop/NOT_ENOUGH_STOCK", SOLD),
    Case(own_from_another, 409, "shop/NOT_ENOUGH_STOCK", SOLD),
    Case(misspelled, 500, None),
    Case(hostile, 500, None),
    Case(mapped, 502, "errno/ECONNREFUSED"),
    Case(mapped_by_cause, 502, "errno/ECONNREFUSED"),
    Case(mapped_to_a_status, 504, "errno/ETIMEDOUT"),
    Case(mapped_and_unknown, 502, "http/HTTP_BAD_GATEWAY"),
    Case(mapped_to_nothing, 500, None),
    Case(mapped_in_context, 500, None),
    Case(bug_after_a_timeout, 500, None),
    Case(bug_from_a_timeout, 500, None),
    Case(bug_after_a_missing_file, 500, None),
    Case(bug_with_an_own_one_behind, 500, None),
    Case(missing_file, 500, None),
    Case(upstream_says_404, 500, None),
    Case(no_code, 400, "http/HTTP_BAD_REQUEST"),
    Case(code_of_nul, 400, "http/HTTP_BAD_REQUEST"),
    Case(long_number, 400, "http/HTTP_BAD_REQUEST"),
    Case(unknown_code, 404, "http/HTTP_NOT_FOUND", "WSAECONNRESET"),
    Case(ambiguous_code, 409, "http/HTTP_CONFLICT"),
    Case(no_locale, 400, "http/HTTP_BAD_REQUEST"),
    Case(no_platform, 400, "http/HTTP_BAD_REQUEST", "amiga"),
    Case(nothing_to_search, 400, "http/HTTP_BAD_REQUEST"),
    Case(unknown_system, 404, "http/HTTP_NOT_FOUND", "bakery"),
    Case(wrong_parameters, 500, None),
    Case(no_database, 503, "http/HTTP_SERVICE_UNAVAILABLE"),
]
