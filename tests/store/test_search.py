"""Search in the two full-text languages: the same answers, by an index."""

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from support import execute, in_source

from catalog import Catalog
from catalog.language import folding
from catalog.store.search import tsquery
from catalog.sync import Source, sync

WORDS = [
    "接続", "リセット", "拒否された", "路", "reset", "peer", "WSAECONN", "sock", "0x2746", "10054",
    "ﾀｲﾑ", "é", "qos", "再", "の", "e", "1", "'", "\\", "&", "|", "!", "<->", ":*", "(",
    "名前", "NEAR",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(postgres_server: URL, whole_postgres_template: str) -> Iterator[Catalog]:
    copied = postgres.database(postgres_server, whole_postgres_template)
    with copied as url, Catalog(url) as opened:
        yield opened


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_same_answers(catalog: Catalog, server: Catalog, words: list[str]) -> None:
    """Whatever is searched for, both engines find the same entries in the same order."""
    text = " ".join(words)
    if folding.wanted(text):
        for limit in (1, 20, 100):
            assert server.search(text, limit=limit) == catalog.search(text, limit=limit)
        assert server.search(text, system="winsock") == catalog.search(text, system="winsock")


def test_an_index_is_used(postgres_database: URL) -> None:
    """PostgreSQL reads the GIN index, and of the documents only the hits."""
    execute(
        postgres_database,
        "INSERT INTO catalog_system VALUES ('made', 0, '', '', '', false, '', false)",
        "INSERT INTO catalog_entry SELECT 'made', 'M' || n, n, false "
        "FROM generate_series(1, 5000) n",
        "INSERT INTO catalog_document (system, symbol, terms) "
        "SELECT 'made', 'M' || n, '1m' || n || ' 2word' || n FROM generate_series(1, 5000) n",
        "SELECT gin_clean_pending_list('catalog_index')",
        "ANALYZE",
    )
    statement, values = tsquery([("word77", False)], 3, None)
    for name, value in {**values, "limit": 20}.items():
        statement = statement.replace(f":{name}", "'{}'".format(str(value).replace("'", "''")))
    plan = "\n".join(row[0] for row in execute(postgres_database, f"EXPLAIN {statement}"))
    assert "Bitmap Index Scan on catalog_index" in plan
    assert "Seq Scan" not in plan


def test_many_hits(postgres_database: URL) -> None:
    """Where more documents have the words than are sorted, the first of them are found as well."""
    execute(
        postgres_database,
        "INSERT INTO catalog_system VALUES ('made', 0, '', '', '', false, '', false)",
        "INSERT INTO catalog_entry SELECT 'made', 'M' || n, n, false "
        "FROM generate_series(1, 3000) n",
        "INSERT INTO catalog_name SELECT 'made', 'M' || n, 'symbol', 'M' || n, 'm' || n "
        "FROM generate_series(1, 3000) n",
        "INSERT INTO catalog_document (system, symbol, terms) "
        "SELECT 'made', 'M' || n, '2quetzal' || CASE n WHEN 2999 THEN ' 3unicorn' ELSE '' END "
        "FROM generate_series(1, 3000) n",
    )
    with Catalog(postgres_database) as catalog:
        assert [e.symbol for e in catalog.search("quetzal", limit=3)] == ["M1", "M2", "M3"]
        assert [e.symbol for e in catalog.search("quetzal unicorn")] == ["M2999"]
        assert len(catalog.search("quetzal", system="made", limit=2500)) == 2500
        assert catalog.search("quetzal", system="winsock") == []


def test_more_than_a_tsvector_holds(postgres_database: URL, tmp_path: Path) -> None:
    """A text of more words than fit in a mebibyte is taken in, and found by the first of them."""
    long = " ".join(f"{n:090}" for n in range(13_000))
    toml = f'[system]\nname = "shop"\ntitle = "L"\n[[entry]]\nsymbol = "A"\nmeaning = "{long}"\n'
    sync(postgres_database, Source.from_path(in_source(tmp_path / "long", toml)))
    with Catalog(postgres_database) as catalog:
        assert [e.symbol for e in catalog.search(f"{77:090}")] == ["A"]


def test_long_texts(postgres_database: URL, tmp_path: Path) -> None:
    """Of very long texts the first terms are found, and longer terms than fit are left out."""
    long = " ".join(["first", "x" * 5000, *(f"w{n}" for n in range(30_000)), "last"])
    toml = f'[system]\nname = "long"\ntitle = "L"\n[[entry]]\nsymbol = "A"\nmeaning = "{long}"\n'
    sync(
        postgres_database,
        Source.from_path(in_source(tmp_path / "long", toml.replace("long", "shop", 1))),
    )
    with Catalog(postgres_database) as catalog:
        assert [e.symbol for e in catalog.search("first w9999", system="shop")] == ["A"]
        assert catalog.search("last", system="shop") == []
