"""What logs are written in: compression and encodings, read as they come and printed unharmed."""

import gzip
import json
import subprocess
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from measures import peak
from support import COMMAND, PLAIN, amount, run

from catalog.cli.annotate.decoding import Log
from catalog.cli.errors import Failure

LINUX = ["annotate", "--platform", "linux"]
TEXT = "接続 1\r\n[Errno 104] 相手\r\nend\n"
RESET = "    => ECONNRESET (errno 104): The peer reset the connection.\n"
RESET_JA = "    => ECONNRESET（errno 104）: 接続相手が接続をリセットしました。\n"
# an encoding, and the byte order mark that is written before a log in it
ENCODINGS = [
    ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"),
    ("cp932", b""), ("euc-jp", b""), ("iso2022_jp", b""), ("utf-16-le", b""), ("utf-32-be", b""),
]  # fmt: skip


def piped(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *LINUX, *options]
    return subprocess.run(command, input=data, capture_output=True, env=PLAIN)


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_encodings(encoding: str, mark: bytes) -> None:
    """A log in another encoding is read, and explained in its own."""
    named = () if mark else ("--encoding", encoding)
    data = mark + TEXT.encode(encoding)
    done = piped(data, "--locale", "ja", *named)
    assert done.stderr == b""
    expected = TEXT.replace("end", RESET_JA + "end")
    assert done.stdout == mark + expected.encode(encoding)
    numbered = expected.replace("接", "1-接", 1).replace("[", "2:[", 1).replace("end", "3-end")
    assert piped(data, "--locale", "ja", "-n", *named).stdout == mark + numbered.encode(encoding)
    found = json.loads(piped(data, "--json", *named).stdout)
    assert (found["line"], found["text"]) == (2, "[Errno 104] 相手")


def test_a_mark_comes_first_whatever_is_printed() -> None:
    """The byte order mark stands before the first line that is printed, or nowhere."""
    mark, data = b"\xff\xfe", TEXT.encode("utf-16-le")
    done = piped(mark + data, "--only").stdout
    assert done == mark + f"[Errno 104] 相手\r\n{RESET}".encode("utf-16-le")
    assert piped(mark + "x".encode("utf-16-le"), "--only").stdout == b""


def test_a_mark_goes_before_what_is_named() -> None:
    """Of several logs, those with a byte order mark are read by it."""
    data = b"\xff\xfe" + TEXT.encode("utf-16-le")
    assert json.loads(piped(data, "--json", "--encoding", "cp932").stdout)["line"] == 2


def test_what_an_encoding_lacks() -> None:
    """What cannot be written in the log's encoding is written as an escape."""
    done = piped(b"[Errno 104]\n", "--locale", "ja", "--encoding", "latin-1").stdout
    assert done.startswith(b"[Errno 104]\n    => ECONNRESET\\uff08errno 104\\uff09: \\u63a5\\u7d9a")


def test_what_is_plainly_not_utf8(tmp_path: Path) -> None:
    """It is told once a file which is not in UTF-8; what has ASCII in it is found all the same."""
    data, times = TEXT.encode("cp932"), amount(2_000, 10_000)
    paths = [tmp_path / "a.log", tmp_path / "b.log"]
    for path in paths:
        path.write_bytes(data * times)
    done = run(*LINUX, *map(str, paths), "--summary")
    assert done.stdout.startswith(f"{2 * times}\t")
    told = done.stderr.splitlines()
    assert len(told) == 2
    for path, line in zip(paths, told, strict=True):
        assert str(path) in line
        assert "--encoding cp932" in line
    assert piped(data).stdout == data.replace(b"end", RESET.encode() + b"end")
    for fine in (TEXT.encode(), TEXT.encode()[:-8] + b"\xe3", b"ascii [Errno 104]",
                 (TEXT + "\ufffd" * 99).encode(), TEXT.encode() + b"\x80"):  # fmt: skip
        assert piped(fine).stderr == b""


