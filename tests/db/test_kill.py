"""Kills: SIGKILL at random moments leaves the old database or the new one, and the next run works.

The process that is killed is a fork, which has everything imported: what is hit is the work.
"""

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import postgres
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, create_engine, inspect
from support import amount, assert_sound, contents, execute, fork

from catalog import Catalog, DatabaseError, migrate, paths
from catalog.db import migrations
from catalog.db.building import build
from catalog.sync import Source, sync

pytestmark = [
    # the same work is measured elsewhere, and takes twice the time with that
    pytest.mark.no_cover,
    pytest.mark.skipif(
        not (hasattr(signal, "SIGKILL") and hasattr(os, "fork")),
        reason="the platform has no SIGKILL or no fork",
    ),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

ENTRIES = 200
# some moments are after the end
_SPAN = 1.2


@dataclass
class Tally:
    """What became of the kills of all cases."""

    kills: int = 0
    under_way: int = 0
    old: int = 0
    new: int = 0
    cases: set[str] = field(default_factory=set)


@dataclass
class Case:
    """Work that leads to and fro between two states, or only to the second if it is ``one_way``."""

    works: tuple[Callable[[], object], Callable[[], object]]
    state: Callable[[], object]
    url: URL | None = None
    server: URL | None = None
    one_way: bool = False

    def wait(self) -> None:
        """Wait until a server has noticed that its client is dead, and undone or done its work."""
        if self.server is not None and self.url is not None:
            living = (
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                f"AND datname = '{self.url.database}'"
            )
            until = time.monotonic() + 20
            while execute(self.server, living):
                assert time.monotonic() < until
                time.sleep(0.005)

    def check(self) -> None:
        """Check that a SQLite file is whole."""
        if self.url is None or self.url.get_backend_name() != "sqlite":
            return
        if self.state():
            assert_sound(Path(str(self.url.database)))
        else:
            assert execute(self.url, "PRAGMA integrity_check") == [("ok",)]


@pytest.fixture(scope="module")
def tally() -> Tally:
    return Tally()


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Source]:
    """Two versions of a source: texts change, and codes come and go."""
    made = []
    for version in (1, 2):
        folder = tmp_path_factory.mktemp(f"version{version}")
        codes = "".join(
            f'[[entry]]\nsymbol = "KILL_{n:04}"\nvalue = {n}\n'
            f'meaning = "The meaning of number {n}, version {version}."\n'
            f'description = "The description of number {n}, version {version}."\n'
            for n in range(version * 20, version * 20 + ENTRIES)
        )
        (folder / "systems").mkdir()
        text = f'[system]\nname = "kill"\ntitle = "Version {version}"\n{codes}'
        (folder / "systems/kill.toml").write_text(text, "utf-8")
        made.append(Source.from_path(folder, "kill"))
    return made[0], made[1]


def undisturbed(work: Callable[[], object]) -> float:
    """Run work in a process of its own to its end; return how long it took."""
    start = time.monotonic()
    assert os.waitpid(fork(work), 0)[1] == 0
    return time.monotonic() - start


def killed(work: Callable[[], object], after: float) -> bool:
    """Kill work after some seconds; tell whether it was still under way."""
    child = fork(work)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def moments(seed: str, kills: int) -> list[float]:
    """Return random moments that cover the time that work takes evenly, in any order."""
    generator = random.Random(seed)  # noqa: S311
    found = [(number + generator.random()) / kills * _SPAN for number in range(kills)]
    generator.shuffle(found)
    return found


def stand(url: URL) -> object:
    """Return a database's contents with its revision; nothing if it has no tables."""
    engine = create_engine(url)
    with engine.connect() as connection:
        has_tables = bool(inspect(connection).get_table_names())
    engine.dispose()
    if not has_tables:
        return None
    revision = execute(url, f"SELECT version_num FROM {migrations.VERSION_TABLE}")
    return contents(url), revision


def downgrade(url: URL) -> None:
    config = Config()
    config.set_main_option("script_location", paths.migrations())
    engine = create_engine(url)
    config.attributes["connection"] = engine
    command.downgrade(config, "0001")
    engine.dispose()


def empty(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).unlink(missing_ok=True)
    else:
        execute(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)])
