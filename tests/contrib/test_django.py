"""Django: its own exceptions, settings, databases and the command."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import (
    BadRequest,
    ImproperlyConfigured,
    PermissionDenied,
    SuspiciousOperation,
)
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import AsyncClient, override_settings
from django.utils.translation import gettext_lazy
from hosting import BASE, NotEnoughStock, own
from sqlalchemy import URL
from support import ROOT

from catalog import Catalog
from catalog.contrib import django as installed

SQLITE = "django.db.backends.sqlite3"
POSTGRES = "django.db.backends.postgresql"


def raising(error: Exception) -> Callable[[], None]:
    def view() -> None:
        raise error

    return view


def test_what_the_developer_says_is_the_detail(django_ask: Any, shop: Catalog) -> None:
    """As Django tells it: of what is not found or not allowed, never of what is suspicious."""
    words = "There is no order 7."
    ask = django_ask(
        {
            "missing": raising(Http404(words)),
            "lazy": raising(Http404(gettext_lazy(words))),
            "forbidden": raising(PermissionDenied(words)),
            "suspicious": raising(SuspiciousOperation(words)),
            "bad": raising(BadRequest(words)),
        }
    )
    for path, status, is_told in (
        ("missing", 404, True), ("lazy", 404, True), ("forbidden", 403, True),
        ("suspicious", 400, False), ("bad", 400, False),
    ):  # fmt: skip
        reply = ask(f"/{path}")
        assert (reply.status, words in reply.body.decode()) == (status, is_told), path
        assert reply.problem["status"] == status
    where = ask("/nowhere").problem["detail"]
    assert where == shop.get(404, system="http", locale="ja").description


def test_security_is_logged_as_ever(django_ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Who watches Django's logger for what is suspicious goes on seeing it."""
    django_ask({"suspicious": raising(SuspiciousOperation("../../etc"))})("/suspicious")
    (record,) = [one for one in caplog.records if one.name.startswith("django.security")]
    assert (record.name, record.levelno) == ("django.security.SuspiciousOperation", logging.ERROR)


def test_a_missing_file_behind_a_404(django_ask: Any) -> None:
    """What was being handled when Http404 was raised is none of the reader's business."""

    def view() -> None:
        try:
            Path("/nowhere/at/all").read_text("utf-8")
        except FileNotFoundError:
            raise Http404  # noqa: B904

    reply = django_ask({"file": view})("/file")
    assert (reply.status, reply.problem["code"]) == (404, "HTTP_NOT_FOUND")


def test_the_language_that_django_has_chosen(django_ask: Any) -> None:
    """With LocaleMiddleware a cookie or the settings of the site decide."""
    before = ["django.middleware.locale.LocaleMiddleware"]
    middleware = [*before, "catalog.contrib.django.CatalogMiddleware"]
    with override_settings(MIDDLEWARE=middleware):
        ask = django_ask({"own": own})
        chosen = ask("/own", "en", Cookie="django_language=ja")
        assert chosen.headers["content-language"] == "ja"
        assert ask("/own", "ja-JP").headers["content-language"] == "ja"


def test_views_that_are_awaited(django_ask: Any) -> None:
    """An application under ASGI is answered for in the same way."""

    async def view() -> None:
        raise NotEnoughStock(item="x", count=1)

    django_ask({"own": view})
    client = AsyncClient(raise_request_exception=False)
    reply = asyncio.run(client.get("/own", headers={"Accept-Language": "ja"}))
    assert (reply.status_code, reply.headers["Content-Language"]) == (409, "ja")
    assert json.loads(reply.content)["type"] == f"{BASE}shop/NOT_ENOUGH_STOCK"


WRONG: list[tuple[Any, str]] = [
    ({"bases": "x"}, "CATALOG has bases; it can have database, schema"),
    ([], "CATALOG is no dictionary"),
    ({"mapped": {"builtins.Nothing": 502}}, "Nothing"),
    ({"mapped": {"int": 502}}, "give types of exceptions"),
    ({"mapped": {"OSError": 200}}, "give a status from 400 to 599"),
    ({"base": 7}, "base is 7"),
]


