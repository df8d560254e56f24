"""What a sync notes of a source, so that the next one reads and compares what has changed alone.

A note is a hash of all that the sync started from, the sum of the hashes of the source's rows,
and for each locale a hash of what its texts were made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import Table

from .rows import Rows, TableChange, Values

_SIZE = 16
_MASK = (1 << 8 * _SIZE) - 1


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted; ``to_mend``: there were problems, which the next sync tells again."""

    rows: str
    stamp: str
    to_mend: bool
    locales: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))


def noted(text: str | None) -> Note | None:
    """Return a note that a database has, or None for what is none."""
    try:
        return Note(**json.loads(text or ""))
    except (TypeError, ValueError):
        return None


def digest(content: Rows, tables: Iterable[Table]) -> str:
    """Return the sum of the hashes of some tables' rows, whatever their order."""
    every = (
        _hash(table, at, rest) for table in tables for at, rest in content.get(table, {}).items()
    )
    return f"{sum(every) & _MASK:x}"


def changed(before: str, changes: Iterable[TableChange]) -> str:
    """Return what a sum of hashes is after some changes of the rows."""
    total = int(before, 16)
    for change in changes:
        for sign, which in ((-1, 0), (1, 1)):
            for row in change.side(which):
                width = change.width
                total += sign * _hash(change.table, row[:width], row[width:])
    return f"{total & _MASK:x}"


def _hash(table: Table, at: Values, rest: Values) -> int:
    text = f"{table.name}{at}{rest}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=_SIZE).digest())