def test_gzip(tmp_path: Path) -> None:
    """Compressed logs are read by their content, whatever they are called, in several parts too."""
    path = tmp_path / "app.log.1"
    path.write_bytes(gzip.compress(b"one\n[Errno 104]") + gzip.compress(b" x\ntwo\n"))
    expected = f"one\n[Errno 104] x\n{RESET}two\n"
    assert run(*LINUX, str(path)).stdout == expected
    assert piped(path.read_bytes()).stdout.decode() == expected
    path.write_bytes(gzip.compress(b"\xff\xfe" + TEXT.encode("utf-16-le")))
    assert json.loads(run(*LINUX, "--json", str(path)).stdout)["text"] == "[Errno 104] 相手"


def test_gzip_that_is_broken(tmp_path: Path) -> None:
    """What can be read is explained; then one line says which file is broken, with status 2."""
    lines = b"".join(b"[Errno 104] %d\n" % n for n in range(amount(20_000, 100_000)))
    whole = gzip.compress(lines)
    middle = len(whole) // 2
    for broken in (whole[:middle], whole[:middle] + bytes(100) + whole[middle + 100 :],
                   gzip.compress(b"[Errno 104]\n") * 2 + b"rest"):  # fmt: skip
        path = tmp_path / "app.log.gz"
        path.write_bytes(broken)
        done = run(*LINUX, str(path))
        assert done.stdout.startswith("[Errno 104]")
        assert done.returncode == 2
        assert done.stderr.startswith(f"catalog: {path}: ")
        assert done.stderr.count("\n") == 1


def test_zstandard(tmp_path: Path) -> None:
    """It is read where Python can; elsewhere one line says what to do."""
    path = tmp_path / "app.log.zst"
    # a frame with one block, as it is (RFC 8878)
    text = b"[Errno 104] x\n"
    block = (len(text) << 3 | 1).to_bytes(3, "little")
    path.write_bytes(b"\x28\xb5\x2f\xfd\x20" + bytes([len(text)]) + block + text)
    done = run(*LINUX, str(path))
    if find_spec("compression"):
        assert done.stdout == text.decode() + RESET
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert "zstd -dc" in done.stderr


@given(
    encoding=st.sampled_from([None, *dict.fromkeys(name for name, _ in ENCODINGS)]),
    data=st.lists(
        st.binary(max_size=30)
        | st.text(max_size=9).map(lambda text: text.encode("utf-16-le", "replace"))
        | st.sampled_from([b"\n", b"\n\0", b"\0\n", b"\xff\xfe", b"\x81\n", b"\x1b$B"])
    ).map(b"".join),
)
@example(encoding="iso2022_jp", data=b"\x1b$@")
@example(encoding="iso2022_jp", data=b"[Errno 104]\n\x1b(B")
def test_any_bytes(
    encoding: str | None, data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the bytes are, and are said to be, lines lead back to exactly them."""
    path = tmp_path_factory.getbasetemp() / "any.log"
    path.write_bytes(data)
    log = Log(str(path), encoding)
    try:
        text = b"".join(log.chunks())
    except Failure:
        assert data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
        return
    *lines, rest = text.split(b"\n")
    pieces = [line + b"\n" for line in lines] + ([rest] if rest else [])
    assert log.mark + b"".join(raw for piece in pieces for raw in log.lines(piece)) == data


@pytest.mark.full
def test_memory_does_not_grow(tmp_path: Path) -> None:
    """A log that is decoded or decompressed, or has no line end at all, is never held whole."""
    log = tmp_path / "app.log"
    for text, options in (
        ("接続" * 40 + "\n", ["--encoding", "utf-16-le"]),
        ("接続" * 40, ["--encoding", "utf-16-le"]),
        ("x" * 79, []),
    ):
        used = []
        for size in (3_000_000, amount(9_000_000, 24_000_000)):
            data = text.encode("utf-16-le" if options else "ascii")
            whole = data * (size // len(data)) + "\n[Errno 104]\n".encode(
                "utf-16-le" if options else "ascii"
            )
            log.write_bytes(whole if options else zlib.compress(whole, wbits=31))
            used.append(peak([*COMMAND, *LINUX, *options, str(log)], times=1))
        assert used[1] < used[0] + 6
        assert used[1] < 80
