"""How commands end: by signals, with a closed stream, a bad time zone, or an ASCII locale."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support import COMMAND, PLAIN, in_source, run

from catalog import DatabaseError
from catalog.cli.errors import Failure, one_line_errors
from catalog.marking import gettext_lazy as _

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals, no file descriptors")


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_build_that_is_ended(tmp_path: Path, name: str) -> None:
    """Whatever ends a build, nothing unfinished is left, and the status is that of shells."""
    codes = "".join(f'[[entry]]\nsymbol = "E{n}"\nmeaning = "Text {n}."\n' for n in range(20_000))
    source = in_source(tmp_path / "shop", f'[system]\nname = "shop"\ntitle = "Shop"\n{codes}')
    process = subprocess.Popen(
        [*COMMAND, "db", "build", str(source), "-o", str(tmp_path / "my.db")],
        env=PLAIN, text=True, stderr=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + 20
    while not list(tmp_path.glob(".my.db.*.unfinished/my.db")):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.01)
    number = getattr(signal, name)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    word = "interrupted" if name == "SIGINT" else "terminated"
    assert (process.returncode, said) == (130 if name == "SIGINT" else 143, f"catalog: {word}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_a_closed_stderr() -> None:
    """An error is not written to standard output in place of a stream that is closed."""
    done = subprocess.run(
        ["sh", "-c", '"$@" 2>&-', "sh", *COMMAND, "show", "xyzzy"], env=PLAIN, capture_output=True
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_bad_time_zone(tmp_path: Path) -> None:
    """A variable TZ that is no time zone is told of in one line, where it matters."""
    where: dict[str, Any] = {"env": PLAIN | {"TZ": "/dev/null"}, "cwd": tmp_path, "text": True}
    done = subprocess.run([*COMMAND, "db", "build", "-o", "x.db"], capture_output=True, **where)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run([*COMMAND, "po", "init", "de"], capture_output=True, **where)
    assert done.returncode == 2
    assert done.stderr.startswith("catalog: the variable TZ is '/dev/null', which is no time zone")
    assert done.stderr.count("\n") == 1


def test_a_locale_of_ascii_alone() -> None:
    """Japanese is read there too, and what cannot be written is written as escapes."""
    ascii_alone = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    expected = run("search", "接続 リセット", "--json", "--locale", "en")
    done = subprocess.run(
        [*COMMAND, "search", "接続 リセット".encode(), "--json", "--locale", "en"],
        env={k: v for k, v in PLAIN.items() if k != "PYTHONIOENCODING"} | ascii_alone,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b'"symbol"') == expected.stdout.count('"symbol"') > 0


def test_causes_in_a_circle() -> None:
    """An error whose causes lead back to it ends a command as any other does."""
    error, cause = DatabaseError("x.db", _("is broken"), _("mend it")), ValueError("x")
    error.__cause__, cause.__cause__ = cause, error
    with pytest.raises(Failure, match="is broken"), one_line_errors():
        raise error
