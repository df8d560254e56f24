"""The commands that make and change databases, as real processes."""

import json
import math
import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import URL
from support import COMMAND, GOOD, PLAIN, ROOT, amount, in_full, in_source, message, ran

from catalog.db.building import build
from catalog.sources.folder import Source

pty = pytest.importorskip("pty", reason="the platform has no pseudo-terminals")

SOLD_OUT = message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れです。")
SUMMARY = "7 added, 0 changed, 0 removed\n"


@pytest.fixture
def shop(tmp_path: Path) -> str:
    return str(in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT))


class TestBuild:
    def test_report(self, tmp_path: Path, shop: str) -> None:
        """What the sources added is listed, with a summary."""
        done = ran("db", "build", shop, "-o", str(tmp_path / "my.db"))
        assert (done.returncode, done.stderr) == (0, "")
        assert "added    shop OUT_OF_STOCK\n" in done.stdout
        assert "added    shop ja OUT_OF_STOCK.meaning\n" in done.stdout
        assert done.stdout.endswith(SUMMARY)

    def test_ours_alone(self, tmp_path: Path) -> None:
        """Without sources, the file has what the package has."""
        path = str(tmp_path / "my.db")
        # the small catalogue has that one whole
        words = ["list"] if in_full() else ["list", "--system", "http"]
        assert ran("db", "build", "-o", path).returncode == 0
        assert ran(*words, "--database", path).stdout == ran(*words).stdout

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (
                ["nowhere", "-o", "x.db"],
                "nowhere: is no folder; give one with systems/ or locales/",
            ),
            (["{shop}"], "Missing option '-o'"),
            (["a b={shop}", "-o", "x.db"], "'a b' is not one word of ASCII letters"),
        ],
    )
    def test_mistakes(self, shop: str, arguments: list[str], problem: str) -> None:
        """One line that says what to do, and status 2."""
        done = ran("db", "build", *(one.replace("{shop}", shop) for one in arguments))
        assert done.returncode == 2
        assert problem in done.stderr
        assert done.stderr.count("\n") == 1


class TestSync:
    def test_twice_and_out_again(self, database: Path, shop: str) -> None:
        """The second time there is nothing to change; --remove takes the source out by name."""
        options = ("--database", str(database))
        assert ran("db", "sync", shop, *options, "--dry-run").stdout.endswith(SUMMARY)
        assert ran("db", "sync", f"mine={shop}", *options).stdout.endswith(SUMMARY)
        assert ran("db", "sync", f"mine={shop}", *options).stdout == "nothing to change\n"
        done = ran("db", "sync", "--remove", "shop", *options)
        assert done.returncode == 2
        assert "nothing of a source 'shop'; it has: mine" in done.stderr
        done = ran("db", "sync", "--remove", "mine", *options)
        assert done.stdout.endswith("0 added, 0 changed, 7 removed\n")

    def test_json(self, database: Path, tmp_path: Path) -> None:
        """--json prints the whole report, skipped translations included."""
        folder = in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT + message("NO.meaning", "x", "y"))
        done = ran("db", "sync", str(folder), "--database", str(database), "--json")
        report = json.loads(done.stdout)
        assert list(report) == ["added", "changed", "removed", "skipped"]
        assert {"system": "shop", "locale": "", "key": "GONE"} in report["added"]
        assert report["skipped"][0]["line"] == 9
        assert "shop.po:9: error: no text has the msgctxt 'NO.meaning'" in done.stderr

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            ([], "Name a SOURCE, or one to --remove"),
            (["--watch", "--remove", "x"], "--watch needs a SOURCE"),
            (["{shop}", "--database", "no.db"], "no.db: is not there; run: catalog db upgrade"),
            (
                ["{shop}", "--database", "no://x"],
                "no://x: is of 'no'; SQLite and PostgreSQL are supported",
            ),
        ],
    )
    def test_mistakes(self, shop: str, arguments: list[str], problem: str) -> None:
        """One line that says what to do, and status 2."""
        done = ran("db", "sync", *(one.replace("{shop}", shop) for one in arguments))
        assert done.returncode == 2
        assert problem in done.stderr
        assert done.stderr.count("\n") == 1


