"""Whatever is asked: no answer is a fault of ours, and all are as the OpenAPI document says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import html5lib
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from support import amount, in_full

from catalog import Catalog
from catalog.web import app

_OPENED = ExitStack()


def _application() -> object:
    """Make the application when tests are collected, for they are made of its document."""
    return app(_OPENED.enter_context(Catalog(lazy=True)))


_CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            # the catalogue refuses what no schema tells apart: a text without a letter or digit
            "positive_data_acceptance": {"enabled": False},
            # what is too long may make a URL that is
            "negative_data_rejection": {
                "expected-statuses": [400, 404, 405, 406, 409, 413, 414, 415, 422]
            },
        },
        # any text is a log
        "operations": [
            {
                "include-name": "POST /api/v1/annotate",
                "checks": {"negative_data_rejection": {"enabled": False}},
            }
        ],
    }
)
# in the quick run one operation without a body and one with
SCHEMA = schemathesis.openapi.from_asgi(
    "/api/v1/openapi.json", _application(), config=_CONFIG
).include(path_regex="/api/" if in_full() else "/(find|problem)$")


# of the session: workers that take tests from each other may come back to this module
@pytest.fixture(scope="session", autouse=True)
def _closing() -> Iterator[None]:
    yield
    _OPENED.close()


@SCHEMA.parametrize()
@settings(max_examples=amount(3, 150), suppress_health_check=list(HealthCheck))
def test_the_api(case: schemathesis.Case[Any]) -> None:
    """Each operation, asked rightly and wrongly, answers as its document says."""
    case.call_and_validate()


_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
_PARTS = st.one_of(
    _TEXT,
    st.sampled_from(
        ["en", "ja", "errno", "systems", "languages", "EACCES", "..", ".", "", "%", "static"]
    ),
)


@settings(
    max_examples=amount(30, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    parts=st.lists(_PARTS, max_size=4),
    query=st.dictionaries(
        st.sampled_from(["q", "sort", "page", "kind", "words", "symbol", "locale", "x"]),
        _TEXT,
        max_size=3,
    ),
    language=st.sampled_from(["ja", "en", "", "*", "x;q=2, ja", "\xff"]),
)
def test_pages(client: TestClient, parts: list[str], query: dict[str, str], language: str) -> None:
    """Whatever the address, there is a page, valid and without markup of others, or a redirect."""
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    headers = {b"Accept": b"text/html", b"Accept-Language": language.encode("latin-1")}
    answer = client.get(f"http://testserver{path}", params=query, headers=headers)
    assert answer.status_code in (200, 302, 308, 400, 404, 414)
    if answer.headers.get("content-type", "").startswith("text/html"):
        html5lib.HTMLParser(strict=True).parse(answer.text)
        assert answer.text.count("<script") == 1
    if "location" in answer.headers:
        assert answer.headers["location"][:1] == "/"
        assert answer.headers["location"][:2] != "//"
