"""Databases that are damaged, or made to do harm: right answers or DatabaseError, nothing else."""

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import settings
from support import ROOT, some

from catalog import (
    AmbiguousCode,
    Catalog,
    CatalogError,
    DatabaseError,
    UnknownCode,
    UnknownSystem,
    migrate,
)
from catalog.db.migrations import VERSION_TABLE
from catalog.language.parameters import names
from catalog.models import Base
from catalog.store import sqlite
from catalog.sync import Source, sync

SEED = 10054
# a byte anywhere, and a value, a row or a type in the tables
BYTES, ROWS = (3000, 1300) if settings.get_current_profile_name() == "full" else (40, 40)
# what a reader may be told of a database that lacks something
FITTING = (DatabaseError, UnknownCode, AmbiguousCode, UnknownSystem)
ODD = (None, "", "x", "10054", "ja", b"\xff\xfe", b"", 0, -1, 7, 1 << 62, 1.5, "\0", "a b")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of few entries, so that damage hits them, without SQLite's own checks of rows."""
    path = tmp_path_factory.mktemp("small") / "small.db"
    migrate.upgrade(path)
    sync(path, Source.from_path(ROOT / "docs" / "shop"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("DELETE FROM catalog_system WHERE name NOT IN ('shop', 'getaddrinfo')")
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
        connection.commit()
        connection.execute("VACUUM")
    return path


QUESTIONS: list[Callable[[Catalog], object]] = [
    lambda c: c.get("CART_EMPTY", locale="ja"),
    lambda c: c.get("EAI_NONAME", locale="ja").equivalents,
    lambda c: c.find("EAI_AGAIN", locale=["ja", "en"]),
    lambda c: c.find(-2, locale="ja"),
    lambda c: c.search("接続"),
    lambda c: c.search("cart", system="shop"),
    lambda c: list(c.entries(locale="ja")),
    lambda c: list(c.entries("shop")),
    lambda c: c.systems(locale="ja"),
    lambda c: c.locales("shop"),
    lambda c: c.coverage(),
    lambda c: c.negotiate("ja, en;q=0.5"),
    lambda c: c.explain(TimeoutError(), locale="ja"),
    lambda c: [
        entry.meaning.fill(**dict.fromkeys({"count"} | names(entry.meaning.forms), 3))
        for entry in c.entries("shop", locale="ja") if entry.meaning.plural
    ],
    lambda c: c.preload("ja"),
    lambda c: c.get("CART_EMPTY", locale="ja"),
    lambda c: list(c.entries(locale="ja")),
    lambda c: c.get("CART_EMTY"),
    lambda c: c.refresh(),
]  # fmt: skip


def harmed(path: Path) -> list[str]:
    """Ask a damaged database everything; return what it raised that it should not."""
    wrong = []

    def note(error: BaseException) -> None:
        wrong.append(f"{type(error).__name__}: {error}")

    try:
        with Catalog(path) as catalog:
            for ask in QUESTIONS:
                try:
                    ask(catalog)
                except FITTING as error:
                    if "\n" in str(error):
                        note(error)
                except Exception as error:
                    note(error)
    except DatabaseError:
        pass
    except Exception as error:
        note(error)
    return wrong


def written(path: Path) -> list[str]:
    """Write to a damaged database; return what it raised that is no error of ours."""
    wrong = []
    for work in (
        lambda: migrate.check(path),
        lambda: sync(path, Source.from_path(ROOT / "docs" / "shop")),
        lambda: sync(path, remove="shop"),
        lambda: migrate.upgrade(path),
    ):
        try:
            work()
        except CatalogError:
            pass
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
    return wrong


def test_damaged_bytes(small: Path, tmp_path: Path) -> None:
    """Bytes that are wrong anywhere in the file."""
    generator, whole = random.Random(SEED), small.read_bytes()  # noqa: S311
    path, wrong = tmp_path / "damaged.db", {}
    for number in range(BYTES):
        data = bytearray(whole)
        for _ in range(generator.choice((1, 1, 4))):
            at, length = generator.randrange(len(data)), generator.choice((1, 2, 8, 64))
            data[at : at + length] = generator.randbytes(length)
        path.write_bytes(data)
        found = harmed(path)
        if number % 10 == 0:
            found += written(path)
        if found:
            wrong[number] = found
    assert wrong == {}


def damages(generator: random.Random) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield statements, each with its values, that put something wrong into the tables."""
    for _ in range(generator.choice((1, 1, 3))):
        table = generator.choice(list(Base.metadata.tables.values()))
        column = generator.choice(list(table.c)).name
        # tables without rowids are found by a column of their keys
        has_rowid = table.dialect_options["sqlite"]["with_rowid"]
        key = "rowid" if has_rowid else generator.choice([c.name for c in table.primary_key])
        some = f"LIMIT {generator.choice((1, 9))} OFFSET {generator.choice((0, 1, 5, 30))}"
        where = f"{key} IN (SELECT {key} FROM {table.name} ORDER BY {key} {some})"
        if generator.random() < 0.3:
            yield f"DELETE FROM {table.name} WHERE {where}", ()
        else:
            value = generator.choice(ODD)
            yield f"UPDATE OR REPLACE {table.name} SET {column} = ? WHERE {where}", (value,)


def test_damaged_rows(small: Path, tmp_path: Path) -> None:
    """Rows that are missing, and values of other types than the schema says."""
    generator = random.Random(SEED)  # noqa: S311
    path, wrong = tmp_path / "damaged.db", {}
    for number in range(ROWS):
        shutil.copy(small, path)
        statements = list(damages(generator))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement, values in statements:
                with suppress(sqlite3.Error):
                    connection.execute(statement, values)
        found = harmed(path)
        if number % 3 == 0:
            found += written(path)
        if found:
            wrong[number] = [statements, *found]
    assert wrong == {}


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
HOSTILE = [
    "DROP TABLE catalog_state; CREATE VIEW catalog_state AS "
    f"{ENDLESS} SELECT 1 AS id, 1 AS schema_version, max(x) AS generation FROM n",
    "DROP TABLE catalog_entry; CREATE VIEW catalog_entry AS "
    f"{ENDLESS} SELECT 'shop' AS system, x AS symbol, 1 AS value, 0 AS os_dependent, "
    "NULL AS kind, NULL AS retry FROM n",
    "ALTER TABLE catalog_message RENAME TO kept; CREATE VIEW Catalog_Message AS SELECT * FROM kept",
    "DROP TABLE catalog_name; CREATE VIRTUAL TABLE catalog_name USING fts5 (system, symbol, kind, "
    "name, folded); INSERT INTO catalog_name VALUES ('shop', 'X', 'symbol', 'X', 'x')",
    "DROP TABLE catalog_index; CREATE VIEW catalog_index AS SELECT 1 AS rowid, 'x' AS terms",
    "CREATE TRIGGER t AFTER INSERT ON catalog_message BEGIN DELETE FROM catalog_entry; END",
    "CREATE TRIGGER t AFTER UPDATE ON catalog_state BEGIN UPDATE catalog_name SET name = NULL; END",
    "CREATE TRIGGER t AFTER DELETE ON catalog_entry BEGIN DELETE FROM catalog_source; END",
    "UPDATE catalog_state SET schema_version = 'one'",
    "UPDATE catalog_state SET generation = NULL",
    "UPDATE catalog_state SET generation = zeroblob(100000000)",
    "UPDATE catalog_alembic_version SET version_num = x'ff'",
    "DELETE FROM catalog_alembic_version; INSERT INTO catalog_alembic_version VALUES ('1'), ('2')",
    "UPDATE catalog_locale SET locale = 'no tag at all' WHERE locale = 'ja'",
    "UPDATE catalog_locale SET plural = 'nplurals=9; plural=n/0;' WHERE plural IS NOT NULL",
    "DELETE FROM catalog_message WHERE form = 2",
    "UPDATE OR IGNORE catalog_message SET field = 'entry'",
    "UPDATE catalog_message SET text = x'ff' WHERE field = 'meaning'",
    "UPDATE OR IGNORE catalog_message SET source = 'x'",
    "DELETE FROM catalog_entry WHERE symbol LIKE 'CART%'",
    "UPDATE catalog_number SET value = 'x'",
    "UPDATE OR IGNORE catalog_same SET other_symbol = 5",
    "DELETE FROM catalog_source",
    "UPDATE OR IGNORE catalog_document SET terms = x'00ff', symbol = 5",
]  # fmt: skip


def test_hostile_files(small: Path, tmp_path: Path) -> None:
    """Files that somebody made to do harm: no answer takes long, and none is another error."""
    path, wrong = tmp_path / "hostile.db", {}
    for statements in some(HOSTILE, 10):
        shutil.copy(small, path)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements)
        start = time.monotonic()
        found = [*harmed(path), *written(path)]
        if time.monotonic() - start > 20:
            found.append(f"took {time.monotonic() - start:.0f} s")
        if found:
            wrong[statements] = found
    assert wrong == {}


def test_what_is_no_table(small: Path, tmp_path: Path) -> None:
    """A view by the name of a table is not read from; every table of the schema is watched."""
    path = shutil.copy(small, tmp_path / "hostile.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(HOSTILE[2])
    for database in (path, f"sqlite:///{path}"):
        with pytest.raises(DatabaseError, match="Catalog_Message is no table"):
            Catalog(database)
    with closing(sqlite3.connect(small)) as connection:
        held = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert connection.execute(sqlite.DISGUISED).fetchall() == []
    ours = {name for (name,) in held if name.startswith("catalog_")}
    assert ours - {"catalog_index", VERSION_TABLE} == set(sqlite.TABLES)
