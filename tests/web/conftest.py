"""An application over a catalogue that has hostile entries of its own beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from catalog import Catalog
from catalog.sync import Source, build
from catalog.web import app

# names and texts that would be markup, a path, a query or a command, where they are let be
HOSTILE = r"""
[system]
name = "systems"
title = "<b>Own & 'hostile'</b>"

[[entry]]
symbol = "<script>alert(1)</script>"
value = 1
kind = "peer"
retry = "no"
aliases = ["a/b?c=d&e#f"]
related = ["..", "50%"]
meaning = "Wrong: <img src=x onerror=alert(1)> & \"quoted\" 'too'."
description = "</p></main><script>alert(2)</script>\nuse `rm <file>`"
action = "Run `a && b`.\n<a href='javascript:alert(3)'>Read</a>."
sources = ["https://docs.example/?a=1&b=\"2\"", "javascript:alert(4)"]
phrase = "<i>"
says = ["</code><script>alert(5)</script>"]

[[entry]]
symbol = ".."
value = 2
meaning = "Up."

[[entry]]
symbol = "50%"
value = 3
meaning = "{count} of {item:number} are left."

[[entry]]
symbol = "a/../b//c"
value = 4
meaning = "A path."

[[entry]]
symbol = "日本語"
value = 5
meaning = "Not ASCII."
"""


@pytest.fixture(scope="session")
def hostile_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with entries whose names and texts are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "systems").mkdir()
    (folder / "systems" / "systems.toml").write_text(HOSTILE, "utf-8")
    build(folder / "own.db", Source.from_path(folder))
    return folder / "own.db"


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Ask an application over the bundled catalogue, which its lifespan holds in memory."""
    with (
        Catalog() as catalog,
        TestClient(app(catalog), raise_server_exceptions=True, follow_redirects=False) as client,
    ):
        client.headers["Accept-Language"] = "ja"
        yield client


@pytest.fixture
def hostile(hostile_database: Path) -> Iterator[TestClient]:
    """Ask an application over the hostile catalogue, without a lifespan, as one that is mounted."""
    with Catalog(hostile_database) as catalog:
        yield TestClient(app(catalog), follow_redirects=False)
