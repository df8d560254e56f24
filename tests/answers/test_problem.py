"""Problem documents (RFC 9457)."""

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from catalog import Catalog
from catalog.errors import InvalidParameters
from catalog.problems import MEDIA_TYPE, Problem, type_uri
from catalog.sync import Source, sync


@pytest.fixture(scope="module")
def bundled() -> Iterator[Catalog]:
    with Catalog() as opened:
        yield opened


@pytest.fixture
def shop(database: Path) -> Iterator[Catalog]:
    """Open a catalogue that holds the shop of the documentation, too."""
    sync(database, Source.from_path(ROOT / "docs" / "shop"))
    with Catalog(database) as opened:
        yield opened


def test_a_problem_says_what_happened_and_how_to_answer(bundled: Catalog) -> None:
    """Members, extensions and headers of a code of ours, in the reader's language."""
    entry = bundled.get("WSAETIMEDOUT", locale="ja")
    problem = entry.problem(base="https://errors.example", instance="/orders/7", retry_after=30)
    members = problem.as_dict()
    assert members["type"] == "https://errors.example/winsock/WSAETIMEDOUT"
    assert (members["title"], members["detail"]) == (entry.meaning, entry.description)
    assert (members["status"], members["instance"]) == (504, "/orders/7")
    assert (members["code"], members["system"], members["retry"]) == (
        "WSAETIMEDOUT",
        "winsock",
        "later",
    )
    assert problem.headers == {
        "Content-Type": MEDIA_TYPE,
        "Content-Language": "ja",
        "Vary": "Accept-Language",
        "Retry-After": "30",
    }
    assert json.loads(json.dumps(members)) == members
    assert pickle.loads(pickle.dumps(problem)) == problem  # noqa: S301


def test_parameters_fill_the_detail_and_never_the_title(shop: Catalog) -> None:
    """The title is the same each time; a reader sees no braces in either."""
    entry = shop.get("NOT_ENOUGH_STOCK", locale="ja")
    problems = [entry.problem(item="りんご", count=n) for n in (3, 5)]
    assert {one.title for one in problems} == {problems[0].title}
    assert [one.detail for one in problems] == [
        "りんごの在庫は残り 3 点です。",
        "りんごの在庫は残り 5 点です。",
    ]
    assert "{" not in problems[0].title
    assert problems[0].type == "urn:error-catalog:shop:NOT_ENOUGH_STOCK"
    assert problems[0].headers["Content-Language"] == "ja"


def test_a_status_is_what_the_source_says_or_the_kind(bundled: Catalog) -> None:
    """Of HTTP itself its own; a timeout is 504, a connection and a name 502, the rest 500."""
    found = {
        name: bundled.get(name, system=system).status
        for system, name in (
            ("http", "HTTP_CONFLICT"),
            ("errno", "ETIMEDOUT"),
            ("errno", "ECONNREFUSED"),
            ("getaddrinfo", "EAI_NONAME"),
            ("errno", "ENOSPC"),
            ("errno", "EACCES"),
        )
    }
    assert list(found.values()) == [409, 504, 502, 502, 503, 500]
    assert bundled.get("ENOENT").problem(status=404).status == 404
    assert bundled.get(409, system="http").phrase == "Conflict"


def test_retry_after_is_told_where_trying_again_makes_sense(bundled: Catalog) -> None:
    """A code that needs a change first gives no time to wait."""
    assert "Retry-After" not in bundled.get("ENOENT").problem(retry_after=5).headers
    assert bundled.get(503, system="http").problem(retry_after=5).headers["Retry-After"] == "5"


with Catalog() as _opened:
    ENOENT = _opened.get("ENOENT")


@given(st.one_of(st.integers(), st.text(max_size=5), st.booleans(), st.floats()))
def test_a_time_to_wait_is_whole_seconds(seconds: object) -> None:
    """Anything else is refused, by an error that names it."""
    entry = ENOENT.replaced(retry="later")
    if type(seconds) is int and seconds >= 0:
        assert entry.problem(retry_after=seconds).headers["Retry-After"] == str(seconds)
    else:
        with pytest.raises(InvalidParameters, match="is no time to wait"):
            entry.problem(retry_after=seconds)  # type: ignore[arg-type]


@given(st.one_of(st.integers(), st.text(max_size=5), st.booleans(), st.floats()))
def test_a_status_is_one_of_http(status: object) -> None:
    """Anything else is refused, by an error that names it."""
    entry = ENOENT
    if type(status) is int and 100 <= status <= 599:
        assert entry.problem(status=status).status == status
    else:
        with pytest.raises(InvalidParameters, match="is no HTTP status"):
            entry.problem(status=status)  # type: ignore[arg-type]


def test_extensions_are_the_hosts_and_no_member_of_the_rfc(bundled: Catalog) -> None:
    """A host's own come last and win over ours; those of the RFC are not to be had that way."""
    entry = bundled.get("ENOENT")
    assert entry.problem(extensions={"trace": "7f", "code": "mine"}).as_dict()["code"] == "mine"
    with pytest.raises(InvalidParameters, match="title, type"):
        entry.problem(extensions={"type": "x", "title": "y"})


def test_types_are_uris(bundled: Catalog) -> None:
    """Whatever a symbol has in it is quoted; a base may end with a slash or not."""
    entry = bundled.get("ENOENT").replaced(symbol="a b/ü")
    assert type_uri(entry, None) == "urn:error-catalog:errno:a%20b%2F%C3%BC"
    assert type_uri(entry, "https://e.example/x/") == "https://e.example/x/errno/a%20b%2F%C3%BC"
    assert isinstance(entry.problem(), Problem)
