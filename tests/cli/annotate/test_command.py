"""The command that reads logs, as real processes: files, pipes, and what they carry."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from measures import peak
from support import COMMAND, PLAIN, UNCOVERED, amount, run

from catalog import Catalog

RESET = "    => ECONNRESET (errno 104): The peer reset the connection.\n"
AGAIN = "    => ECONNRESET (seen {} times)\n"
LINUX = ["annotate", "--platform", "linux"]


def piped(data: bytes, *options: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *LINUX, *options]
    return subprocess.run(command, input=data, capture_output=True, env=PLAIN | env)


def test_a_line_follows_each_that_names_a_code(tmp_path: Path) -> None:
    """From a file or from standard input, in the locale asked for; all other lines as they are."""
    log = tmp_path / "app.log"
    log.write_bytes(b"one\n[Errno 104] x\ntwo, without an end")
    expected = f"one\n[Errno 104] x\n{RESET}two, without an end"
    assert run(*LINUX, str(log)).stdout == expected
    assert piped(log.read_bytes()).stdout.decode() == expected
    assert piped(log.read_bytes(), "-").stdout.decode() == expected
    japanese = run(*LINUX, str(log), "--locale", "ja").stdout.splitlines()[2]
    assert japanese == "    => ECONNRESET（errno 104）: 接続相手が接続をリセットしました。"


def test_several_codes_in_a_line() -> None:
    """Each has a line of its own; the last line of a log without an end gets one."""
    done = piped(b"[Errno 104] and HTTP/1.1 503").stdout.decode().splitlines()
    assert done[0] == "[Errno 104] and HTTP/1.1 503"
    assert [line.split(":")[0].strip() for line in done[1:]] == [
        "=> ECONNRESET (errno 104)",
        "=> HTTP_SERVICE_UNAVAILABLE (http 503)",
    ]


def test_bytes_pass_unharmed() -> None:
    """Invalid UTF-8, NUL, carriage returns and other encodings come out as they went in."""
    data = b"\xff\xfe\x00 \x80\r\n" + "エラー\n".encode("shift_jis") + b"[Errno 104] \xe3\x82\r\n"
    assert piped(data).stdout == data + RESET.encode()


def test_an_ascii_output() -> None:
    """What the output's encoding lacks is written as an escape; the log itself stays as it is."""
    data = "接続 [Errno 104]\n".encode()
    done = piped(data, "--locale", "ja", PYTHONIOENCODING="ascii")
    assert done.stdout.startswith(
        data + b"    => ECONNRESET\\uff08errno 104\\uff09: \\u63a5\\u7d9a"
    )


def test_only() -> None:
    """--only leaves out what names no code."""
    assert piped(b"a\n[Errno 104] x\nb\n", "--only").stdout.decode() == f"[Errno 104] x\n{RESET}"


def test_summary() -> None:
    """--summary counts, the most frequent first, with a bar in proportion."""
    data = b"[Errno 104]\nx\nECONNREFUSED\n[Errno 104] ECONNRESET\nWSAEINTR\n[Errno 104]\n"
    rows = [line.split("\t") for line in piped(data, "--summary").stdout.decode().splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("3", "errno", "ECONNRESET"),
        ("1", "errno", "ECONNREFUSED"),
        ("1", "winsock", "WSAEINTR"),
    ]
    assert len(rows[0][1]) == 3 * len(rows[1][1]) > 0
    (first, *_) = json.loads(piped(data, "--summary", "--json").stdout)
    assert (first["count"], first["symbol"], first["value"]) == (3, "ECONNRESET", 104)


def test_json() -> None:
    """--json prints an object a line: number and text of the line, and its codes in short."""
    done = piped(b"a\n[Errno 104] \xff\r\nb\nEINTR", "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"line": 2, "text": "[Errno 104] \ufffd",
         "codes": [{"system": "errno", "symbol": "ECONNRESET", "value": 104}]},
        {"line": 4, "text": "EINTR",
         "codes": [{"system": "errno", "symbol": "EINTR", "value": 4}]},
    ]  # fmt: skip
    done = piped(b"a\n[Errno 104]", "--json", "--full", "--locale", "ja")
    (code,) = json.loads(done.stdout)["codes"]
    assert (code["symbol"], code["meaning_locale"]) == ("ECONNRESET", "ja")


