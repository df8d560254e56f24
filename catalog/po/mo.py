"""MO files, which msgfmt compiles PO files to.

Babel's reader leaves contexts as bytes, refuses dates that msgfmt writes, and takes a hostile
file's word for its sizes, so that this small format is read here (manual of GNU gettext, "The
Format of GNU MO Files").
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..marking import Unfit
from ..marking import gettext_lazy as _

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
