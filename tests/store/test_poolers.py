"""Poolers: a server connection may be somebody else's at the next moment (a real pgbouncer)."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine
from support import GOOD, in_source

from catalog import Catalog, DatabaseError, migrate
from catalog.sync import Source, sync

# Debian puts it where only root looks
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
pytestmark = pytest.mark.skipif(
    PGBOUNCER is None, reason="pgbouncer is not installed (Debian: apt-get install pgbouncer)"
)
CLIENTS, ROUNDS, SERVER_CONNECTIONS = 6, 8, 3


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def pooler(server: URL, folder: Path, mode: str) -> Iterator[URL]:
    """Run a pgbouncer before a database, with fewer server connections than clients."""
    assert PGBOUNCER
    port = free_port()
    host, user = server.host or server.query.get("host"), server.username or "postgres"
    (folder / "users.txt").write_text(f'"{user}" "{server.password or ""}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n{server.database} = host={host} port={server.port or 5432} user={user}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\nauth_file = {folder}/users.txt\npool_mode = {mode}\n"
        f"default_pool_size = {SERVER_CONNECTIONS}\nmax_client_conn = 100\n"
    )
    command = [PGBOUNCER, "-q", str(folder / "pgbouncer.ini")]
    if os.getuid() == 0:
        # it refuses to be root; whoever owns the server's folder finds its socket
        owner = Path(str(host)).owner() if str(host).startswith("/") else "nobody"
        for place in (folder, *folder.iterdir(), *folder.parents[:3]):
            place.chmod(0o755)
        command[1:1] = ["-u", owner]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)
        yield server.set(host="127.0.0.1", port=port, query={})
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def pooled(postgres_database: URL, tmp_path: Path) -> Iterator[URL]:
    with pooler(postgres_database, tmp_path, "transaction") as url:
        yield url


def answers(catalog: Catalog, seed: int) -> list[object]:
    """Ask one question of each kind, about codes of which nothing is remembered."""
    code = 10004 + seed % 10
    return [
        catalog.find(code, locale="ja"), catalog.find("ECONNRESET", locale="en"),
        catalog.search("接続", limit=5), catalog.locales(), catalog.systems(),
        [entry.symbol for entry in catalog.entries("getaddrinfo")], catalog.coverage(),
        catalog.refresh(),
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["url", "engine"])
def test_many_clients_in_transaction_mode(pooled: URL, small_catalog: Catalog, how: str) -> None:
    """Clients that share server connections get the answers of a file's catalogue."""
    expected = {seed: answers(small_catalog, seed) for seed in range(10)}
    engines = [create_engine(pooled) for _ in range(CLIENTS)]
    barrier = threading.Barrier(CLIENTS)

    def ask(client: int) -> int:
        with Catalog(pooled if how == "url" else engines[client]) as mine:
            barrier.wait(30)
            seeds = [(client * 3 + number) % 10 for number in range(ROUNDS)]
            return sum(answers(mine, seed) == expected[seed] for seed in seeds)

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(ask, range(CLIENTS))) == [ROUNDS] * CLIENTS
    for engine in engines:
        engine.dispose()


def test_writers_in_transaction_mode(pooled: URL, tmp_path: Path) -> None:
    """Syncs that wait for one another, and a reader beside them, work through a pooler."""
    sources = []
    for number in range(3):
        folder = tmp_path / f"source{number}"
        in_source(folder, GOOD.replace('name = "shop"', f'name = "shop{number}"'))
        (folder / "systems" / "shop.toml").rename(folder / "systems" / f"shop{number}.toml")
        sources.append(Source.from_path(folder))
    with Catalog(pooled, max_age=0) as reader, ThreadPoolExecutor(3) as pool:
        works = [pool.submit(sync, pooled, source) for source in sources]
        while not all(work.done() for work in works):
            assert reader.find(10054)[0].entry.symbol == "WSAECONNRESET"
        assert all(work.result() for work in works)
        reader.refresh()
        assert {match.entry.system for match in reader.find("SOLD_OUT")} == {
            "shop0", "shop1", "shop2",
        }  # fmt: skip
    assert migrate.check(pooled) == migrate.upgrade(pooled)


def test_what_a_pooler_refuses(pooled: URL) -> None:
    """An option that a pooler does not pass on is told of, with what to do instead."""
    url = pooled.update_query_dict({"options": "-csearch_path=public"})
    with pytest.raises(DatabaseError, match=r"a pooler refuses.*ALTER ROLE"):
        Catalog(url)


def test_statement_mode(postgres_database: URL, tmp_path: Path) -> None:
    """Where a pooler knows no transactions, the error says which setting makes it know them."""
    with pooler(postgres_database, tmp_path, "statement") as url:
        for work in (Catalog, migrate.check):
            with pytest.raises(DatabaseError, match="pool_mode = transaction"):
                work(url)


def test_a_threshold_in_the_url(pooled: URL) -> None:
    """What the URL says of prepared statements is of no effect, and no TypeError."""
    with Catalog(pooled.update_query_dict({"prepare_threshold": "0"})) as catalog:
        assert [catalog.find(code)[0].entry.value for code in range(10050, 10061)] == [
            *range(10050, 10061)
        ]