class TestSeveralFiles:
    @pytest.fixture
    def logs(self, tmp_path: Path) -> list[str]:
        (tmp_path / "a.log").write_bytes(b"one\n[Errno 104] x\ntwo\n")
        (tmp_path / "b.log").write_bytes(b"three\n\n[Errno 104] y")
        return [str(tmp_path / "a.log"), str(tmp_path / "b.log")]

    def test_as_they_are(self, logs: list[str]) -> None:
        """All lines come out as they are, one log after another; ``-`` is standard input."""
        expected = f"one\n[Errno 104] x\n{RESET}two\nthree\n\n[Errno 104] y\n{RESET}"
        assert run(*LINUX, *logs).stdout == expected
        assert piped(b"zero\n", logs[0], "-").stdout.decode().endswith("two\nzero\n")

    def test_names(self, logs: list[str]) -> None:
        """Where lines are chosen or numbered, each has the name of its file before it."""
        a, b = logs
        expected = f"{a}:[Errno 104] x\n{RESET}{b}:[Errno 104] y\n{RESET}"
        assert run(*LINUX, "--only", *logs).stdout == expected
        numbered = run(*LINUX, "-n", *logs).stdout
        assert numbered == (
            f"{a}-1-one\n{a}:2:[Errno 104] x\n{RESET}{a}-3-two\n"
            f"{b}-1-three\n{b}-2-\n{b}:3:[Errno 104] y\n{RESET}"
        )
        found = [json.loads(line) for line in run(*LINUX, "--json", *logs).stdout.splitlines()]
        assert [(one["file"], one["line"]) for one in found] == [(a, 2), (b, 3)]

    def test_counts(self, logs: list[str]) -> None:
        """--summary and --once count over all of them."""
        assert run(*LINUX, "--summary", *logs).stdout.startswith("2\t")
        once = run(*LINUX, "--once", *logs).stdout
        assert once.endswith(f"two\nthree\n\n[Errno 104] y\n{AGAIN.format(2)}")

    def test_one_is_not_there(self, logs: list[str]) -> None:
        """Nothing is printed of any if one of them does not exist."""
        done = run(*LINUX, *logs, "missing.log")
        assert (done.returncode, done.stdout) == (2, "")
        assert "missing.log" in done.stderr


class TestWhatIsPrinted:
    def test_once(self) -> None:
        """Each code is explained the first time, and counted from then on."""
        done = piped(b"[Errno 104]\n[Errno 104] [Errno 110]\n[Errno 104]\n", "--once").stdout
        timeout = "    => ETIMEDOUT (errno 110): The operation timed out.\n"
        assert done.decode() == (
            f"[Errno 104]\n{RESET}[Errno 104] [Errno 110]\n{AGAIN.format(2)}{timeout}"
            f"[Errno 104]\n{AGAIN.format(3)}"
        )

    def test_line_numbers(self) -> None:
        """A colon after the number of a line that names a code, a hyphen after any other."""
        done = piped(b"a\n\n[Errno 104]\r\nb", "--line-number").stdout.decode()
        assert done == f"1-a\n2-\n3:[Errno 104]\r\n{RESET}4-b\n"
        done = piped(b"a\n\n[Errno 104]\n", "--only", "-n").stdout.decode()
        assert done == f"3:[Errno 104]\n{RESET}"

    def test_context(self) -> None:
        """Lines around those that name codes, each once, with a mark where others are left out."""
        lines = [f"{n}\n" for n in range(1, 13)]
        for n in (3, 5, 11):
            lines[n - 1] = "[Errno 104]\n"
        data = "".join(lines).encode()
        find = f"[Errno 104]\n{RESET}"
        assert piped(data, "--context", "1").stdout.decode() == (
            f"2\n{find}4\n{find}6\n--\n10\n{find}12\n"
        )
        assert piped(data, "--context", "1", "-n").stdout.decode() == (
            f"2-2\n3:{find}4-4\n5:{find}6-6\n--\n10-10\n11:{find}12-12\n"
        )
        assert "--" not in piped(data, "--context", "3").stdout.decode()
        assert piped(data, "--context", "0").stdout == piped(data).stdout

    def test_kind(self) -> None:
        """Codes of other kinds are passed over."""
        data = b"[Errno 104]\n[Errno 2] [Errno 104]\n[Errno 13]\n"
        done = piped(data, "--kind", "file", "--kind", "permission", "--json").stdout
        found = [json.loads(line) for line in done.splitlines()]
        symbols = [[code["symbol"] for code in one["codes"]] for one in found]
        assert symbols == [["ENOENT"], ["EACCES"]]
        assert piped(data, "--kind", "device").returncode == 1

    def test_action(self) -> None:
        """--action prints what to do below each explanation, if there is such a text."""
        with Catalog() as catalog:
            action = str(getattr(catalog.get("ECONNRESET", platform="linux"), "action", ""))
        below = "".join(f"       {line}\n" for line in action.splitlines())
        assert piped(b"[Errno 104]\n", "--action").stdout.decode() == f"[Errno 104]\n{RESET}{below}"

    def test_systems(self) -> None:
        """--system may be given several times."""
        data = b"[Errno 104]\n[WinError 10054]\nHTTP/1.1 503\n"
        done = piped(data, "--system", "errno", "--system", "http", "--only").stdout
        assert done.count(b"=>") == 2
        assert b"10054" not in done

    @pytest.mark.parametrize(
        "options",
        [("--full",), ("--full", "--json", "--summary"), ("--json", "--once"),
         ("--summary", "--context", "1"), ("--json", "--action"), ("--encoding", "base64"),
         ("--encoding", "no such"), ("--kind", "x"), ("--context", "-1")],
        ids=" ".join,
    )  # fmt: skip
    def test_what_does_not_go_together(self, options: tuple[str, ...]) -> None:
        """Options that mean nothing together, or have no such value, are refused in one line."""
        done = piped(b"[Errno 104]\n", *options)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize("options", [(), ("--only",), ("--summary",), ("--json",)])
