"""Formats of Python in messages that are flagged so, judged as GNU ``msgfmt --check`` does.

Formats of other languages, such as ``c-format``, are left to msgfmt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from ..language import plurals
from ..language.plurals import all_forms
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..po.file import Header, Message
from ..sources.matching import Finding, of_key

_DIRECTIVE = re.compile(
    r"%(?:\((?P<name>(?:[^()]|\([^()]*\))*)\))?[-+ #0]*+(?P<width>\*|[0-9]*+)"
    r"(?:\.(?P<precision>\*|[0-9]*+))?[hlL]?(?P<kind>.?)",
    re.DOTALL,
)
_ANY, _TEXT, _INTEGER, _FLOAT, _CHARACTER = "anything", "text", "integer", "float", "character"
_SAID = {
    # Translators: what an argument of a %-format is
    _ANY: _("anything"),
    _TEXT: _("text"),
    _INTEGER: _("integer"),
    _FLOAT: _("float"),
    _CHARACTER: _("character"),
}
_KINDS = {
    **dict.fromkeys("sr", _TEXT),
    **dict.fromkeys("diouxX", _INTEGER),
    **dict.fromkeys("eEfgG", _FLOAT),
    "c": _CHARACTER,
}
_RANGE = re.compile(r"range:\s*([0-9]{1,4})\s*\.\.\s*([0-9]{1,4})")
_FIELD = re.compile(r"[A-Za-z_]\w*|[0-9]+", re.ASCII)
_SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?#?0?[0-9]*,?(?:\.[0-9]+)?[bcdeEfFgGnosxX%]?")

Arguments = list[tuple[str, str]] | dict[str, str]
"""What a %-format takes: of each of its arguments the type, in order or by name."""


def python_format(message: Message, header: Header) -> Iterator[Finding]:
    """Yield how the %-formats of a translation do not take what those of the English take."""
    wanted = _arguments(all_forms(message.id)[-1])
    if "python-format" not in message.flags or isinstance(wanted, InterfaceMessage):
        return
    for number, form in enumerate(all_forms(message.string)):
        found = _arguments(form)
        if isinstance(found, InterfaceMessage):
            problem: InterfaceMessage | None = _(
                "the translation is no python-format: {problem}", problem=found
            )
        else:
            problem = _difference(wanted, found, _is_strict(message, header, number))
        if problem and isinstance(message.string, tuple):
            problem = of_key(f"msgstr[{number}]", problem)
        if problem:
            yield Finding("python-format", problem)


def _is_strict(message: Message, header: Header, form: int) -> bool:
    """Tell whether a form must take all that the English does: one of some counts need not."""
    if isinstance(message.string, str) or len(message.string) < 2:
        return True
    if not plurals.serves_many(header.plural, form):
        return False
    ranges = [found for flag in message.flags if (found := _RANGE.fullmatch(flag))]
    return not any(
        plurals.serves_one(header.plural, form, range(int(one[1]), int(one[2]) + 1))
        for one in ranges
    )


def _arguments(text: str) -> Arguments | InterfaceMessage:
    """Return what a text takes as a %-format, or why it is none."""
    in_order: list[tuple[str, str]] = []
    by_name: dict[str, str] = {}
    for found in _DIRECTIVE.finditer(text):
        kind = _KINDS.get(found["kind"], "")
        if not kind and found["kind"] != "%":
            return _("{text} is no directive", text=found[0])
        if kind == _TEXT and found["precision"] and not found["precision"].strip("0"):
            # "%.0s" takes anything and writes nothing
            kind = _ANY
        stars = [one for one in (found["width"], found["precision"]) if one == "*"]
        in_order += [("", _INTEGER)] * len(stars)
        if found["name"] is not None:
            before = by_name.setdefault(found["name"], kind)
            if _ANY in (before, kind):
                by_name[found["name"]] = kind if before == _ANY else before
            elif before != kind:
                return _(
                    "it takes {name} as {one} and as {other}",
                    name=found["name"],
                    one=_SAID[before],
                    other=_SAID[kind],
                )
        elif kind:
            in_order.append(("", kind))
        if in_order and by_name:
            return _("it takes some arguments by name and some in order")
    return by_name or in_order


def _difference(wanted: Arguments, found: Arguments, strict: bool) -> InterfaceMessage | None:
    """Return how the arguments of a translation differ from those of the English, or None."""
    if wanted and found and isinstance(wanted, dict) is not isinstance(found, dict):
        if isinstance(wanted, dict):
            return _("the English takes its arguments by name, the translation in order")
        return _("the English takes its arguments in order, the translation by name")
    if isinstance(wanted, dict) or isinstance(found, dict):
        ours_by_name, theirs_by_name = dict(wanted), dict(found)
        if extra := sorted(theirs_by_name.keys() - ours_by_name.keys()):
            return _("the English has no {name}", name=f"%({extra[0]})")
        if strict and (lost := sorted(ours_by_name.keys() - theirs_by_name.keys())):
            return _("the translation lacks {name}", name=f"%({lost[0]})")
        pairs: list[tuple[object, str, str]] = [
            (f"%({name})", ours_by_name[name], kind) for name, kind in theirs_by_name.items()
        ]
    elif len(wanted) != len(found):
        return _(
            "the English takes {ours} arguments, the translation {theirs}",
            ours=len(wanted),
            theirs=len(found),
        )
    else:
        kinds = zip(wanted, found, strict=True)
        pairs = [
            (_("argument {number}", number=n), one[1], other[1])
            for n, (one, other) in enumerate(kinds, 1)
        ]
    for name, ours, theirs in pairs:
        if ours != theirs and (strict or _ANY not in (ours, theirs)):
            return _(
                "{argument} is {ours} in the English and {theirs} in the translation",
                argument=name,
                ours=_SAID[ours],
                theirs=_SAID[theirs],
            )
    return None


def python_brace_format(message: Message, header: Header) -> Iterator[Finding]:
    """Yield how the names in braces of a translation differ from those of the English."""
    wanted = _fields(all_forms(message.id)[-1])
    if "python-brace-format" not in message.flags or wanted is None:
        # a text with {count:number} is ours, and nothing that Python itself can format
        return
    for number, form in enumerate(all_forms(message.string)):
        found = _fields(form)
        if found is None:
            problem = _("the translation is no python-brace-format, as its flag says")
            yield Finding("python-brace-format", problem)
            return
        strict = _is_strict(message, header, number)
        if lost := sorted(wanted - found if strict else ()):
            problem = _("the translation lacks {name}", name=f"{{{lost[0]}}}")
            yield Finding("python-brace-format", problem)
        if extra := sorted(found - wanted):
            problem = _("the English has no {name}", name=f"{{{extra[0]}}}")
            yield Finding("python-brace-format", problem)


def _fields(text: str) -> set[str] | None:
    """Return the names in a text's braces; None where they are not Python's."""
    names = set()
    try:
        for __, name, spec, ___ in Formatter().parse(text):
            if name is not None:
                found = _FIELD.match(name)
                if not found or not _SPEC.fullmatch(spec or ""):
                    return None
                names.add(found[0])
    except ValueError:
        return None
    return names
