"""Which lines of a log may name a code: found in bytes, at the speed of a few literal searches.

``lines.named`` then tells what such a line names. Every pattern here begins with a fixed text,
because then the regular expression engine looks for that alone; one pattern with all of them as
alternatives takes three times as long.
"""

from __future__ import annotations

import re
from collections import defaultdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Trie = dict[str, "Trie"]

_NUMBER = r"-?(?:1[01][0-9]{3}|2147[0-9]{6})(?![0-9])"
_LABELS = (
    rf"rror(?:(?:(?<=WinError)|(?<=LastError)|(?<=os error))[^\n0-9]{{0,16}}[0-9]"
    rf"|[^\n0-9]{{0,24}}{_NUMBER})",
    r"rrno[^\n0-9]{0,16}[0-9]",
    r"HTTP(?:/[0-9.]{1,4}\"?|(?:Error)?(?: status| error)?\"?)[ :=]{1,3}[45][0-9]{2}(?![0-9])",
    r"tatus(?:[ _-]?[Cc]ode)?\"?[ :=]{1,3}[45][0-9]{2}(?![0-9])",
    rf"ode[^\n0-9]{{0,16}}{_NUMBER}",
    rf"エラー[^\n0-9]{{0,24}}{_NUMBER}",
    r"0x[8CDcd][0-9A-Fa-f]{7}(?![0-9A-Za-z])",
)
_NAME = r"[A-Z][A-Z0-9_]{3,}"


class Scanner:
    """Finds lines that have one of some names as a word, or what may be the number of an error."""

    def __init__(self, names: Iterable[str]) -> None:
        # a shorter one, or one that is no word in capitals, would be found in any text
        known = {name for name in names if re.fullmatch(_NAME, name)}
        by_first = defaultdict(list)
        for name in known:
            # of two names of which one ends with the other, the shorter one finds both
            if not any(name[at:] in known for at in range(1, len(name))):
                by_first[name[0]].append(name)
        words = [f"{_pattern(_trie(some))}(?![A-Za-z0-9_])" for some in by_first.values()]
        self._patterns = [re.compile(one.encode()) for one in (*_LABELS, *words)]

    def lines(self, text: bytes) -> Iterator[tuple[int, int, list[int]]]:
        """Yield where lines begin and end that may name a code, in order, and where in them."""
        places = [match.start() for one in self._patterns for match in one.finditer(text)]
        places.sort()
        start, end, found = 0, -1, list[int]()
        for place in places:
            if place < end:
                found.append(place)
                continue
            if found:
                yield start, end, found
            start = text.rfind(b"\n", 0, place) + 1
            end = text.find(b"\n", place) + 1 or len(text)
            found = [place]
        if found:
            yield start, end, found


def _trie(words: Iterable[str]) -> Trie:
    root: Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _pattern(node: Trie) -> str:
    """Return the expression of what follows in a trie, the longest first."""
    branches = [re.escape(c) + _pattern(node[c]) for c in sorted(node) if c]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in node else joined
