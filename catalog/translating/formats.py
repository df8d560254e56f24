"""Formats of Python in messages that are flagged so, judged as GNU ``msgfmt --check`` does.

Formats of other languages, such as ``c-format``, are left to msgfmt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from ..language import plurals
from ..language.plurals import all_forms
from ..po.file import Header, Message
from ..sources.matching import Finding

_DIRECTIVE = re.compile(
    r"%(?:\((?P<name>(?:[^()]|\([^()]*\))*)\))?[-+ #0]*+(?P<width>\*|[0-9]*+)"
    r"(?:\.(?P<precision>\*|[0-9]*+))?[hlL]?(?P<kind>.?)",
    re.DOTALL,
)
_ANY, _TEXT, _INTEGER, _FLOAT, _CHARACTER = "anything", "text", "integer", "float", "character"
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
    if "python-format" not in message.flags or isinstance(wanted, str):
        return
    for number, form in enumerate(all_forms(message.string)):
        found = _arguments(form)
        where = f" in msgstr[{number}]" if isinstance(message.string, tuple) else ""
        if isinstance(found, str):
            yield Finding("python-format", f"the translation is no python-format{where}: {found}")
        elif problem := _difference(wanted, found, _is_strict(message, header, number)):
            yield Finding("python-format", f"{problem}{where}")


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


def _arguments(text: str) -> Arguments | str:
    """Return what a text takes as a %-format, or why it is none."""
    in_order: list[tuple[str, str]] = []
    by_name: dict[str, str] = {}
    for found in _DIRECTIVE.finditer(text):
        kind = _KINDS.get(found["kind"], "")
        if not kind and found["kind"] != "%":
            return f"{found[0]} is no directive"
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
                return f"it takes {found['name']} as {before} and as {kind}"
        elif kind:
            in_order.append(("", kind))
        if in_order and by_name:
            return "it takes some arguments by name and some in order"
    return by_name or in_order


def _difference(wanted: Arguments, found: Arguments, strict: bool) -> str | None:
    """Return how the arguments of a translation differ from those of the English, or None."""
    if wanted and found and isinstance(wanted, dict) is not isinstance(found, dict):
        ours, theirs = ("by name", "in order")[:: 1 if isinstance(wanted, dict) else -1]
        return f"the English takes its arguments {ours}, the translation {theirs}"
    if isinstance(wanted, dict) or isinstance(found, dict):
        ours_by_name, theirs_by_name = dict(wanted), dict(found)
        if extra := sorted(theirs_by_name.keys() - ours_by_name.keys()):
            return f"the English has no %({extra[0]})"
        if strict and (lost := sorted(ours_by_name.keys() - theirs_by_name.keys())):
            return f"the translation lacks %({lost[0]})"
        pairs = [(f"%({name})", ours_by_name[name], kind) for name, kind in theirs_by_name.items()]
    elif len(wanted) != len(found):
        return f"the English takes {len(wanted)} arguments, the translation {len(found)}"
    else:
        kinds = zip(wanted, found, strict=True)
        pairs = [(f"argument {n}", one[1], other[1]) for n, (one, other) in enumerate(kinds, 1)]
    for name, ours, theirs in pairs:
        if ours != theirs and (strict or _ANY not in (ours, theirs)):
            return f"{name} is {ours} in the English and {theirs} in the translation"
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
            problem = "the translation is no python-brace-format, as its flag says"
            yield Finding("python-brace-format", problem)
            return
        strict = _is_strict(message, header, number)
        if lost := sorted(wanted - found if strict else ()):
            yield Finding("python-brace-format", f"the translation lacks {{{lost[0]}}}")
        if extra := sorted(found - wanted):
            yield Finding("python-brace-format", f"the English has no {{{extra[0]}}}")


def _fields(text: str) -> set[str] | None:
    """Return the names in a text's braces; None where they are not Python's."""
    names = set()
    try:
        for _, name, spec, _ in Formatter().parse(text):
            if name is not None:
                found = _FIELD.match(name)
                if not found or not _SPEC.fullmatch(spec or ""):
                    return None
                names.add(found[0])
    except ValueError:
        return None
    return names
