"""The lines of a log that may name codes: found by one search for all fixed texts together.

Thousands of literals cost no more than one (Aho-Corasick). What it finds is then read by the one
engine, ``evidence``, a line at a time; most lines are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from .evidence import Evidence, Present, in_line
from .rules import AGREEING, LOG, Form, Phrase, Rules, fold

# shorter names, and those that are no word in capitals, would be found in any text
_NAME = re.compile(r"[A-Z][A-Z0-9_]{3,}")
_SHORTEST_TYPE = 8
_COLOUR = re.compile(rb"\x1b\[[0-9;]{0,20}m")
# of a longer line, in bytes, only what stands around a hit is read
_LONG = 10_000
_AROUND = 2_000


class Named(NamedTuple):
    """Where a line of a log is, and the evidence in it."""

    start: int
    end: int
    evidence: list[Evidence]


class Scanner:
    """Finds in bytes the lines that name codes, by the rules of a database."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        surely = [form for form in rules.forms if form.believed == LOG and not form.is_lookalike]
        by_text = _by_text(surely)
        for part, phrases in rules.phrases.items():
            certain = [phrase for phrase in phrases if phrase.strength != "weak"]
            if certain:
                by_text.setdefault(part.encode(), []).extend(certain)
        self._of_texts = list(by_text.values())
        self._texts = BytesAhoCorasick(list(by_text))
        names = [name for name in rules.spelled_names() if _NAME.fullmatch(name)]
        types = [name for name in rules.raised if len(name) >= _SHORTEST_TYPE]
        self._words = BytesAhoCorasick([word.encode() for word in dict.fromkeys([*names, *types])])
        # those that take numbers from others, or need words beside them, matter in few lines
        helpers = _by_text(
            form for form in rules.forms if form.is_lookalike or form.believed == AGREEING
        )
        self._of_helpers = list(helpers.values())
        self._helpers = BytesAhoCorasick(list(helpers))

    def lines(self, text: bytes) -> Iterator[Named]:
        """Yield the lines that name codes, in order."""
        plain = _COLOUR.sub(b"", text) if b"\x1b[" in text else text
        place = _Place(text, plain)
        for start, end, rules in self._hits(plain, plain.lower()):
            found = self._evidence(plain, start, end, rules)
            if found:
                yield Named(*place.of(start, end), found)

    def _hits(self, plain: bytes, folded: bytes) -> Iterator[tuple[int, int, list[_Hit]]]:
        """Yield the lines with a fixed text in them, and the rules that have it, by place."""
        hits = self._texts.find_matches_as_indexes(folded, overlapping=True)
        words = self._words.find_matches_as_indexes(plain, overlapping=True)
        every: list[_Hit] = [(at, self._of_texts[number]) for number, at, _ in hits]
        every += [(at, ()) for _, at, _ in words]
        every.sort(key=_first)
        line: list[_Hit] = []
        start = end = 0
        for hit in every:
            if hit[0] < end:
                line.append(hit)
                continue
            if line:
                yield start, end, line
            start = plain.rfind(b"\n", 0, hit[0]) + 1
            end = plain.find(b"\n", hit[0]) + 1 or len(plain)
            line = [hit]
        if line:
            yield start, end, line

    def _evidence(self, plain: bytes, start: int, end: int, hits: list[_Hit]) -> list[Evidence]:
        if end - start <= _LONG:
            return self._in_piece(plain[start:end], hits)
        found: dict[tuple[object, ...], Evidence] = {}
        for first, last in _pieces(start, end, [at for at, _ in hits]):
            inside = [hit for hit in hits if first <= hit[0] < last]
            for one in self._in_piece(plain[first:last], inside):
                moved = one._replace(start=one.start + first, end=one.end + first)
                found.setdefault((one.written, one.value, one.symbol), moved)
        return list(found.values())

    def _in_piece(self, piece: bytes, hits: list[_Hit]) -> list[Evidence]:
        rules = {rule: None for _, some in hits for rule in some}
        has_words = len(rules) == 0 or any(not some for _, some in hits)
        line = piece.decode("utf-8", "replace").rstrip("\r\n")
        forms = [one for one in rules if isinstance(one, Form) and one.pattern.search(line)]
        phrases = [one for one in rules if isinstance(one, Phrase)]
        if not (forms or phrases or has_words):
            return []
        for number, _, _ in self._helpers.find_matches_as_indexes(
            fold(line).encode(), overlapping=True
        ):
            forms += self._of_helpers[number]
        here = Present(list(dict.fromkeys(forms)), phrases, has_words)
        return in_line(line, self._rules, here, asked=False)


# where a fixed text is, and the rules that have it; none for a name or a type
_Hit = tuple[int, "list[Form | Phrase] | tuple[()]"]


def _first(hit: _Hit) -> int:
    return hit[0]


def _by_text(forms: Iterable[Form]) -> dict[bytes, list[Form | Phrase]]:
    found: dict[bytes, list[Form | Phrase]] = {}
    for form in forms:
        for fixed in form.has:
            found.setdefault(fixed.encode(), []).append(form)
    return found


def _pieces(start: int, end: int, places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a long line that are near some places, joined where they meet."""
    first, last = start, start
    for at in places:
        low, high = max(start, at - _AROUND), min(end, at + _AROUND)
        if low > last:
            if last > first:
                yield first, last
            first = low
        last = high
    yield first, last


class _Place:
    """Leads from lines of a text without colours to the same lines with them."""

    def __init__(self, text: bytes, plain: bytes) -> None:
        self._text = text
        self._plain = plain
        self._in_plain = self._in_text = 0

    def of(self, start: int, end: int) -> tuple[int, int]:
        """Return where a line is, given where it is without colours; lines are asked in order."""
        if self._text is self._plain:
            return start, end
        for _ in range(self._plain.count(b"\n", self._in_plain, start)):
            self._in_text = self._text.index(b"\n", self._in_text) + 1
        self._in_plain = start
        return self._in_text, self._text.find(b"\n", self._in_text) + 1 or len(self._text)
