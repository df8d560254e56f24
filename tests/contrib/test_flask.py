"""Flask: what it has besides what all frameworks have."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, Response, abort, redirect, request, session
from hosting import BASE, NotEnoughStock, asking
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as Plain

from catalog import Catalog
from catalog.contrib.flask import install


@pytest.fixture
def app(shop: Catalog) -> Flask:
    app = Flask("shop")
    app.secret_key = "x"  # noqa: S105
    install(app, shop, base=BASE, systems="shop")
    return app


def test_what_the_developer_says_is_the_detail(app: Flask, shop: Catalog) -> None:
    """Werkzeug's own words are not told; headers of the exception are sent."""
    app.add_url_rule("/said", view_func=lambda: abort(404, "There is no order 7."))
    app.add_url_rule("/silent", endpoint="silent", view_func=lambda: abort(404))

    @app.get("/login")
    def login() -> Response:
        raise Unauthorized("Log in first.")

    ask = asking(app.test_client())
    assert ask("/said").problem["detail"] == "There is no order 7."
    assert ask("/silent").problem["detail"] == shop.get(404, system="http", locale="ja").description
    assert ask("/login").problem["type"] == f"{BASE}http/HTTP_UNAUTHORIZED"
    reply = ask("/login", method="POST")
    assert reply.problem["type"] == f"{BASE}http/HTTP_METHOD_NOT_ALLOWED"
    assert "GET" in reply.headers["allow"]


def test_a_field_that_is_missing(app: Flask) -> None:
    """A KeyError of a request is one of HTTP, and names no field."""
    app.add_url_rule("/form", view_func=lambda: request.args["secret_field"])
    reply = asking(app.test_client())("/form")
    assert (reply.status, reply.problem["code"]) == (400, "HTTP_BAD_REQUEST")
    assert b"secret_field" not in reply.body


def test_what_is_no_failure_is_the_frameworks(app: Flask) -> None:
    """Redirects and responses that are raised go as they are, with and without a slash."""
    app.add_url_rule("/away", endpoint="away", view_func=lambda: redirect("/elsewhere"))
    app.add_url_rule("/slash/", endpoint="slash", view_func=lambda: "here")
    app.add_url_rule("/raised", endpoint="raised", view_func=lambda: abort(Plain("mine", 418)))
    ask = asking(app.test_client())
    assert (ask("/away").status, ask("/slash").status) == (302, 308)
    assert (ask("/raised").status, ask("/raised").body) == (418, b"mine")


def test_handlers_of_the_host_come_first(app: Flask) -> None:
    """Those for a type or a status are asked before ours."""
    app.register_error_handler(404, lambda error: ("mine", 404))
    app.register_error_handler(500, lambda error: ("sorry", 500))
    app.add_url_rule("/bug", endpoint="bug", view_func=lambda: "".join([*"ab"][5]))
    app.register_error_handler(ZeroDivisionError, lambda error: ("divided", 400))
    app.add_url_rule("/divide", endpoint="divide", view_func=lambda: str(1 // 0))
    ask = asking(app.test_client())
    assert (ask("/nowhere").body, ask("/divide").body) == (b"mine", b"divided")
    assert ask("/bug").body == b"sorry"


def test_a_bug_is_flasks(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged with its traceback, by Flask alone, and raised in tests."""

    @app.get("/bug")
    def bug() -> str:
        raise ValueError("a bug")

    ask = asking(app.test_client())
    assert ask("/bug").headers["content-type"].startswith("text/html")
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ValueError)
    app.testing = True
    with pytest.raises(ValueError, match="a bug"):
        ask("/bug")


def test_what_else_varies(app: Flask) -> None:
    """The session's own Vary comes beside ours."""

    @app.get("/order")
    def order() -> str:
        session["asked"] = True
        raise NotEnoughStock(item="x", count=1)

    reply = asking(app.test_client())("/order")
    assert reply.headers["vary"] == "Accept-Language, Cookie"
    assert reply.status == 409
