"""Applications of every framework over the same views, asked in the same way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import hosting
import pytest
from django.conf import settings
from django.test import Client
from django.urls import path as django_path
from fastapi import FastAPI
from flask import Flask
from hosting import Ask, Reply, asking, served
from starlette.applications import Starlette
from starlette.routing import Route
from support import ROOT

from catalog import Catalog
from catalog.contrib import fastapi as for_fastapi
from catalog.contrib import flask as for_flask
from catalog.contrib import starlette as for_starlette
from catalog.sync import Source, build

SHOP = ROOT / "docs" / "shop"


@pytest.fixture(scope="session")
def shop_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shop of the documentation, and a bank whose TOML names a type."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "bank" / "systems").mkdir(parents=True)
    (folder / "bank" / "systems" / "bank.toml").write_text(hosting.SYSTEM, "utf-8")
    build(folder / "my.db", Source.from_path(SHOP), Source.from_path(folder / "bank"))
    return folder / "my.db"


@pytest.fixture
def shop(shop_database: Path) -> Iterator[Catalog]:
    """The catalogue of the applications, which the views ask too."""
    with Catalog(shop_database) as opened:
        hosting.CATALOG["of views"] = opened
        yield opened


@pytest.fixture
def options() -> dict[str, Any]:
    """What the applications say when they install the catalogue."""
    return {"base": hosting.BASE, "systems": ("shop", "bank"), "mapped": hosting.MAPPED}


def starlette_app(every: Mapping[str, Callable[[], None]]) -> Starlette:
    def route(view: Callable[[], None]) -> Any:
        async def of_request(_: object) -> None:
            view()

        return of_request

    return Starlette(routes=[Route(f"/{name}", route(view)) for name, view in every.items()])


def fastapi_app(every: Mapping[str, Callable[[], None]]) -> FastAPI:
    app = FastAPI()
    for name, view in every.items():
        app.get(f"/{name}", response_model=None)(view)
    return app


def flask_app(every: Mapping[str, Callable[[], Any]]) -> Flask:
    app = Flask("shop")
    for name, view in every.items():
        app.add_url_rule(f"/{name}", name, view)
    return app


@pytest.fixture(scope="session")
def django_settings(shop_database: Path) -> None:
    """Configure Django, which a process can do once."""
    settings.configure(
        ROOT_URLCONF="routes",
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="x",  # noqa: S106
        LOGGING_CONFIG=None,
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "host.db"}},
        INSTALLED_APPS=["catalog.contrib.django"],
        MIDDLEWARE=["catalog.contrib.django.CatalogMiddleware"],
        CATALOG={},
    )
    django.setup()


@pytest.fixture
def django_ask(
    shop_database: Path, options: dict[str, Any], django_settings: None
) -> Iterator[Callable[[Mapping[str, Callable[[], None]]], Ask]]:
    """Return what makes a Django application of some views, and asks it."""
    from django.test import override_settings

    def made(every: Mapping[str, Callable[..., Any]]) -> Ask:
        def of(view: Callable[..., Any]) -> Callable[[object], Any]:
            async def awaited(_: object) -> Any:
                return await view()

            return awaited if iscoroutinefunction(view) else lambda _: view()

        routes = ModuleType("routes")
        routes.urlpatterns = [  # type: ignore[attr-defined]
            django_path(name, of(view)) for name, view in every.items()
        ]
        import catalog.contrib.django as installed

        for name in ("handler400", "handler403", "handler404"):
            setattr(routes, name, getattr(installed, name))
        sys.modules["routes"] = routes
        client = Client(raise_request_exception=False)

        def ask(path: str, header: str | None = "ja", method: str = "GET", **more: str) -> Reply:
            headers = dict(more) | ({} if header is None else {"Accept-Language": header})
            reply = client.generic(method, path, headers=headers)
            told = {name.lower(): value for name, value in reply.headers.items()}
            return Reply(reply.status_code, told, reply.content)

        return ask

    from django.urls import clear_url_caches

    clear_url_caches()
    setting = {"database": str(shop_database), **options}
    with override_settings(CATALOG=setting):
        yield made
    clear_url_caches()


@pytest.fixture(params=["starlette", "fastapi", "flask", "django"])
def install(
    request: pytest.FixtureRequest, shop: Catalog, options: dict[str, Any]
) -> Callable[[Mapping[str, Callable[[], None]]], Ask]:
    """Return what makes an application of each framework of some views, and asks it."""
    if request.param == "django":
        made: Callable[[Mapping[str, Callable[[], None]]], Ask]
        made = request.getfixturevalue("django_ask")
        return made

    def ask(every: Mapping[str, Callable[[], None]]) -> Ask:
        if request.param == "starlette":
            app = starlette_app(every)
            for_starlette.install(app, shop, **options)
            return asking(served(app))
        if request.param == "fastapi":
            fast = fastapi_app(every)
            for_fastapi.install(fast, shop, **options)
            return asking(served(fast))
        flask = flask_app(every)
        for_flask.install(flask, shop, **options)
        return asking(flask.test_client())

    return ask
