"""Waivers: comments of translators that say which checks do not apply.

``# catalog-ignore: number-changed, double-space`` above a message waives the checks of these
names for it, and above the header for the whole file. It is a translator's comment, because these
alone survive every tool: GNU gettext drops flags that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..sources.problems import SEVERITIES, UNWAIVABLE

MARK = "catalog-ignore:"

_NAMES = re.compile(r"[a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*")


def waived(comments: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the checks that some comments waive, and the names among these that are none.

    Tools that wrap comments may put names into the following lines.
    """
    text = " ".join(comments)
    if MARK not in text:
        return frozenset(), ()
    names: list[str] = []
    for part in text.split(MARK)[1:]:
        if found := _NAMES.match(part.strip()):
            names += re.split(r"\s*,\s*", found[0])
    known = SEVERITIES.keys() - UNWAIVABLE
    return frozenset(names) & known, tuple(name for name in names if name not in known)
