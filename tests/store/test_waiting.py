"""Many at once: readers while a writer writes, forks with threads, and writers side by side."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import postgres
import pytest
from sqlalchemy import URL, create_engine
from support import (
    GOOD,
    ROOT,
    UNCOVERED,
    amount,
    assert_sound,
    contents,
    execute,
    fork,
    in_source,
    message,
    questions,
)

from catalog import Catalog, Entry, migrate
from catalog.sync import Source, sync

# the same work is measured elsewhere, and takes twice the time with that
pytestmark = pytest.mark.no_cover
forks = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

READERS = amount(4, 8)
SYNCS = amount(40, 500)
ROUNDS = amount(2, 5)
SYMBOLS = ("FLIP_A", "FLIP_B", "FLIP_C")
# The pauses leave the writer time to write. What a catalogue logs is a reading that was refused.
READER = """
import logging, sys, threading
from catalog import Catalog

url, preloads, symbols = sys.argv[1], sys.argv[2] == "preload", sys.argv[3:]
logged = []
handler = logging.Handler()
handler.emit = lambda record: logged.append(record.getMessage())
logging.getLogger("catalog").addHandler(handler)
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
seen, count = set(), 0
with Catalog(url, max_age=0) as catalog:
    if preloads:
        catalog.preload("en")
    print("ready", flush=True)
    while not ended.wait(0.1):
        if preloads:
            catalog.refresh()
        found = [catalog.get(symbol) for symbol in symbols]
        found += [match.entry for match in catalog.find("77001")]
        found += catalog.search("flipping")
        assert len(found) == 2 * len(symbols) + 1, found
        for entry in found:
            meaning, description = entry.meaning.split()[-1], entry.description.split()[-1]
            assert meaning == description, entry
            seen.add(meaning)
            count += 1
assert not logged, logged
print(count, *sorted(seen))
"""


def flipping(folder: Path, version: int) -> Source:
    """Write a version of a source whose every text tells the version."""
    codes = "".join(
        f'[[entry]]\nsymbol = "{symbol}"\nvalue = {77001 + place}\n'
        f'meaning = "Flipping meaning v{version}"\ndescription = "A description v{version}"\n'
        for place, symbol in enumerate(SYMBOLS)
    )
    in_source(folder / f"v{version}", f'[system]\nname = "shop"\ntitle = "Flip"\n{codes}')
    return Source.from_path(folder / f"v{version}", "flip")


def written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def test_readers_of_a_database_that_changes(any_database: URL, tmp_path: Path) -> None:
    """Readers follow many syncs: none is refused, or sees half of a version."""
    versions = flipping(tmp_path, 1), flipping(tmp_path, 2)
    engine = create_engine(any_database)
    sync(engine, versions[0])
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, written(any_database),
             "preload" if number % 4 == 3 else "", *SYMBOLS],
            cwd=ROOT, env=UNCOVERED, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(READERS)
    ]  # fmt: skip
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for number in range(SYNCS):
            assert sync(engine, versions[(number + 1) % 2])
    finally:
        # the end of their input is the end of their work
        told = [reader.communicate() for reader in readers]
        engine.dispose()
    for number, (reader, (out, err)) in enumerate(zip(readers, told, strict=True)):
        assert reader.returncode == 0, err
        count, *seen = out.split()
        assert seen == ["v1", "v2"]
        # to preload is to read the whole catalogue after each sync
        assert int(count) > (SYNCS // 50 if number % 4 == 3 else SYNCS)


def statuses(children: list[int]) -> list[int]:
    return [os.waitpid(child, 0)[1] for child in children]


@contextmanager
def opened_as(name: str, request: pytest.FixtureRequest) -> Iterator[Catalog]:
    if name == "bundled":
        with Catalog() as opened:
            yield opened
    elif name == "file":
        with Catalog(request.getfixturevalue("database")) as opened:
            yield opened
    else:
        url = request.getfixturevalue("postgres_database")
        engine = create_engine(url)
        with Catalog(engine if name == "engine" else url) as opened:
            yield opened
        engine.dispose()


PROCESSES, THREADS, LOOK_UPS = 4, 8, amount(4_000, 100_000)
# a few more than a catalogue remembers, so that some are forgotten
QUESTIONS = 1_100
Question = tuple[int | str, str | None, str]

# as a server has it that forks its workers
_catalog: Catalog
_expected: dict[Question, Entry]


def _ask(seed: int) -> int:
    """Ask a thread's share of the questions; return how many answers are right."""
    questions = list(_expected)
    generator = random.Random(seed)  # noqa: S311
    share = LOOK_UPS // PROCESSES // THREADS
    return sum(
        _catalog.get(code, system=system, locale=locale) == _expected[code, system, locale]
        for code, system, locale in generator.choices(questions, k=share)
    )


