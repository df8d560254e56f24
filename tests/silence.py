"""Databases that fall silent: nobody is refused, and nobody is answered."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE

import postgres
import pytest
from sqlalchemy import URL
from support import execute

WRITER = """
import sqlite3, sys
writer = sqlite3.connect(sys.argv[1], isolation_level=None)
writer.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


def running(url: URL) -> list[int]:
    """Return the processes of a server that serve a database, and the one that takes new ones."""
    found = (
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    backends = [pid for (pid,) in execute(url, found)]
    with open(f"/proc/{backends[0]}/stat", encoding="utf-8") as file:
        postmaster = int(file.read().rpartition(")")[2].split()[1])
    return [postmaster, *backends]


@contextmanager
def silent(url: URL) -> Iterator[None]:
    """Have a database not answer: its server is stopped, or somebody has its file for himself."""
    if url.get_backend_name() == "sqlite":
        # in another process: a child would inherit what SQLite remembers of a lock in this one
        command = [sys.executable, "-c", WRITER, str(url.database)]
        with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "locked\n"
            yield
            writer.kill()
        return
    if postgres.VARIABLE in os.environ:
        pytest.skip("the processes of another server are not ours")
    stopped = []
    try:
        for pid in running(url):
            try:
                os.kill(pid, signal.SIGSTOP)
                stopped.append(pid)
            except ProcessLookupError:
                # the one that was asked
                continue
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
