"""Entries whose texts have parameters: filled all at once, typed by hand, and never shown raw."""

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from support import in_source, ran

from catalog import Catalog, InvalidParameters
from catalog.db.building import build
from catalog.sources.folder import Source

BANK = """
[system]
name = "shop"
title = "Errors of the bank"

[[entry]]
symbol = "LIMIT"
value = 1
meaning = "{count:number} payment is over the limit of {limit:money}."
meaning_plural = "{count:number} payments are over the limit of {limit:money}."
description = "The interest is {rate:percent.1} since {since:datetime}."
action = "Ask {clerk} before {until:date}."
retry = "later"
retry_reason = "The limit is {limit:money} until {until:date}."

[[entry]]
symbol = "PLAIN"
value = 2
meaning = "Nothing to fill."
"""
SINCE = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.UTC)
VALUES: dict[str, object] = {
    "count": 2,
    "limit": (Decimal("9.9"), "EUR"),
    "rate": 0.035,
    "since": SINCE,
    "clerk": "Ann",
    "until": datetime.date(2026, 2, 1),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    build(folder / "bank.db", Source.from_path(in_source(folder, BANK)))
    return folder / "bank.db"


@pytest.fixture(scope="module")
def bank(database: Path) -> Iterator[Catalog]:
    with Catalog(database) as opened:
        yield opened


def test_all_texts(bank: Catalog) -> None:
    """One call fills every text; names that none has are let be."""
    entry = bank.get("LIMIT").fill(**VALUES, tz="Europe/Paris", other=1)
    assert entry.meaning == "2 payments are over the limit of €9.90."
    assert entry.description == "The interest is 3.5% since Feb 1, 2026, 12:30:00\u202fAM."
    assert entry.action == "Ask Ann before Feb 1, 2026."
    assert entry.retry_reason == "The limit is €9.90 until Feb 1, 2026."
    assert (entry.meaning.locale, entry.system, entry.value) == ("en", "shop", 1)
    assert entry.meaning.template == bank.get("LIMIT").meaning
    assert bank.get("PLAIN").fill(**VALUES) is bank.get("PLAIN")


def test_equivalents_stay(bank: Catalog) -> None:
    """An entry that is filled belongs to its catalogue as before."""
    assert bank.get("LIMIT").fill(**VALUES)._find is not None


def test_as_plain_values(bank: Catalog) -> None:
    """`as_dict` fills with what it is given, and gives texts as they are without."""
    entry = bank.get("LIMIT")
    assert entry.as_dict(parameters=VALUES) == entry.fill(**VALUES).as_dict()
    assert "{limit:money}" in str(entry.as_dict()["meaning"])


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"rate": "much"}, "shop:LIMIT.description (en): 'The interest is"),
        ({"rate": "much"}, "needs int, float or Decimal as rate, not 'much'"),
        ({"until": None}, "shop:LIMIT.action (en): 'Ask {clerk}"),
    ],
)
def test_errors_name_the_text(bank: Catalog, changed: dict[str, object], problem: str) -> None:
    """Which entry, which text, in which language, and what is wrong."""
    with pytest.raises(InvalidParameters) as caught:
        bank.get("LIMIT").fill(**VALUES | changed)
    assert problem in str(caught.value)


def test_a_missing_name(bank: Catalog) -> None:
    """A value that a text needs cannot be left out."""
    with pytest.raises(InvalidParameters, match=r"shop:LIMIT.meaning .* the parameter 'count'"):
        bank.get("LIMIT").fill()


def test_show(database: Path) -> None:
    """The command line fills with typed values, and shows names for those that it has not."""
    base = ("show", "LIMIT", "--database", str(database), "--locale", "en")
    shown = ran(*base).stdout
    assert "<count> payments are over the limit of <limit>." in shown
    assert "{" not in shown
    sets = ("count=1", "limit=9.90 EUR", "rate=0.035", "since=2026-01-31T23:30+00:00",
            "clerk=Ann", "until=2026-02-01", "tz=Asia/Tokyo")  # fmt: skip
    options = [word for one in sets for word in ("--set", one)]
    shown = ran(*base, *options).stdout
    assert "1 payment is over the limit of €9.90." in shown
    assert "The interest is 3.5% since Feb 1, 2026, 8:30:00\u202fAM." in shown
    assert "<" not in shown
    (told,) = json.loads(ran(*base, "--json", *options).stdout)
    assert told["action"] == "Ask Ann before Feb 1, 2026."
    assert "{count:number}" in json.loads(ran(*base, "--json").stdout)[0]["meaning"]
    listed = ran("list", "--system", "shop", "--database", str(database)).stdout
    assert "{" not in listed


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("cnt=3", "'cnt' is no parameter of these texts; they have: clerk, count, limit"),
        ("count=x", "'x' is no value for count; write it as in count=3"),
        ("limit=5", "'5' is no value for limit; write it as in limit=9.90 EUR"),
        ("count", "'count' is not NAME=VALUE"),
    ],
)
def test_what_cannot_be_set(database: Path, given: str, problem: str) -> None:
    """One line says what is wrong, and what to write."""
    done = ran("show", "LIMIT", "--database", str(database), "--set", given)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