class TestWatch:
    @pytest.mark.usefixtures("heeded")
    def test_as_files_are_saved(self, database: Path, tmp_path: Path, shop: str) -> None:
        """Each save is synced; a file that is not right is told and waited for; Ctrl-C ends it."""
        url = f"sqlite:///{database}?timeout=0.2"
        command = [*COMMAND, "db", "sync", shop, "--database", url, "--watch"]
        watcher = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=PLAIN
        )
        assert watcher.stdout
        watchdog = threading.Timer(60, watcher.kill)
        watchdog.start()
        try:
            assert read_until(watcher, "7 added") == "7 added, 0 changed, 0 removed\n"
            in_source(tmp_path / "shop", ja='msgid "half a file"\n')
            assert "not whole or in order" in read_until(watcher, "catalog:")
            in_source(tmp_path / "shop", ja=SOLD_OUT.replace("売り切れ", "完売"))
            assert read_until(watcher, "changed ") == "changed  shop ja OUT_OF_STOCK.meaning\n"
            with sqlite3.connect(database) as other:
                other.execute("BEGIN IMMEDIATE")
                in_source(Path(shop), ja=SOLD_OUT)
                assert "locked; another program" in read_until(watcher, "catalog:")
            other.close()
            assert read_until(watcher, "changed ") == "changed  shop ja OUT_OF_STOCK.meaning\n"
            shown = ran("show", "SOLD_OUT", "--locale", "ja", "--database", str(database))
            assert "売り切れです。" in shown.stdout
        finally:
            watchdog.cancel()
            watcher.send_signal(signal.SIGINT)
            assert watcher.wait(20) == 0
            watcher.stdout.close()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """Return the next line of output that begins with a word."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(word):
            return line
    raise AssertionError(f"{word} never came")


def test_a_bar_on_a_terminal(database: Path, tmp_path: Path) -> None:
    """A long sync shows a bar on a terminal, but none before it has taken a second."""
    entries = "".join(
        f'[[entry]]\nsymbol = "CODE_{n}"\nmeaning = "Meaning {n}."\ndescription = "About {n}."\n'
        for n in range(amount(9_000, 15_000))
    )
    long = in_source(tmp_path / "long", '[system]\nname = "shop"\ntitle = "Shop"\n' + entries)
    short = in_source(tmp_path / "short", ja_winsock="")
    assert seconds_to_bar(long, database) < math.inf
    assert seconds_to_bar(short, database) >= 1


def seconds_to_bar(folder: Path, database: Path) -> float:
    """Sync on a terminal; return when its bar was there, counted from before the start."""
    master, slave = pty.openpty()
    command = [*COMMAND, "db", "sync", str(folder), "--database", str(database)]
    start = time.monotonic()
    process = subprocess.Popen(command, stderr=slave, stdout=subprocess.DEVNULL, env=PLAIN)
    os.close(slave)
    shown, first = b"", math.inf
    while select.select([master], [], [], 60)[0]:
        try:
            read = os.read(master, 65536)
        except OSError:
            break
        if not read:
            break
        shown += read
        if "━".encode() in shown:
            first = min(first, time.monotonic() - start)
    assert process.wait(10) == 0
    os.close(master)
    return first


ASKED = [
    ["show", "10054", "--locale", "ja"], ["show", "0x80072746"], ["search", "接続 切断"],
    ["list", "--json"], ["systems"], ["locales"], ["show", "WSAECONREST"], ["search", "zzz"],
    ["show", "10054 10061"],
]  # fmt: skip


def assert_alike(words: list[str], *databases: str) -> None:
    """Check that a command says the same of each of two databases."""
    mine, theirs = (ran(*words, "--database", one) for one in databases)
    assert (mine.returncode, mine.stdout) == (theirs.returncode, theirs.stdout)
    assert mine.stderr == theirs.stderr


def test_a_server(postgres_database: URL, database: Path) -> None:
    """On a server every command that reads gives what it gives for a file."""
    url = postgres_database.render_as_string(hide_password=False)
    for words in ASKED:
        assert_alike(words, url, str(database))
    assert ran("db", "check", "--database", url).stdout.endswith("at revision 0002, the newest\n")


@pytest.mark.full
@pytest.mark.whole
def test_postgresql(empty_postgres: URL, tmp_path: Path) -> None:
    """What the pages show for a server makes and fills a database there."""
    pages = [(ROOT / name).read_text("utf-8") for name in ("README.md", "docs/database.md")]
    shown = [b for page in pages for b in re.findall(r"```sh\n(.*?)```", page, re.S)]
    block = "".join(one for one in shown if "@db.example" in one)
    url = empty_postgres.render_as_string(hide_password=False)
    shutil.copytree(ROOT / "docs/shop", tmp_path / "shop")
    script = re.sub(r"postgresql\S+@db.example/catalog", f"'{url}'", block)
    command = f"catalog() {{ '{sys.executable}' -m catalog \"$@\"; }}\nset -e\n"
    done = subprocess.run(
        ["sh", "-c", command + script], cwd=tmp_path, env=PLAIN, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("WSAECONNRESET  10054") == 2
    build(tmp_path / "my.db", Source.from_path(tmp_path / "shop"))
    for words in (["show", "CART_EMPTY", "--locale", "ja"], *ASKED):
        assert_alike(words, url, str(tmp_path / "my.db"))
    assert ran("db", "check", "--database", url).stdout.endswith("at revision 0002, the newest\n")
    assert ran("db", "sync", "shop=" + str(tmp_path / "shop"), "--database", url).returncode == 0
