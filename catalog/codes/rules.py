"""Rules of recognition as a database holds them: forms, look-alikes, phrases, exception types.

Each says of a text how a code stands in it, and when that counts. ``codes.evidence`` applies them.
"""

from __future__ import annotations

import json
from functools import cached_property

from . import shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from .platforms import Traits

    # system, symbol, kind, text, rule in JSON
    Row = Sequence[str]

# kinds of rules, as they are called in TOML
FORM, LOOKALIKE, SAYS, RAISED, ORDINARY = "form", "lookalike", "says", "raised", "ordinary"
ATTRIBUTE = "attribute"
# what an attribute holds, if no number: one below zero, a symbol, or exceptions
NEGATED, SYMBOL, EXCEPTION = "negated", "symbol", "exception"
# where the number of a form counts: in a log too, only in what somebody asks about, or only with
# words beside it that mean the same
LOG, ASKED, AGREEING = "log", "asked", "agreeing"
ANY = "*"
# a gap in a phrase, and how many characters it spans at most
GAP = "…"
_WIDEST_GAP = 160
# what may stand around words that stand apart from others
_BEFORE_APART = frozenset(":;,-|>=[]({\"'`/\t\n#*」】：）。")
_AFTER_APART = frozenset(":;,.|<])}\"'`\t\n!-（(。、」】")
_ANY_NUMBER = (-(1 << 63), (1 << 63) - 1)
# characters around a phrase that are looked at
_NEAR = 40
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """Return a text with ASCII letters in lower case: of the same length, as bytes fold too."""
    return text.lower() if text.isascii() else text.translate(_SMALL)


class Condition:
    """What else a line must have, or must not have; ``texts`` are those that are fixed."""

    def __init__(self, needed: Iterable[str], unwanted: Iterable[str]) -> None:
        self._needed = [_test(one) for one in needed]
        self._unwanted = [_test(one) for one in unwanted]
        every = (*self._needed, *self._unwanted)
        self.texts = [test for test in every if isinstance(test, str)]
        self.has_patterns = len(self.texts) < len(every)
        self._unwanted_bytes = [one.encode() for one in self._unwanted if isinstance(one, str)]
        self._needed_bytes = [one.encode() for one in self._needed if isinstance(one, str)]

    def may_hold(self, line: bytes) -> bool:
        """Tell whether a line, folded and in UTF-8, may be as it must be, by its fixed texts."""
        if any(one in line for one in self._unwanted_bytes):
            return False
        if len(self._needed_bytes) < len(self._needed) or not self._needed:
            return True
        return any(one in line for one in self._needed_bytes)

    def holds(self, line: str, folded: str) -> bool:
        """Tell whether a line, given as it is and folded, is as it must be."""
        if self._needed and not any(_has(one, line, folded) for one in self._needed):
            return False
        return not any(_has(one, line, folded) for one in self._unwanted)


def _test(text: str) -> str | re.Pattern[str]:
    if len(text) > 2 and text[0] == text[-1] == "/":
        return shapes.bounded(text[1:-1])
    return fold(text)


def _has(test: str | re.Pattern[str], line: str, folded: str) -> bool:
    return test in folded if isinstance(test, str) else test.search(line) is not None


class _Rule:
    """What all rules have: the system, and the condition under which they count."""

    def __init__(self, system: str, rule: Mapping[str, Any]) -> None:
        self.system = system
        needed, unwanted = rule.get("with", ()), rule.get("without", ())
        self.condition = Condition(needed, unwanted) if needed or unwanted else None


class Form(_Rule):
    """A shape in which codes stand in text; with ``is_lookalike``, other programs' numbers."""

    def __init__(self, system: str, kind: str, shape: str, rule: Mapping[str, Any]) -> None:
        super().__init__(system, rule)
        self.is_lookalike = kind == LOOKALIKE
        self.shape = shape
        self.has = tuple([fold(fixed) for fixed in rule.get("has", ())])
        self.believed: str = rule.get("believed", LOG)
        systems = tuple(rule.get("systems", (system,)))
        # of no system in particular
        self.systems: tuple[str, ...] = () if ANY in systems else systems
        self.platform: str = rule.get("platform", "")
        self.reads: str = rule.get("reads", "decimal")
        self.offset: int = rule.get("offset", 0)
        self.wraps: bool = rule.get("wraps", False)

    @cached_property
    def reads_on(self) -> bool:
        """Tell whether the code of this form follows its fixed text, and does not precede it."""
        group = self.shape.find("(?P<")
        before = fold(self.shape[:group])
        return any(fixed[:3] in before for fixed in self.has)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The shape, compiled when a line first has one of its fixed texts."""
        return shapes.compiled(self.shape)

    def value(self, written: str) -> int | None:
        """Return the number that a text of this form means; None for one that is no code's."""
        digits = written.removeprefix("-")
        base = 16 if self.reads == "hexadecimal" or digits[:2] in ("0x", "0X") else 10
        number = int(digits, base)
        negative = (written[:1] == "-") != (self.reads == "negated")
        number = (-number if negative else number) + self.offset
        return number if -(1 << 63) <= number < 1 << 64 else None


