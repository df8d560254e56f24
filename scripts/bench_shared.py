"""What several share: PostgreSQL beside SQLite, and many readers beside a writer."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import postgres
import psycopg
from generated import fill_database, generated, source
from measures import calls, in_turn, medians, milliseconds, row, searches, table
from sqlalchemy import URL, create_engine

from catalog import Catalog, migrate
from catalog.store import statements
from catalog.sync import Source, sync

_TEXTS = ("拒否 送信", "server unit 77", "queue", "made_00099", "再試行してください")
_READERS = 8
_SECONDS = 4


def server(folder: Path) -> None:
    """Compare answers and syncs of a server with those of a file."""
    with postgres.server() as url:
        with postgres.database(url) as made:
            migrate.upgrade(made)
            _answers(made, folder)
        _sync(url, folder)
        with postgres.database(url) as made:
            start = time.perf_counter()
            fill_database(made, 100_000)
            searchable = time.perf_counter() - start
            with Catalog(made) as catalog:
                searches("search on PostgreSQL, 100,000 entries", catalog, _TEXTS, 20)
            index, lexemes = _sizes(made)
        with postgres.database(url) as made:
            start = time.perf_counter()
            fill_database(made, 100_000, searchable=False)
            plain = time.perf_counter() - start
    cost = f"{index:.0f} + {lexemes:.0f} MiB", f"+ {searchable - plain:.1f} s"
    table.add_row("(PostgreSQL, 100,000 entries: index and documents; time)", *cost, "", "")
    _cost_on_sqlite(folder)


def _answers(url: URL, folder: Path) -> None:
    file = folder / "beside.db"
    migrate.upgrade(file)
    with Catalog(url) as there, Catalog(file) as here:
        warm = calls(lambda: there.get(10054, locale="ja"), 100_000)
        beside = calls(lambda: here.get(10054, locale="ja"), 100_000)
        ours, peer, ratio = medians(in_turn(warm, beside, 11))
        name = "warm get, PostgreSQL : SQLite"
        # the same code: what differs is noise
        row(name, milliseconds(ours), milliseconds(peer), ratio, 1.05, "{:.2f} ×")
        statement = statements._statement(statements._BY_VALUE.format(inside=""), ("ja", "en"))
        for name in ("value", "locale0", "locale1"):
            statement = statement.replace(f":{name}", f"%({name})s")
        values = {"value": 10054, "locale0": "ja", "locale1": "en"}
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection, connection.cursor() as cursor:
            uncached = calls(lambda: there._find_one(10054, None, "ja", None), 100)
            raw = calls(lambda: cursor.execute(statement.encode(), values).fetchall(), 100)
            ours, peer, ratio = medians(in_turn(uncached, raw, 101))
        name = "uncached get, PostgreSQL : psycopg"
        row(name, milliseconds(ours), milliseconds(peer), ratio, 1.5, "{:.2f} ×")


def _sync(url: URL, folder: Path) -> None:
    """Sync 100,000 messages into fresh databases of both kinds by turns."""
    source(folder / "shared")
    made = Source.from_path(folder / "shared")

    def into_file() -> float:
        path = folder / "shared.db"
        path.unlink(missing_ok=True)
        migrate.upgrade(path)
        return calls(lambda: sync(path, made), 1)()

    def into_server() -> float:
        with postgres.database(url) as there:
            migrate.upgrade(there)
            return calls(lambda: sync(there, made), 1)()

    ours, peer, ratio = medians(in_turn(into_server, into_file, 3))
    name = "sync of 100,000 messages, PostgreSQL : SQLite"
    row(name, milliseconds(ours), milliseconds(peer), ratio, 3, "{:.2f} ×")


def _sizes(url: URL) -> list[float]:
    engine = create_engine(url)
    with engine.connect() as connection:
        statement = "SELECT pg_relation_size('catalog_index'), pg_table_size('catalog_document')"
        found = [size / 2**20 for size in connection.exec_driver_sql(statement).one()]
    engine.dispose()
    return found


def _cost_on_sqlite(folder: Path) -> None:
    """Tell what search costs a file of 100,000 entries, in size and in the time to write it."""

    def written(searchable: bool) -> tuple[float, float]:
        start = time.perf_counter()
        path = generated(folder / f"{searchable}.db", 100_000, searchable=searchable)
        return time.perf_counter() - start, path.stat().st_size / 2**20

    (slow, large), (fast, small) = written(True), written(False)
    table.add_row(
        "(SQLite, 100,000 entries: file with search, without; time)",
        f"{large:.0f} MiB",
        f"{small:.0f} MiB",
        f"+ {slow - fast:.1f} s",
    )


READER = """
import json, sys, time
from catalog import Catalog
database, seconds = sys.argv[1], float(sys.argv[2])
taken, versions = [], set()
with Catalog(database, max_age=0) as catalog:
    print(flush=True)
    sys.stdin.readline()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        entry = catalog.get("MADE")
        taken.append(round((time.perf_counter() - start) * 1e6))
        version = entry.meaning.rpartition(" ")[2]
        assert version == entry.description.rpartition(" ")[2], entry
        versions.add(version)
print(json.dumps([taken, len(versions)]))
"""


def processes_at_once(folder: Path) -> None:
    """Time look-ups that all look for changes, in eight processes, calm and beside syncs."""
    versions = [_version(folder / f"v{n}" / "made", n) for n in (1, 2)]
    path = folder / "readers.db"
    migrate.upgrade(path)
    _readers("SQLite", str(path), versions)
    with postgres.server() as url, postgres.database(url) as made:
        migrate.upgrade(made)
        _readers("PostgreSQL", made.render_as_string(hide_password=False), versions)


def _version(folder: Path, number: int) -> Source:
    (folder / "systems").mkdir(parents=True)
    (folder / "systems" / "made.toml").write_text(
        f'[system]\nname = "made"\ntitle = "Made"\n[[entry]]\nsymbol = "MADE"\n'
        f'meaning = "Version {number}"\ndescription = "Version {number}"\n',
        "utf-8",
    )
    return Source.from_path(folder)


def _readers(name: str, database: str, versions: list[Source]) -> None:
    engine = create_engine(database if "://" in database else f"sqlite:///{database}")
    sync(engine, versions[0])

    def nothing() -> None:
        time.sleep(0.05)

    def syncing() -> None:
        sync(engine, versions[1])
        sync(engine, versions[0])

    for state, work in (("calm", nothing), ("beside syncs", syncing)):
        taken, done, seen = _measured(database, work)
        middle = statistics.median(taken)
        last = taken[int(len(taken) * 0.99)]
        table.add_row(
            f"({_READERS} readers, {name}, {state}: p50, p99, most)",
            f"{middle / 1e3:.2f} ms",
            f"{last / 1e3:.2f} ms",
            f"{taken[-1] / 1e3:.0f} ms",
            f"{len(taken):,} reads" + (f", {2 * done} syncs" if seen > 1 else ""),
        )
    engine.dispose()


def _measured(database: str, work: Callable[[], None]) -> tuple[list[int], int, int]:
    """Return what look-ups took, sorted, how often the work was done, and the versions seen."""
    command = [sys.executable, "-c", READER, database, str(_SECONDS)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(_READERS)
    ]
    for one in readers:
        assert one.stdout
        one.stdout.readline()
    for one in readers:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    done, end = 0, time.perf_counter() + _SECONDS
    while time.perf_counter() < end:
        work()
        done += 1
    found = [json.loads(one.communicate()[0]) for one in readers]
    return sorted(t for taken, _ in found for t in taken), done, max(seen for _, seen in found)