def _work(process: int) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        right = list(pool.map(_ask, [process * THREADS + n for n in range(THREADS)]))
    assert right == [LOOK_UPS // PROCESSES // THREADS] * THREADS


class TestPrefork:
    pytestmark = forks

    @pytest.mark.parametrize(
        "name",
        [
            "bundled",
            "file",
            *(pytest.param(one, marks=pytest.mark.full) for one in ("url", "engine")),
        ],
    )
    def test_processes_with_threads(self, request: pytest.FixtureRequest, name: str) -> None:
        """Many look-ups in 4 forks with 8 threads each are all right, and so is the parent."""
        global _catalog, _expected
        known = "catalog" if name == "bundled" else "small_catalog"
        catalog: Catalog = request.getfixturevalue(known)
        every = [(*one, locale) for one in questions(catalog) for locale in ("ja", "en", "de-AT")]
        _expected = {
            (code, system, locale): catalog.get(code, system=system, locale=locale)
            for code, system, locale in random.Random(name).sample(every, QUESTIONS)  # noqa: S311
        }
        with opened_as(name, request) as _catalog:
            # so that there is something to inherit: connections, memory
            _catalog.get(10054)
            children = [fork(partial(_work, process)) for process in range(PROCESSES)]
            assert statuses(children) == [0] * PROCESSES
            assert _ask(0) == LOOK_UPS // PROCESSES // THREADS


def at_once(*works: Callable[[], object]) -> None:
    """Do all of it at the same moment, each in a process; all end well."""
    reading, writing = os.pipe()

    def start(work: Callable[[], object]) -> None:
        os.close(writing)
        os.read(reading, 1)
        work()

    children = [fork(partial(start, work)) for work in works]
    os.close(reading)
    os.close(writing)
    assert statuses(children) == [0] * len(works)


def check_sound(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        assert_sound(Path(str(url.database)))


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """An empty database."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "new.db"))
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            yield url


class TestWritersAtOnce:
    pytestmark = forks

    def test_syncs_of_two_sources(self, any_database: URL, tmp_path: Path) -> None:
        """Both sources are there afterwards, and each can be taken out again."""
        german = message("WSAECONNRESET.meaning", "The connection was reset by the peer.", "Weg.")
        shop = Source.from_path(in_source(tmp_path / "shop", GOOD))
        other = Source.from_path(in_source(tmp_path / "other", de_winsock=german))
        before = contents(any_database)
        for _ in range(ROUNDS):
            at_once(lambda: sync(any_database, shop), lambda: sync(any_database, other))
            with Catalog(any_database) as catalog:
                assert catalog.get("SOLD_OUT").symbol == "OUT_OF_STOCK"
                assert catalog.get(10054, locale="de").meaning == "Weg."
                assert catalog.search("weg")
            check_sound(any_database)
            # what one took as it was has the other changed: that is no change of its own
            assert not sync(any_database, shop)
            assert not sync(any_database, other)
            at_once(
                lambda: sync(any_database, remove="shop"),
                lambda: sync(any_database, remove="other"),
            )
            assert contents(any_database) == before

    def test_syncs_of_one_source(self, any_database: URL, tmp_path: Path) -> None:
        """Twice at once is as once."""
        shop = Source.from_path(in_source(tmp_path / "shop", GOOD))
        sync(any_database, shop)
        expected = contents(any_database)
        for _ in range(ROUNDS):
            sync(any_database, remove="shop")
            at_once(*[lambda: sync(any_database, shop)] * 4)
            assert contents(any_database) == expected
            check_sound(any_database)

    def test_syncs_of_two_versions(self, any_database: URL, tmp_path: Path) -> None:
        """Of two versions one or the other stays, whole."""
        versions = flipping(tmp_path, 1), flipping(tmp_path, 2)
        expected = []
        for version in versions:
            sync(any_database, version)
            expected.append(contents(any_database))
        for _ in range(ROUNDS):
            at_once(*(partial(sync, any_database, version) for version in versions))
            assert contents(any_database) in expected
            check_sound(any_database)

    def test_upgrades(self, nothing: URL, any_database: URL) -> None:
        """Two upgrades of an empty database make one."""
        at_once(*[lambda: migrate.upgrade(nothing)] * 2)
        assert migrate.check(nothing) == "0002"
        assert contents(nothing) == contents(any_database)
        check_sound(nothing)

    def test_upgrades_of_a_schema(self, empty_postgres: URL) -> None:
        """Also in a schema that neither has made yet."""
        at_once(*[lambda: migrate.upgrade(empty_postgres, schema="codes")] * 2)
        assert migrate.check(empty_postgres, schema="codes") == "0002"
        (tables,) = execute(
            empty_postgres,
            "SELECT count(*), min(schemaname) FROM pg_tables WHERE tablename LIKE 'catalog%%'",
        )
        assert tables == (14, "codes")
