"""What several test modules use."""

import functools
import inspect
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner
from hypothesis import settings
from sqlalchemy import URL, Select, Table, create_engine, select

from catalog import AmbiguousCode, Catalog
from catalog.cli import main
from catalog.models import Base

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "catalog"]
PLAIN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CATALOG_DATABASE_URL")
} | {"PYTHONIOENCODING": "utf-8"}
# where time or memory counts: to measure coverage takes both
UNCOVERED = {name: value for name, value in PLAIN.items() if not name.startswith("COVERAGE_")}


# what makes a socket that is closed hang up by RST, for SO_LINGER; Winsock has two shorts
AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
# signals that the command changes the handling of
_HEEDED = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
Test = Callable[..., None]
Value = TypeVar("Value")


def in_full() -> bool:
    """Tell whether heavy tests do all that they can, as with ``--all``."""
    return settings.get_current_profile_name() == "full"


def amount(quick: int, full: int) -> int:
    """Return how much a heavy test does: in the quick run, or with ``--all``."""
    return full if in_full() else quick


def some(values: Sequence[Value], quick: int) -> Sequence[Value]:
    """Return all values with ``--all``, else so many of them, the same ones each time."""
    return random.Random(0).sample(values, amount(quick, len(values)))  # noqa: S311


def _told(case: object) -> str:
    told = ascii(case)
    return told if len(told) < 80 else f"{told[:77]}..."


def each(
    names: str | Sequence[str], values: Iterable[Any], key: Callable[[Any], str] = _told
) -> Callable[[Test], Test]:
    """Make one test of many cases, which goes on after a case that fails, and names all that did.

    Takes what ``pytest.mark.parametrize`` takes, and its place where cases are many and cheap: of
    several arguments a case is a tuple. ``key`` makes what a failure calls a case. Fixtures are
    made once, for all cases together.
    """
    arguments = [one.strip() for one in names.split(",")] if isinstance(names, str) else names
    cases = [(value, value if len(arguments) > 1 else (value,)) for value in values]

    def collecting(test: Test) -> Test:
        @functools.wraps(test)
        def tried(*fixed: Any, **fixtures: Any) -> None:
            failed: dict[str, BaseException] = {}
            for value, given in cases:
                try:
                    test(*fixed, **fixtures, **dict(zip(arguments, given, strict=True)))
                # what pytest.raises raises is no Exception
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"case: {key(value)}")
                    failed[key(value)] = error
            if failed:
                told = f"{len(failed)} of {len(cases)} cases fail: {', '.join(failed)}"
                raise BaseExceptionGroup(told, [*failed.values()])

        signature = inspect.signature(test)
        left = [one for name, one in signature.parameters.items() if name not in arguments]
        tried.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return tried

    return collecting


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=PLAIN | (env or {}),
        stdin=subprocess.DEVNULL,
    )


def ran(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as ``run`` does; but in the quick run in this process, which is quicker.

    What it makes a database of is the small catalogue then.
    """
    if in_full():
        return run(*arguments, env=env)
    unset: dict[str, str | None] = {name: None for name in os.environ if name not in PLAIN}
    handlers = [(number, signal.getsignal(number)) for number in _HEEDED]
    try:
        done = CliRunner().invoke(
            main, arguments, prog_name="catalog", env=unset | PLAIN | (env or {})
        )
    finally:
        for number, handler in handlers:
            signal.signal(number, handler)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


GOOD = """
[system]
name = "shop"
title = "Shop errors"

[[entry]]
symbol = "OUT_OF_STOCK"
value = -70007
aliases = ["SOLD_OUT"]
related = ["GONE"]
verbatim = ["SKU"]
meaning = "The article is sold out."
description = "No SKU is left."

[[entry]]
symbol = "GONE"
meaning = "The article is no longer sold."
"""


def written(folder: Path, text: str, name: str = "shop") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


# the systems of the package, and how many entries they have
SYSTEMS = {
    "chromium": 279,
    "cloudflare": 12,
    "curl": 102,
    "dns": 54,
    "errno": 162,
    "exit": 121,
    "getaddrinfo": 20,
    "gnutls": 200,
    "grpc": 17,
    "hresult": 4356,
    "http": 97,
    "http2": 14,
    "http3": 40,
    "kafka": 198,
    "mysql": 315,
    "node": 483,
    "ntstatus": 2852,
    "openssl": 25,
    "redis": 32,
    "signal": 38,
    "smtp": 122,
    "sqlite": 113,
    "sqlstate": 374,
    "tls": 37,
    "websocket": 28,
    "win32": 3100,
    "wininet": 133,
    "winsock": 97,
    "x509": 105,
}
ENTRIES = sum(SYSTEMS.values())


@functools.lru_cache(maxsize=1)
def questions(catalog: Catalog) -> tuple[tuple[int | str, str | None], ...]:
    """Return each number and symbol that one entry alone has, with its system and without.

    Of the entries without texts, which are many, it takes one in fifty.
    """
    return tuple(_questions(catalog))


def _questions(catalog: Catalog) -> Iterator[tuple[int | str, str | None]]:
    for place, entry in enumerate(catalog.entries()):
        if not entry.meaning and place % 50:
            continue
        for code in (entry.symbol if entry.value is None else entry.value, entry.symbol):
            for system in (None, entry.system):
                with suppress(AmbiguousCode):
                    catalog.get(code, system=system)
                    yield code, system


HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def po(folder: Path, body: str | bytes) -> Path:
    """Write a PO file: a body with a header before it, or exactly some bytes."""
    path = folder / "x.po"
    path.write_bytes(body if isinstance(body, bytes) else (HEADER + body).encode())
    return path


def in_source(folder: Path, toml: str = "", **files: str) -> Path:
    """Write a source's folder: its shop.toml, and PO files with headers by ``locale_system``."""
    if toml:
        (folder / "systems").mkdir(parents=True, exist_ok=True)
        written(folder / "systems", toml)
    for name, body in files.items():
        locale, _, system = name.partition("_")
        place = folder / "locales" / locale / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{system or 'shop'}.po").write_text(HEADER + body, "utf-8")
    return folder


def message(key: str | None, english: str, translation: str, flags: str = "") -> str:
    """Lay out one message of a PO file."""
    context = f'msgctxt "{key}"\n' if key else ""
    return f'{flags}{context}msgid "{english}"\nmsgstr "{translation}"\n\n'


def assert_sound(database: Path) -> None:
    """Check a SQLite file's structure, its references, and the full-text index.

    The index is compared with the terms that it is of, which a file that is built leaves out.
    """
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        terms = connection.execute("SELECT count(*) FROM catalog_document WHERE terms <> ''")
        connection.execute(
            "INSERT INTO catalog_index (catalog_index, rank) VALUES ('integrity-check', ?)",
            (int(terms.fetchone()[0] > 0),),
        )
    connection.close()


def execute(url: URL, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction; return the rows of the last one."""
    engine = create_engine(url)
    with engine.begin() as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return rows


def contents(url: URL, *, but: Container[str] = ("catalog_state",)) -> dict[str, list[str]]:
    """Return the rows of all tables, without the numbers of documents."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(_all(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in but
        }
    engine.dispose()
    return found


def _all(table: Table) -> Select[Any]:
    is_document = table.name == "catalog_document"
    return select(*(c for c in table.columns if not (is_document and c.name == "id")))


def soon(ask: Callable[[], object]) -> bool:
    """Ask until the answer is true, ten seconds at most: looks at a database run beside answers."""
    until = time.monotonic() + 10
    while not ask():
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True


def fork(work: Callable[[], object]) -> int:
    """Start work in a process of its own, which ends well if the work does; return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
