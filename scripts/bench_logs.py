"""Annotating a log beside counting its lines with ripgrep and grep, by the same alternatives."""

import os
import random
import re
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import environment
from measures import in_turn, medians, milliseconds, peak, row

from catalog import Catalog

SIZE = 300_000_000
_PLAIN = (
    "2026-11-22 21:{0:02}:07,{1:03} INFO  [worker-{2}] orders.Service - done {3:016x} in {1} ms\n",
    '10.0.{1}.{2} - - [22/Nov/2026:21:{0:02}:00] "GET /items/{3} HTTP/1.1" 200 {1} "-" "curl"\n',
    "Nov 22 21:{0:02}:11 web-{2} kernel: [{1}.{2}] eth0: link status changed at 0x{3:x}\n",
    "DEBUG connection pool size={0} idle={2} port :10054 queue=104 state=ESTABLISHED\n",
    "ERROR request failed: user {1} has no access to /reports/{3}; see EVENT_LOG for details\n",
)
_NAMING = (
    "ConnectionResetError: [Errno 104] Connection reset by peer\n",
    "OSError: [WinError 10054] An existing connection was forcibly closed\n",
    "read ECONNRESET at TCP.onStreamRead (node:internal/stream_base_commons:217:20)\n",
    "HRESULT 0x80072746 returned by WinHttpSendRequest\n",
    "thread 'main' panicked: Connection refused (os error 111)\n",
    '10.0.0.9 - - [22/Nov/2026:21:00:00] "GET /x HTTP/1.1" 503 12\n',
    "Error: getaddrinfo ENOTFOUND db.example.internal\n",
    "afd: status=0xC000020D on endpoint {1}\n",
)
# the commonest forms, in the language of grep
_LABELS = (
    r"err ?= ?(1[01][0-9]{3}|-?2147[0-9]{6})",
    r"returned (an )?error: \(?[45][0-9]{2}",
    r"rror( '[45][0-9]{2} [A-Z]|: [45][0-9]{2}, message=')",
    r"\(0x0000[0-9A-F]{4}/[0-9]{1,5}\)",
    r"(WinError|os error|Os \{ code:|Exception \()[^0-9]{0,3}-?[0-9]",
    r"LastError[^0-9]{0,16}[0-9]",
    r"rror([ _]?[Cc]ode)?\"?( ?[:=#(]| is)? ?\"?(1[01][0-9]{3}|-?2147[0-9]{6})",
    r"エラー(コード|番号)?[ :=]{0,4}(1[01][0-9]{3}|-?2147[0-9]{6})",
    r"rrno[]\"': =(]{1,4}-?[0-9]",
    r"failed \([0-9]{1,5}: ",
    r"rror\(-?[0-9]{1,5}, ['\"]",
    r"Exception \([0-9]{1,3}\): [A-Z]",
    r"(Win32 error:? |hr=)-?[0-9]",
    r"(HTTPエラー|ステータス(コード)?)[ :=]{0,3}[45][0-9]{2}",
    r"esponse[ _-]?[Cc]ode\"?[ :=]{1,3}\"?[45][0-9]{2}",
    r"\([0-9]{1,5}(\)(:? )?|: |, ['\"])"
    r"(Address|Broken|Connection|Host|Network|No |Operation|Permission|Too many)",
    r"HTTP(/[0-9.]{1,4}\"?|(Error)?( [Ss]tatus| [Ee]rror| response)?( code)?)"
    r"[ :=]{1,3}[45][0-9]{2}",
    r"tatus([ _-]?[Cc]ode)?( does not indicate success)?\"?[ :=]{1,3}\"?[45][0-9]{2}",
    r"0x[8CDcd][0-9A-Fa-f]{7}",
)


def annotating(folder: Path) -> None:
    """Time ``catalog annotate`` of 300 MB, of which some lines in a hundred name a code.

    Times are those of the processor, for the machine may do other things beside.
    """
    log = folder / "app.log"
    with Catalog() as catalog:
        names = {name for entry in catalog.entries() for name in (entry.symbol, *entry.aliases)}
    words = [rf"\b{name}\b" for name in sorted(names) if re.fullmatch("[A-Z][A-Z0-9_]{3,}", name)]
    # in files, for thousands of names are no argument
    alternatives = folder / "alternatives"
    alternatives.write_text("\n".join([*_LABELS, *words]), "utf-8")
    command = str(environment.BIN / "catalog")
    peers = {"grep -cE": ["grep", "-cEf", str(alternatives), str(log)]}
    if shutil.which("rg"):
        # it knows no escaped quotation mark, and wants a bracket in a set escaped
        wanted = folder / "wanted"
        text = alternatives.read_text("utf-8")
        wanted.write_text(text.replace('\\"', '"').replace("[]", "[\\]"), "utf-8")
        limits = ["--regex-size-limit=1G", "--dfa-size-limit=1G"]
        peers = {"rg -c": ["rg", "-c", *limits, "-f", str(wanted), str(log)], **peers}
    for share, targets in ((0.02, (5, 5)), (0, (5, 5))):
        _write(log, share, SIZE)
        ours = _used([command, "annotate", str(log)], subprocess.DEVNULL)
        for (name, peer), target in zip(peers.items(), targets, strict=False):
            mine, theirs, ratio = medians(in_turn(ours, _used(peer, subprocess.PIPE), 3))
            figure = f"annotate 300 MB, {share:.0%} of lines : {name}"
            row(figure, milliseconds(mine), milliseconds(theirs), ratio, target, "{:.2f} ×")
    _write(log, 0.02, SIZE)
    used = peak([command, "annotate", str(log)], times=1)
    row("peak memory of annotate", f"{used:.0f} MiB", "", used, 96, "{:.0f} MiB")
    _write(log, 1, SIZE // 10)
    lines = log.read_bytes().count(b"\n")
    seconds = min(_used([command, "annotate", str(log)], subprocess.DEVNULL)() for _ in range(3))
    each = 1e6 * seconds / lines
    row(
        "annotate, every line names a code",
        f"{1e6 / each:,.0f} lines/s",
        "",
        each,
        6.7,
        "{:.1f} µs",
    )


def _used(command: list[str], output: int) -> Callable[[], float]:
    """Return what measures the processor time of a process that may find nothing, in seconds."""

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environ = {**os.environ, "LC_ALL": "C"} if command[0] == "grep" else None
        subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, check=False, env=environ)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


def _write(path: Path, share: float, size: int) -> None:
    made = random.Random(5)  # noqa: S311
    lines = []
    for _ in range(20_000):
        line = made.choice(_NAMING if made.random() < share else _PLAIN)
        numbers = made.randrange(60), made.randrange(999), made.randrange(30), made.getrandbits(48)
        lines.append(line.format(*numbers))
    block = "".join(lines).encode()
    with path.open("wb") as file:
        for _ in range(size // len(block) + 1):
            file.write(block)
