"""Timing beside a peer, and the table of the results."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.table import Table

from catalog import Catalog

table = Table("figure", "ours", "peer", "ratio", "target", "", title="medians")
for column in table.columns[1:4]:
    column.justify = "right"


def row(name: str, ours: str, peer: str, figure: float, target: float, form: str) -> None:
    met = "met" if figure <= target else "MISSED"
    table.add_row(name, ours, peer, form.format(figure), "≤ " + form.format(target), met)


def in_turn(ours: Callable[[], float], peer: Callable[[], float], times: int) -> list[list[float]]:
    """Run both by turns and return (ours, peer, ratio) a turn, the first left out."""
    pairs = [[ours(), peer()] for _ in range(times + 1)][1:]
    return [[mine, other, mine / other] for mine, other in pairs]


def medians(turns: list[list[float]]) -> list[float]:
    return [statistics.median(values) for values in zip(*turns, strict=True)]


def process(command: Sequence[str]) -> Callable[[], float]:
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=variables)
        return time.perf_counter() - start

    return run


def calls(function: Callable[[], object], number: int) -> Callable[[], float]:
    """Return what times so many calls, in seconds a call."""

    def run() -> float:
        start = time.perf_counter()
        for _ in range(number):
            function()
        return (time.perf_counter() - start) / number

    return run


def peak(command: list[str], times: int = 9, env: Mapping[str, str] | None = None) -> float:
    """Return the median peak memory of a process in MiB."""
    source = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=-3);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    unit = 1024 if sys.platform == "darwin" else 1
    sizes = [
        int(subprocess.check_output([sys.executable, "-c", source, *command], env=env))
        / unit
        / 1024
        for _ in range(times)
    ]
    return statistics.median(sizes)


def in_system_cache(path: Path) -> None:
    """Read a file through, so that the disk is not measured along with the reader."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:,.2f} µs"


def searches(name: str, catalog: Catalog, texts: tuple[str, ...], target: float) -> None:
    for text in texts:
        search = calls(lambda text=text: catalog.search(text, locale="ja"), 20)  # type: ignore[misc]
        seconds = statistics.median(search() for _ in range(25))
        row(f"{name}: {text}", milliseconds(seconds), "", seconds * 1e3, target, "{:.2f} ms")
