"""MO files, which msgfmt compiles PO files to: read and written.

Babel's reader leaves contexts as bytes, refuses dates that msgfmt writes, and takes a hostile
file's word for its sizes, so that this small format is read here (manual of GNU gettext, "The
Format of GNU MO Files").
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate

from ..language.plurals import all_forms
from ..marking import Unfit
from ..marking import gettext_lazy as _
from .file import Message

_MAGIC = 0x950412DE
_HEAD_BYTES = 28
_ORDERS = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}


def texts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (original, translation) as the file has them.

    A context and EOT may stand before an original, NUL between the forms of a plural. Raises
    Unfit, a ValueError with the reason, for what is no MO file.
    """
    order = _ORDERS.get(data[:4])
    if order is None or len(data) < 20:
        raise Unfit(_("is no MO file: it does not begin as one"))
    revision, count, originals, translations = struct.unpack(f"{order}4I", data[4:20])
    if revision >> 16 > 1:
        raise Unfit(_("is no MO file: it is of revision {revision}", revision=revision >> 16))
    left = len(data)
    for number in range(count):
        pair = []
        for table in (originals, translations):
            entry = data[table + 8 * number : table + 8 * number + 8]
            if len(entry) < 8:
                raise Unfit(_("is no MO file: it ends before its tables do"))
            length, start = struct.unpack(f"{order}2I", entry)
            left -= length
            if start + length >= len(data) + 1 or left < 0:
                raise Unfit(_("is no MO file: it ends before its texts do"))
            pair.append(data[start : start + length])
        yield pair[0], pair[1]


def written(messages: Iterable[Message]) -> bytes:
    """Return messages, the header with an empty msgid among them, as a MO file.

    The same messages give the same bytes.
    """
    pairs = sorted((_key(one), "\0".join(all_forms(one.string)).encode()) for one in messages)
    texts = [text for column in zip(*pairs, strict=True) for text in column]
    count = len(pairs)
    first = _HEAD_BYTES + 16 * count
    starts = accumulate((len(text) + 1 for text in texts), initial=first)
    table = [
        number for text, start in zip(texts, starts, strict=False) for number in (len(text), start)
    ]
    head = (_MAGIC, 0, count, _HEAD_BYTES, _HEAD_BYTES + 8 * count, 0, 0)
    return struct.pack(f"<{len(head) + len(table)}I", *head, *table) + b"".join(
        text + b"\0" for text in texts
    )


def _key(message: Message) -> bytes:
    context = "" if message.context is None else f"{message.context}\x04"
    return (context + "\0".join(all_forms(message.id))).encode()