def engine_case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[URL, URL | None]]:
    """An empty database and, if there is one, its server."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "catalog.db")), None
    else:
        server = request.getfixturevalue("postgres_server")
        with postgres.database(server) as url:
            yield url, server


def kill_often(case: Case, name: str, kills: int, tally: Tally) -> None:
    """Kill the work at its moments; each time check what is left, and let it run to its end."""
    states, takes = [], [0.0, 0.0]
    for _ in range(2):
        for direction in (0, 1):
            takes[direction] = undisturbed(case.works[direction])
    for direction in (0, 1):
        case.works[direction]()
        states.append(case.state())
    assert states[0] != states[1]
    refused, under_way = [], 0
    for number, moment in enumerate(moments(name, kills)):
        direction = 1 if case.one_way else number % 2
        if case.one_way:
            case.works[0]()
        before, after = states[1 - direction], states[direction]
        tally.kills += 1
        under_way += killed(case.works[direction], moment * takes[direction])
        case.wait()
        if case.url is not None and not case.one_way:
            try:
                with Catalog(case.url):
                    pass
            except DatabaseError as error:
                refused.append(str(error))
        found = case.state()
        assert found in (before, after), f"neither old nor new after {moment} of the time"
        tally.old += found == before
        tally.new += found == after
        case.check()
        case.works[direction]()
        assert case.state() == after
    case.check()
    assert under_way
    tally.cases.add(name)
    tally.under_way += under_way
    # readers alone, before any writer has mended what the dead one left
    assert refused == []


def test_sync(
    engine_case: tuple[URL, URL | None], versions: tuple[Source, Source], tally: Tally
) -> None:
    """A sync that is killed has done all or nothing."""
    url, server = engine_case
    migrate.upgrade(url)
    works = (lambda: sync(url, versions[0]), lambda: sync(url, versions[1]))
    case = Case(works, lambda: stand(url), url, server)
    kill_often(case, f"sync {url.get_backend_name()}", amount(5, 40), tally)


def test_upgrade_and_downgrade(engine_case: tuple[URL, URL | None], tally: Tally) -> None:
    """So has an upgrade through our data, and a downgrade."""
    url, server = engine_case
    migrate.upgrade(url)
    case = Case(
        (lambda: downgrade(url), lambda: migrate.upgrade(url)), lambda: stand(url), url, server
    )
    kill_often(case, f"revisions {url.get_backend_name()}", amount(3, 16), tally)


def test_upgrade_of_nothing(engine_case: tuple[URL, URL | None], tally: Tally) -> None:
    """So has an upgrade that makes all tables."""
    url, server = engine_case
    works = (lambda: empty(url), lambda: migrate.upgrade(url))
    case = Case(works, lambda: stand(url), url, server, one_way=True)
    kill_often(case, f"new {url.get_backend_name()}", amount(3, 24), tally)


def test_build(tmp_path: Path, versions: tuple[Source, Source], tally: Tally) -> None:
    """A build that is killed leaves the old file or the new one, byte for byte."""
    path = tmp_path / "my.db"
    works = (lambda: build(path, versions[0]), lambda: build(path, versions[1]))
    kill_often(Case(works, path.read_bytes), "build", amount(3, 40), tally)


@pytest.mark.full
def test_many_were_hit(tally: Tally) -> None:
    """The kills above came in the middle of the work, and some before and some after its end."""
    if len(tally.cases) < 7:
        pytest.skip("not all cases were run")
    assert tally.kills >= 200
    assert tally.under_way > tally.kills / 2
    assert tally.old > tally.kills / 10
    assert tally.new > tally.kills / 20


@pytest.mark.parametrize("left", ["another's", "half"])
def test_what_a_killed_build_left(
    tmp_path: Path, versions: tuple[Source, Source], left: str
) -> None:
    """A later process may get the number of the dead one: what that left is not built upon."""
    build(tmp_path / "expected.db", versions[1])
    other = Source("other", versions[0].systems, versions[0].locales)
    build(tmp_path / "other.db", other)
    unfinished = tmp_path / f"my.db.{os.getpid()}"
    shutil.copyfile(tmp_path / "other.db", unfinished)
    if left == "half":
        os.truncate(unfinished, 100_000)
    build(tmp_path / "my.db", versions[1])
    assert (tmp_path / "my.db").read_bytes() == (tmp_path / "expected.db").read_bytes()
    with sqlite3.connect(tmp_path / "my.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
