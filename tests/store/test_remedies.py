"""Remedies: each cause is provoked, and the error says what helps against that one."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, event
from support import GOOD, PLAIN, execute, in_source

from catalog import Catalog, DatabaseError
from catalog.marking import words
from catalog.store import remedies
from catalog.sync import Source, sync

FAILING = (
    "CREATE FUNCTION fail(state text) RETURNS int LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'provoked' USING ERRCODE = state; END $$"
)
# fails so often, and counts outside of transactions
CONFLICT = (
    "CREATE SEQUENCE tries",
    "CREATE FUNCTION conflict(times int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
    "IF nextval('tries') < times THEN RAISE EXCEPTION 'conflict with recovery' "
    "USING ERRCODE = '40001'; END IF; RETURN 1; END $$",
)


def test_every_sqlstate(postgres_database: URL) -> None:
    """What a server tells by its code has a remedy of its own; a new code has that of its class."""
    execute(postgres_database, FAILING)
    states = {state: remedy for state, remedy in remedies._BY_SQLSTATE.items() if len(state) == 5}
    states |= {f"{state}999": remedies._BY_SQLSTATE[state] for state in ("40", "53", "58", "XX")}
    # what ends the connection is what the server itself does, and is tried once more
    wrong = {}
    with Catalog(postgres_database) as catalog:
        for state, remedy in states.items():
            with pytest.raises(DatabaseError) as caught:
                catalog._reader._connection.rows(f"SELECT fail('{state}')", {})
            if caught.value.remedy != remedy:
                wrong[state] = caught.value.remedy
        assert catalog.get(10054).symbol == "WSAECONNRESET"
    assert wrong == {}


@pytest.mark.parametrize(("times", "works"), [(3, True), (4, False)])
def test_a_recovery_conflict_is_tried_three_times(
    postgres_database: URL, times: int, works: bool
) -> None:
    """A standby that takes away what a statement reads gives it at another time."""
    execute(postgres_database, *CONFLICT)
    with Catalog(postgres_database) as catalog:
        if works:
            assert catalog._reader._connection.rows(f"SELECT conflict({times})", {}) == [(1,)]
        else:
            with pytest.raises(DatabaseError, match="try again; on a standby"):
                catalog._reader._connection.rows(f"SELECT conflict({times})", {})


def test_time_outs_and_read_only_servers(postgres_database: URL, tmp_path: Path) -> None:
    """A statement's time-out, a server that may only be read, and one that has no room."""
    slow = postgres_database.update_query_dict({"options": "-cstatement_timeout=50"})
    with Catalog(slow) as catalog, pytest.raises(DatabaseError, match="raise statement_timeout"):
        catalog._reader._connection.rows("SELECT pg_sleep(5)", {})
    source = Source.from_path(in_source(tmp_path / "shop", GOOD))
    reading = {"options": "-cdefault_transaction_read_only=on"}
    with pytest.raises(DatabaseError, match="write to the primary server"):
        sync(postgres_database.update_query_dict(reading), source)
    role = f"full_{postgres_database.database}"
    execute(postgres_database, f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
    try:
        with pytest.raises(DatabaseError, match="raise max_connections"):
            Catalog(postgres_database.set(username=role))
    finally:
        execute(postgres_database, f"DROP ROLE {role}")


def test_a_full_disk(database: Path, tmp_path: Path) -> None:
    """SQLite tells a full disk by its code; the remedy is room, not another copy."""
    engine = create_engine(f"sqlite:///{database}")

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    codes = "".join(f'[[entry]]\nsymbol = "E{n}"\nmeaning = "Text {n}."\n' for n in range(2000))
    text = f'[system]\nname = "shop"\ntitle = "Shop"\n{codes}'
    with pytest.raises(DatabaseError, match="full; make room on the disk"):
        sync(engine, Source.from_path(in_source(tmp_path / "shop", text)))
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_too_many_open_files(database: Path) -> None:
    """A process without a free descriptor is not told to move a good file away."""
    script = (
        "import os, resource, sys\nfrom catalog import Catalog, DatabaseError\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))\n"
        "kept = Catalog(sys.argv[1])\n"
        "try:\n    while True: os.dup(0)\nexcept OSError: pass\n"
        "try: Catalog(sys.argv[1])\nexcept DatabaseError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(database)], env=PLAIN, capture_output=True, text=True
    )
    assert "Too many open files; close files" in done.stdout, done
    assert "move it away" not in done.stdout


def test_errors_of_the_system() -> None:
    """An error of the operating system is told by its number."""
    for number, remedy in remedies._BY_ERRNO.items():
        assert remedies.remedy_of(OSError(number, os.strerror(number)), words("")) == remedy
    assert remedies.remedy_of(OSError("x"), words("else")) == words("else")
