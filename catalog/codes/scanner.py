"""The lines of a log that may name codes: found by one search for all fixed texts together.

Thousands of literals cost no more than one (Aho-Corasick). What it finds is read by the one engine,
``evidence``, a line at a time; most lines are never looked at. Lines that say the same, but for
numbers that are no codes, are read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from ahocorasick_rs import BytesAhoCorasick, Implementation

from .evidence import Evidence, Present, in_line
from .rules import AGREEING, LOG, Form, Phrase, Rules, fold

# shorter names, and those that are no word in capitals, would be found in any text
_NAME = re.compile(r"[A-Z][A-Z0-9_]{3,}")
_SHORTEST_TYPE = 8
_COLOUR = re.compile(rb"\x1b\[[0-9;]{0,20}m")
# of a longer line, in bytes, only what stands around a hit is read
_LONG = 10_000
_AROUND = 2_000
# bytes around what is found in a line on which its reading may depend
_SEEN = 64
# bytes before and after a fixed text within which a number may be a code: of a form that reads what
# follows, and of all others, names and phrases among them
_OF_FORM = 0, 26
_OF_OTHERS = 10, 10
_REMEMBERED = 20_000
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
# a shape that reaches further than that repeats something wide
_WIDE = re.compile(r"\{[0-9]*,(?:[4-9][0-9]|[1-4][0-9]{2})\}")

Judged = TypeVar("Judged")
# start and end of a fixed text, and which one it is; names and types have no number
Hit = tuple[int, int, int]
_WORD = -1


class Read(NamedTuple, Generic[Judged]):
    """Where a line of a log is, and what its evidence comes to."""

    start: int
    end: int
    judged: Judged


class _Texts:
    """The fixed texts of the rules of a database, to be searched for, and what may have each."""

    def __init__(self, rules: Rules) -> None:
        surely = [form for form in rules.forms if form.believed == LOG and not form.is_lookalike]
        by_text = _by_text(surely)
        for anchor, phrases in rules.phrases.items():
            certain = [phrase for phrase in phrases if phrase.strength != "weak"]
            if certain:
                by_text.setdefault(anchor.encode(), []).extend(certain)
        # names and types, which are told from other words by their letter case
        names = [name for name in rules.spelled_names() if _NAME.fullmatch(name)]
        types = [name for name in rules.raised if len(name) >= _SHORTEST_TYPE]
        self.words: dict[bytes, set[bytes]] = {}
        for word in (name.encode() for name in (*names, *types)):
            self.words.setdefault(word.lower(), set()).add(word)
        every = dict.fromkeys([*by_text, *self.words])
        self.of_texts = [by_text.get(text, []) for text in every]
        self.may_be_word = [text in self.words for text in every]
        self.every = BytesAhoCorasick(list(every), implementation=Implementation.ContiguousNFA)
        # those that take numbers from others, or need words beside them, matter in few lines
        others = [form for form in rules.forms if form.is_lookalike or form.believed == AGREEING]
        helpers = _by_text(others)
        self.of_helpers = list(helpers.values())
        self.helpers = BytesAhoCorasick(list(helpers))
        phrases = [one for some in rules.phrases.values() for one in some]
        conditions = [
            one.condition for one in (*surely, *others, *phrases) if one.condition is not None
        ]
        texts = dict.fromkeys(text.encode() for one in conditions for text in one.texts)
        self.markers = BytesAhoCorasick(list(texts))
        # the last one is that of names and types, whose number is -1
        reach = [*map(_reach, self.of_texts), _OF_OTHERS]
        self.before = [before for before, _ in reach]
        self.after = [after for _, after in reach]
        # what depends on more of a line than is seen around a hit is read every time
        self.wide = [[one for one in some if _is_wide(one)] for some in (*self.of_texts, ())]


# they take longer to make than a line takes to read, and many who ask have one line
_MADE: WeakKeyDictionary[Rules, _Texts] = WeakKeyDictionary()


def _texts_of(rules: Rules) -> _Texts:
    """Return the fixed texts of rules, made once for all who read by the same ones."""
    made = _MADE.get(rules)
    if made is None:
        made = _MADE[rules] = _Texts(rules)
    return made


class Scanner(Generic[Judged]):
    """Finds in bytes the lines that name codes, by the rules of a database.

    ``judge`` says what the evidence of a line comes to; it is asked once for lines of one kind.
    """

    def __init__(self, rules: Rules, judge: Callable[[list[Evidence]], Judged]) -> None:
        self._rules = rules
        self._texts = _texts_of(rules)
        self._judge = judge
        self._known: dict[object, Judged] = {}

    def lines(self, text: bytes) -> Iterator[Read[Judged]]:
        """Yield the lines that name codes, in order."""
        plain = _COLOUR.sub(b"", text) if b"\x1b[" in text else text
        place = _Place(text, plain)
        folded = plain.lower()
        for start, end, hits in self._hits(plain, folded):
            judged = self._judged(plain, folded, start, end, hits)
            if judged:
                yield Read(*place.of(start, end), judged)

    def _hits(self, plain: bytes, folded: bytes) -> Iterator[tuple[int, int, list[Hit]]]:
        """Yield the lines with a fixed text in them, and where those are."""
        texts = self._texts
        found = texts.every.find_matches_as_indexes(folded, overlapping=True)
        rules, may_be_word, words = texts.of_texts, texts.may_be_word, texts.words
        hits = [(start, end, number) for number, start, end in found if rules[number]]
        hits += [
            (start, end, _WORD)
            for number, start, end in found
            if may_be_word[number] and plain[start:end] in words[folded[start:end]]
        ]
        hits.sort()
        at, many = 0, len(hits)
        while at < many:
            first = hits[at][0]
            start = plain.rfind(b"\n", 0, first) + 1
            end = plain.find(b"\n", first) + 1 or len(plain)
            after = at + 1
            while after < many and hits[after][0] < end:
                after += 1
            yield start, end, hits[at:after]
            at = after

    def _judged(self, plain: bytes, folded: bytes, start: int, end: int, hits: list[Hit]) -> Judged:
        if end - start > _LONG:
            return self._judge(self._in_long(plain, start, end, hits))
        line = folded[start:end]
        before, after, wide = self._texts.before, self._texts.after, self._texts.wide
        near, far = end, start
        for at, stop, number in hits:
            if at - before[number] < near:
                near = at - before[number]
            if stop + after[number] > far:
                far = stop + after[number]
            if wide[number] and any([_may_count(rule, line) for rule in wide[number]]):  # noqa: C419
                return self._judge(self._in_piece(plain[start:end], hits))
        near, far = max(start, near), min(end, far)
        markers = self._texts.markers.find_matches_as_indexes(line, overlapping=True)
        key = (
            plain[max(start, near - _SEEN) : near].translate(_DIGITS),
            plain[near:far],
            plain[far : min(end, far + _SEEN)].translate(_DIGITS),
            frozenset([number for number, _, _ in markers]) if markers else None,
        )
        known = self._known.get(key)
        if known is None:
            known = self._judge(self._in_piece(plain[start:end], hits))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def _in_long(self, plain: bytes, start: int, end: int, hits: list[Hit]) -> list[Evidence]:
        """Return the evidence of a very long line, of which only parts are read."""
        found: dict[tuple[object, ...], Evidence] = {}
        for first, last in _pieces(start, end, [at for at, _, _ in hits]):
            inside = [hit for hit in hits if first <= hit[0] < last]
            for one in self._in_piece(plain[first:last], inside):
                moved = one._replace(start=one.start + first, end=one.end + first)
                found.setdefault((one.written, one.value, one.symbol), moved)
        return list(found.values())

    def _in_piece(self, piece: bytes, hits: list[Hit]) -> list[Evidence]:
        """Return the evidence of a line, or of a part of one, given what was found in it."""
        rules = dict.fromkeys(
            [rule for _, _, number in hits if number >= 0 for rule in self._texts.of_texts[number]]
        )
        has_words = any(number < 0 for _, _, number in hits)
        line = piece.decode("utf-8", "replace").rstrip("\r\n")
        forms = [one for one in rules if isinstance(one, Form) and one.pattern.search(line)]
        phrases = [one for one in rules if isinstance(one, Phrase)]
        if not (forms or phrases or has_words):
            return []
        folded = fold(line).encode()
        for number, _, _ in self._texts.helpers.find_matches_as_indexes(folded, overlapping=True):
            forms += [one for one in self._texts.of_helpers[number] if isinstance(one, Form)]
        here = Present(list(dict.fromkeys(forms)), phrases, has_words)
        return in_line(line, self._rules, here, asked=False)


def _is_wide(rule: Form | Phrase) -> bool:
    """Tell whether a rule may depend on more of a line than is seen around its fixed text."""
    if rule.condition is not None and rule.condition.has_patterns:
        return True
    return len(rule.parts) > 1 if isinstance(rule, Phrase) else bool(_WIDE.search(rule.shape))


def _reach(rules: list[Form | Phrase]) -> tuple[int, int]:
    """Return how far before and after a fixed text its rules may read a number, in bytes."""
    reads_on = all(isinstance(rule, Form) and rule.reads_on for rule in rules)
    if reads_on:
        return _OF_FORM
    has_forms = any(isinstance(rule, Form) for rule in rules)
    return _OF_OTHERS[0], (_OF_FORM if has_forms else _OF_OTHERS)[1]


def _may_count(rule: Form | Phrase, line: bytes) -> bool:
    """Tell whether a rule of wide reach may count in a line, folded, by a quick look."""
    if isinstance(rule, Phrase) and not all(part.encode() in line for part in rule.parts):
        return False
    return rule.condition is None or rule.condition.may_hold(line)


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
