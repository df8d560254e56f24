"""What is answered with where the catalogue cannot be asked, and what options cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hosting import BASE, NotEnoughStock

from catalog import Catalog
from catalog.contrib.answer import Refusal, with_language
from catalog.contrib.policy import Asked, Policy

ASKED = Asked("GET", "/orders/7", "ja", ())


def read(error: Exception) -> Refusal | None:
    """Read a LookupError as a framework's exception of HTTP."""
    return Refusal(404, "", (), {}) if isinstance(error, LookupError) else None


def test_a_catalogue_that_cannot_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """HTTP is explained by the catalogue of the package; why nothing else is answered is logged."""
    policy = Policy(Catalog(tmp_path / "nowhere.db", lazy=True), read, base=BASE)
    assert policy.answer(NotEnoughStock(item="x", count=1), ASKED) is None
    assert "NotEnoughStock is not looked up" in caplog.text
    answer = policy.answer(KeyError("x"), ASKED)
    assert answer is not None
    assert dict(answer.headers)["Content-Language"] == "ja"
    assert json.loads(answer.body)["type"] == f"{BASE}http/HTTP_NOT_FOUND"
    assert not policy.holds(ASKED)


def test_a_code_of_another_system(shop: Catalog) -> None:
    """An exception of a library that has an errno's name as its code is not the application's."""

    class Coded(Exception):
        code = "ECONNRESET"

    class Own(Exception):
        code = "CART_EMPTY"

    for systems in (None, "shop", ["SHOP", "errno"]):
        policy = Policy(shop, read, systems=systems)
        assert policy.answer(Coded(), ASKED) is None
        assert policy.answer(Own(), ASKED) is not None
    assert Policy(shop, read, systems="bank").answer(Own(), ASKED) is None


def test_the_nearest_base_counts(shop: Catalog) -> None:
    """Of types that are mapped the exception's own comes first."""
    policy = Policy(shop, read, mapped={OSError: 500, ConnectionError: 502, Exception: 503})
    for error, status in ((ConnectionResetError(104, "x"), 502), (ValueError("x"), 503)):
        answer = policy.answer(error, ASKED)
        assert answer is not None
        assert answer.status == status


def test_languages_that_have_been_chosen(shop: Catalog) -> None:
    """They come before those of the header; what is no language tag is passed over."""
    policy = Policy(shop, read)
    assert policy.languages(Asked("GET", "/", "ja", ("en-us", "no tag!"))) == ("en-us", "ja")


OPTIONS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"mapped": {int: 502}}, TypeError, "give types of exceptions"),
    ({"mapped": {KeyboardInterrupt: 502}}, TypeError, "give types of exceptions"),
    ({"mapped": {OSError: 302}}, ValueError, "give a status from 400 to 599"),
    ({"mapped": {OSError: "502"}}, ValueError, "give a status from 400 to 599"),
    ({"base": b"https://x/"}, TypeError, "base is"),
]


def test_options_that_cannot_be_meant(shop: Catalog) -> None:
    """They are told when the application starts."""
    for options, kind, told in OPTIONS:
        with pytest.raises(kind, match=told):
            Policy(shop, read, **options)


def test_what_varies_is_told_once() -> None:
    """The header Vary keeps what it has, in any letter case; a star says it all."""
    assert with_language(["Cookie, accept-language", "Origin"]) == "Cookie, accept-language, Origin"
    assert with_language([]) == "Accept-Language"
    assert with_language(["Cookie", "*"]) == "*"
