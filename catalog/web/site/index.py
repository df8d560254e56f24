"""The index of the search of a site: a script that sets data, which works without a server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ...answers import filling
from ...answers.entry import Entry
from ...language.hygiene import visible
from .places import Layout

# JavaScript holds larger numbers as text alone
_LARGEST_EXACT = 1 << 53


def script(layout: Layout, entries: Mapping[str, Iterable[Entry]]) -> bytes:
    """Return the script that holds all entries in one language.

    It has a row for each system: name, folder, and entries. Those have symbol, numbers, meaning,
    aliases, and the file's name where it is another than the symbol; what is empty at the end of
    one is left out.
    """
    rows = [
        [system, layout.folders[system], [_row(entry, layout) for entry in every]]
        for system, every in entries.items()
    ]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.catalogIndex={data};\n".encode("utf-8", "backslashreplace")


def _row(entry: Entry, layout: Layout) -> list[object]:
    file = layout.files[entry.system][entry.symbol]
    row: list[object] = [
        visible(entry.symbol),
        [one if abs(one) < _LARGEST_EXACT else str(one) for one in _numbers(entry)],
        visible(filling.legible(entry, {}).meaning),
        [visible(one) for one in entry.aliases],
        file if file != visible(entry.symbol) else "",
    ]
    while not row[-1]:
        row.pop()
    return row


def _numbers(entry: Entry) -> list[int]:
    """Return the numbers of an entry, that which is shown first."""
    values = [] if entry.value is None else [entry.value]
    return list(dict.fromkeys([*values, *[number for _platform, number in entry.numbers]]))