class Phrase(_Rule):
    """Words that a program prints for an entry; ``weak`` ones count only where nothing else is."""

    def __init__(self, system: str, symbol: str, text: str, rule: Mapping[str, Any]) -> None:
        super().__init__(system, rule)
        self.symbol = symbol
        self.text = text
        self.parts = [part.strip() for part in fold(text).split(GAP) if part.strip()]
        # the part that is looked for first
        self.anchor = max(self.parts, key=len)
        self.strength: str = rule.get("strength", "")
        self.apart: bool = rule.get("apart", False)
        self.not_after = tuple([fold(one) for one in rule.get("not_after", ())])
        self.not_before = tuple([fold(one) for one in rule.get("not_before", ())])

    def place(self, folded: str) -> tuple[int, int] | None:
        """Return where the phrase stands in a line, folded, as it must; None if it does not."""
        at = folded.find(self.anchor)
        while at >= 0:
            span = self._span(folded, at)
            if span is not None and self._stands(folded, *span):
                return span
            at = folded.find(self.anchor, at + 1)
        return None

    def _span(self, folded: str, place: int) -> tuple[int, int] | None:
        """Return where the phrase stands whose anchor is at a place, or None."""
        at = self.parts.index(self.anchor)
        start, end = place, place + len(self.anchor)
        for part in reversed(self.parts[:at]):
            found = folded.rfind(part, max(0, start - _WIDEST_GAP - len(part)), start)
            if found < 0:
                return None
            start = found
        for part in self.parts[at + 1 :]:
            found = folded.find(part, end, end + _WIDEST_GAP + len(part))
            if found < 0:
                return None
            end = found + len(part)
        return None if "\n" in folded[start:end] else (start, end)

    def _stands(self, folded: str, start: int, end: int) -> bool:
        before, after = folded[max(0, start - _NEAR) : start], folded[end : end + _NEAR]
        # no part of a word of ASCII letters; Japanese puts no space between words
        if _is_letter(before[-1:]) and _is_letter(folded[start]):
            return False
        if _is_letter(after[:1]) and _is_letter(folded[end - 1]):
            return False
        if before.endswith(self.not_after) or after.startswith(self.not_before):
            return False
        return not self.apart or _is_apart(before, after)


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_apart(before: str, after: str) -> bool:
    """Tell whether words stand between punctuation, brackets, or the ends of a line."""
    left, right = before.rstrip(" "), after.lstrip(" ")
    begins = not left or left[-1] in _BEFORE_APART
    return begins and (not right or right[0] in _AFTER_APART or not right[0].isascii())


class Raised(_Rule):
    """An exception type that stands for an entry, by its qualified name."""

    def __init__(self, system: str, symbol: str, name: str, rule: Mapping[str, Any]) -> None:
        super().__init__(system, rule)
        self.symbol = symbol
        self.name = name
        self.strength: str = rule.get("strength", "")


class Attribute(_Rule):
    """Where exceptions of a type carry a code, or the exceptions that are behind them.

    ``steps`` lead to it: names of attributes, keys or places, ``*`` for each member, and with
    ``()`` a method that is called.
    """

    def __init__(self, system: str, text: str, rule: Mapping[str, Any]) -> None:
        super().__init__(system, rule)
        self.name, path = text.split(" ")[:2]
        self.steps = tuple(path.split("."))
        self.holds: str = rule.get("holds", "")
        self.offset: int = rule.get("offset", 0)
        self.least, self.most = rule.get("within", _ANY_NUMBER)
        pattern = rule.get("pattern")
        self.pattern = shapes.bounded(pattern) if pattern else None


class Rules:
    """All rules of a database, by what they are looked up by."""

    def __init__(self, rows: Iterable[Row], names: Sequence[Row], traits: Traits) -> None:
        self.traits = traits
        self._names = tuple(dict.fromkeys([name for name, _ in names]))
        self.names = frozenset([name.casefold() for name in self._names])
        self.forms: list[Form] = []
        # places in that list, by the fixed texts of the forms
        self.fixed: dict[str, list[int]] = {}
        # by their anchors, folded
        self.phrases: dict[str, list[Phrase]] = {}
        # by the last part of the type's name
        self.raised: dict[str, list[Raised]] = {}
        self.attributes: dict[str, list[Attribute]] = {}
        ordinary: dict[str, set[str]] = {}
        for system, symbol, kind, text, written in rows:
            rule = json.loads(written)
            if kind == SAYS:
                phrase = Phrase(system, symbol, text, rule)
                self.phrases.setdefault(phrase.anchor, []).append(phrase)
            elif kind == RAISED:
                raised = Raised(system, symbol, text, rule)
                self.raised.setdefault(last_part(text), []).append(raised)
            elif kind == ATTRIBUTE:
                held = Attribute(system, text, rule)
                self.attributes.setdefault(last_part(held.name), []).append(held)
            elif kind == ORDINARY:
                ordinary.setdefault(text.casefold(), set()).add(system)
            else:
                self._add(Form(system, kind, text, rule))
        owners: dict[str, set[str]] = {}
        for name, system in names:
            if (folded := name.casefold()) in ordinary:
                owners.setdefault(folded, set()).add(system)
        # names that are words of any text too, whichever system has them, folded
        self.ordinary = frozenset([one for one in owners if owners[one] <= ordinary[one]])
        # those of them that no line means, for their systems' codes are never written alone
        self.unspoken = frozenset(
            [one for one in self.ordinary if owners[one].issubset(traits.labelled)]
        )

    def _add(self, form: Form) -> None:
        for fixed in form.has:
            self.fixed.setdefault(fixed, []).append(len(self.forms))
        self.forms.append(form)

    def spelled_names(self) -> Iterator[str]:
        """Yield all names of the catalogue, also as other programs spell them."""
        for name in self._names:
            yield name
            for other, own, _ in self.traits.spellings:
                if name.startswith(own):
                    yield other + name[len(own) :]

    def is_name(self, word: str) -> bool:
        """Tell whether a word is a name of the catalogue, also as other programs spell it."""
        folded = word.casefold()
        if folded in self.names:
            return True
        spelled = self.traits.spelled(word)
        return spelled is not None and spelled[0].casefold() in self.names


def last_part(name: str) -> str:
    """Return the last part of a qualified name, however its language joins the parts."""
    return name.replace("::", ".").replace("\\", ".").replace("$", ".").rpartition(".")[2]