def test_settings_that_cannot_be_meant(django_settings: None) -> None:
    """They are told when the server starts, with what they can be."""
    for setting, told in WRONG:
        with override_settings(CATALOG=setting):
            with pytest.raises(ImproperlyConfigured, match=told):
                installed.CatalogMiddleware(lambda request: None)


class TestDatabases:
    @pytest.fixture
    def databases(
        self, django_settings: None, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[..., None]:
        """Return what takes the place of DATABASES for a test."""
        from django.db import connections

        def made(**every: Mapping[str, Any]) -> None:
            monkeypatch.setattr(connections, "settings", connections.configure_settings(every))

        return made

    def test_urls(self, databases: Callable[..., None]) -> None:
        """What DATABASES says becomes a URL: hosts, sockets, options, and odd passwords."""
        databases(
            default={"ENGINE": SQLITE, "NAME": "host.db"},
            tcp={
                "ENGINE": POSTGRES, "NAME": "shop", "USER": "clerk", "PASSWORD": "p@s:s/w",
                "HOST": "db.example", "PORT": "5433",
                "OPTIONS": {"sslmode": "require", "pool": True, "isolation_level": 2},
            },
            socket={"ENGINE": POSTGRES, "NAME": "shop", "HOST": "/run/postgresql"},
            service={"ENGINE": POSTGRES, "OPTIONS": {"service": "shop"}},
            mysql={"ENGINE": "django.db.backends.mysql", "NAME": "shop"},
            memory={"ENGINE": SQLITE, "NAME": ":memory:"},
        )  # fmt: skip
        tcp = installed.url_of("tcp")
        assert tcp == URL.create(
            "postgresql+psycopg", "clerk", "p@s:s/w", "db.example", 5433, "shop",
            {"sslmode": "require"},
        )  # fmt: skip
        assert installed.url_of("socket").query == {"host": "/run/postgresql"}
        assert installed.url_of("service").query == {"service": "shop"}
        assert installed.url_of().render_as_string() == "sqlite:///host.db"
        with pytest.raises(ImproperlyConfigured, match="the catalogue is in SQLite or PostgreSQL"):
            installed.url_of("mysql")
        with pytest.raises(ImproperlyConfigured, match="name a file"):
            installed.url_of("memory")
        with pytest.raises(ImproperlyConfigured, match="DATABASES has no 'other'"):
            installed.url_of("other")

    def test_the_command(
        self, any_database: URL, databases: Callable[..., None],
        tmp_path: Path, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        """Tables and sources come into Django's own database, all or nothing, and are read."""
        url = any_database
        made: dict[str, Any] = {"ENGINE": SQLITE, "NAME": url.database}
        if url.get_backend_name() == "postgresql":
            made |= {
                "ENGINE": POSTGRES, "USER": url.username, "PASSWORD": url.password,
                "HOST": url.host or url.query.get("host"), "PORT": url.port,
            }  # fmt: skip
        databases(default=made)
        shop = str(ROOT / "docs" / "shop")
        with override_settings(CATALOG={"database": "default", "sources": [shop]}):
            call_command("catalog_sync", "--dry-run")
            told = capsys.readouterr().out
            assert f"{shop}: 46 added, 0 changed, 0 removed" in told
            assert "nothing was changed" in told
            call_command("catalog_sync")
            assert "46 added" in capsys.readouterr().out
            call_command("catalog_sync", shop, "--database", "default")
            assert "0 added, 0 changed, 0 removed" in capsys.readouterr().out
            with pytest.raises(CommandError, match="nowhere"):
                call_command("catalog_sync", str(tmp_path / "nowhere"))
            assert installed.catalog().get("CART_EMPTY", locale="ja").system == "shop"
            installed.catalog().close()
