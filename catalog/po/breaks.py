"""Where a line may be broken, by the rules of Unicode Standard Annex #14.

uniseg has the classes of characters; its own breaking takes 0.1 ms a character, and breaks in
places where GNU gettext's does not.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from uniseg.linebreak import line_break

_LETTERS = frozenset(("AL", "HL"))
_NUMERIC = frozenset(("PR", "PO"))
_IDEOGRAPHS = frozenset(("ID", "EB", "EM"))
# an opening bracket is apart where it is of East Asian width (LB30)
_OPEN = frozenset(("OP", "OW"))
_CLOSE = frozenset(("CL", "CP"))
_SYLLABLES = frozenset(("JL", "JV", "JT", "H2", "H3"))
_ALWAYS_KEPT = frozenset(("WJ", "CL", "CP", "EX", "IS", "SY"))
"""Before these no line is broken, even where a blank stands between (LB11, LB13)."""

# (classes before, classes after) between which a line is broken only at a blank (LB12 to LB30)
_JOINED: tuple[tuple[frozenset[str] | None, frozenset[str] | None], ...] = (
    (frozenset(("WJ", "GL", "QU", "BB")), None),
    (None, frozenset(("QU", "BA", "HY", "NS", "IN"))),
    (frozenset(("HL", "SY")), frozenset(("HL",))),
    (_LETTERS, frozenset(("NU",)) | _LETTERS | _NUMERIC),
    (frozenset(("NU",)), _LETTERS | _NUMERIC | frozenset(("NU",))),
    (frozenset(("PR",)), _IDEOGRAPHS | _SYLLABLES),
    (_IDEOGRAPHS | _SYLLABLES, frozenset(("PO",))),
    (_NUMERIC, _LETTERS | frozenset(("NU", "OP"))),
    (_CLOSE, _NUMERIC),
    (frozenset(("HY", "IS", "SY")), frozenset(("NU",))),
    (_LETTERS | frozenset(("NU",)), frozenset(("OP",))),
    (frozenset(("CP",)), _LETTERS | frozenset(("NU",))),
    (frozenset(("JL",)), frozenset(("JL", "JV", "H2", "H3"))),
    (frozenset(("JV", "H2")), frozenset(("JV", "JT"))),
    (frozenset(("JT", "H3")), frozenset(("JT",))),
    (frozenset(("EB",)), frozenset(("EM",))),
)
_RESOLVED = {"AI": "AL", "SG": "AL", "XX": "AL", "SA": "AL", "CJ": "NS", "CB": "ID", "NL": "BK"}
_MANDATORY = frozenset(("BK", "CR", "LF"))


@lru_cache(maxsize=8192)
def _class(character: str) -> str:
    """Return the class that a character counts as."""
    found = str(line_break(character).value)
    if found == "SA" and unicodedata.category(character) in ("Mn", "Mc"):
        return "CM"
    if found == "OP" and unicodedata.east_asian_width(character) in "WFH":
        return "OW"
    return _RESOLVED.get(found, found)


@lru_cache(maxsize=8192)
def width(character: str) -> int:
    """Return how many columns a character takes in a terminal."""
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc") else 1


def breakable(text: str) -> list[bool]:
    """Return for each character of a text whether a line may be broken before it."""
    made: list[bool] = []
    last, blank, flags = "", False, 0
    for character in text:
        now = _class(character)
        if now in ("CM", "ZWJ"):
            # belongs to the character before it, where that is one (LB9, LB10)
            attached = bool(last) and not blank and last != "ZW"
            made.append(bool(last) and not attached)
            last, blank = (last, False) if attached else ("AL", False)
            continue
        if now == "SP" or now == "ZW" or not last or last in _MANDATORY or now in _MANDATORY:
            made.append(False)
        elif last == "RI" == now and not blank:
            made.append(flags % 2 == 0)
        else:
            made.append(_between(last, now, blank))
        flags = flags + 1 if now == "RI" else 0
        if now == "SP":
            blank = bool(last)
        else:
            last, blank = now, False
    return made


@lru_cache(maxsize=4096)
def _between(before: str, after: str, blank: bool) -> bool:
    """Tell whether a line may be broken between two classes, with blanks between them or not."""
    if before == "ZW":
        return True
    if after in _ALWAYS_KEPT or before in _OPEN:
        return False
    if before == "QU" and after in _OPEN and blank:
        return False
    if (before in _CLOSE and after == "NS") or before == after == "B2":
        return False
    if blank:
        return True
    if after == "GL":
        return before in ("BA", "HY")
    return not any(
        (left is None or before in left) and (right is None or after in right)
        for left, right in _JOINED
    )