def test_nothing_found(options: tuple[str, ...]) -> None:
    """Status 1 and one line on standard error; what came in has passed all the same."""
    done = piped(b"port 10054\n", *options)
    assert done.returncode == 1
    said = done.stderr.decode().splitlines()
    assert said == ["catalog: no line names a code that the catalogue has"]
    assert done.stdout == {(): b"port 10054\n", ("--summary", "--json"): b"[]\n"}.get(options, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no shell there can close an input")
def test_a_closed_input() -> None:
    """Standard input that is closed has nothing in it, and that is no traceback."""
    command = [*COMMAND, *LINUX]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, env=PLAIN
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="one process sends another no Ctrl-C there")
@pytest.mark.usefixtures("heeded")
def test_a_summary_so_far() -> None:
    """Whoever has seen enough of a log that goes on gets the summary of what there was."""
    with subprocess.Popen(
        [*COMMAND, *LINUX, "--summary"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN
    ) as counting:
        assert counting.stdin
        # more than a pipe holds, so that the beginning has been read when all is written
        counting.stdin.write(b"[Errno 104]\n" * 3 + b"x\n" * 200_000)
        counting.stdin.flush()
        counting.send_signal(signal.SIGINT)
        found, _ = counting.communicate(timeout=30)
    assert found.startswith(b"3\t")
    assert counting.returncode == 0


def test_bad_files(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is one line and status 2."""
    for path in (tmp_path / "missing.log", tmp_path):
        done = run("annotate", str(path))
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert str(path) in done.stderr


def test_a_log_that_grows() -> None:
    """As behind ``tail -f``: a line is explained when it is written, while the pipe is open."""
    with subprocess.Popen(
        [*COMMAND, *LINUX], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN
    ) as annotating:
        assert annotating.stdin
        assert annotating.stdout
        for number in range(3):
            annotating.stdin.write(b"%d [Errno 104]\n" % number)
            annotating.stdin.flush()
            assert annotating.stdout.readline() == b"%d [Errno 104]\n" % number
            assert annotating.stdout.readline() == RESET.encode()
        annotating.stdin.close()
        assert annotating.wait(10) == 0


def test_whoever_reads_may_stop() -> None:
    """A reader that has seen enough ends it, without a word and with status 0."""
    with subprocess.Popen(
        [*COMMAND, *LINUX], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=PLAIN,
    ) as annotating:  # fmt: skip
        assert annotating.stdin
        assert annotating.stdout
        assert annotating.stderr
        annotating.stdout.close()
        try:
            annotating.stdin.write(b"[Errno 104]\n" * 100_000)
            annotating.stdin.close()
        except OSError:  # Windows says that an argument is invalid
            pass
        assert annotating.stderr.read() == b""
        assert annotating.wait(10) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the platform tells no peak")
def test_memory_does_not_grow(tmp_path: Path) -> None:
    """Several times the log takes no more memory, whether or not it has lines at all."""
    log = tmp_path / "app.log"
    for text in (b"x" * 99 + b"\n", b"[Errno 104] " + b"x" * 987 + b"\n", b"y" * 1000):
        used = []
        for size in (4_000_000, amount(12_000_000, 32_000_000)):
            log.write_bytes(text * (size // len(text)) + b"\n[Errno 104]\n")
            used.append(peak([*COMMAND, *LINUX, str(log)], times=1, env=UNCOVERED))
        assert used[1] < used[0] + 4
        assert used[1] < 60
