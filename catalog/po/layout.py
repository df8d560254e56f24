"""PO files laid out as text, as GNU ``msgcat`` does, so that no tool finds a line to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .breaks import breakable, width
from .file import Message, PoFile

_PAGE = 79
"""Columns that a line takes at most, with its quotes."""

_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\t": "\\t",
    "\b": "\\b",
    "\r": "\\r",
    "\f": "\\f",
    "\v": "\\v",
    "\a": "\\a",
}
_ESCAPING = str.maketrans(_ESCAPES)


def written(po: PoFile) -> bytes:
    """Return a file as bytes: UTF-8, lines broken as GNU gettext does, obsolete messages last."""
    lines = "".join(f"{line}\n" for line in po.header.lines)
    header = Message(None, "", lines, comments=po.header.comments)
    blocks = [_lines(header, "")]
    domain = ""
    for message in sorted(po.messages, key=lambda message: message.domain):
        if message.domain != domain:
            domain = message.domain
            blocks.append([f"domain {_quoted(domain)}"])
        blocks.append(_lines(message, ""))
    blocks += [_lines(message, "#~ ") for message in po.obsolete]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks).encode()


def _lines(message: Message, prefix: str) -> list[str]:
    lines = [f"# {comment}" if comment else "#" for comment in message.comments]
    lines += [f"#. {comment}" if comment else "#." for comment in message.extracted]
    lines += _references(message.references)
    if message.flags:
        lines.append(f"#, {', '.join(sorted(message.flags, key=_place_of_flag))}")
    if message.previous:
        old = f"{prefix.strip() or '#'}| "
        context, id = message.previous
        lines += _keyword(old, "msgctxt", context) if context is not None else []
        for name, text in zip(("msgid", "msgid_plural"), _all(id), strict=False):
            lines += _keyword(old, name, text)
    if message.context is not None:
        lines += _keyword(prefix, "msgctxt", message.context)
    for name, text in zip(("msgid", "msgid_plural"), _all(message.id), strict=False):
        lines += _keyword(prefix, name, text)
    if isinstance(message.string, str):
        lines += _keyword(prefix, "msgstr", message.string)
    else:
        for number, form in enumerate(message.string):
            lines += _keyword(prefix, f"msgstr[{number}]", form)
    return lines


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPING)}"'


def _all(forms: str | Sequence[str]) -> Sequence[str]:
    return (forms,) if isinstance(forms, str) else forms


def _place_of_flag(flag: str) -> tuple[int, str]:
    """Return what sorts flags as GNU gettext does: fuzzy, formats, range, wrap."""
    if flag == "fuzzy":
        return 0, flag
    return (3 if flag.endswith("wrap") else 2 if flag.startswith("range:") else 1), flag


def _references(references: Sequence[str]) -> Iterator[str]:
    """Yield the lines of references, as many in each as have room."""
    line = "#:"
    for reference in references:
        if len(line) > 2 and len(line) + 1 + len(reference) > _PAGE:
            yield line
            line = "#:"
        line += f" {reference}"
    if references:
        yield line


def _keyword(prefix: str, name: str, text: str) -> list[str]:
    """Return the lines of a keyword and its text, which has a line of its own where it is long."""
    whole = f"{prefix}{name} {_quoted(text)}"
    if len(whole) * 2 <= _PAGE and "\n" not in text[:-1]:
        return [whole]
    portions = _portions(text)
    room = _PAGE - 2 - len(prefix)
    if len(portions) < 2:
        # on the line of the keyword only what needs no break there
        escaped, may_break = _breaks(text)
        if len(_broken(escaped, may_break, room, len(name) + 1)) < 2:
            return [whole]
    lines = [f'{prefix}{name} ""']
    for portion in portions:
        escaped, may_break = _breaks(portion)
        lines += [f'{prefix}"{line}"' for line in _broken(escaped, may_break, room, 0)]
    return lines


def _portions(text: str) -> list[str]:
    """Return a text cut behind each line feed, and nowhere else."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return [line for line in lines if line]


def _breaks(text: str) -> tuple[str, list[bool]]:
    """Return a text with its escapes, and for each character whether a line may begin with it."""
    escaped = text.translate(_ESCAPING)
    may_break = breakable(escaped)
    at = 0
    for character in text:
        length = len(_ESCAPES.get(character, character))
        if length == 2:
            may_break[at + 1] = False
        at += length
    if text.endswith("\n"):
        may_break[-2] = False
    return escaped, may_break


def _broken(text: str, may_break: list[bool], room: int, column: int) -> list[str]:
    """Return a text in lines: the most pieces that have room, begun at a column of the first."""
    lines: list[str] = []
    begin = piece = 0
    used = 0
    possible = False
    for at, character in enumerate(text):
        if may_break[at]:
            if possible and column + used > room:
                lines.append(text[begin:piece])
                begin, column = piece, 0
            column += used
            used, piece, possible = 0, at, True
        used += width(character)
    if possible and column + used > room:
        lines.append(text[begin:piece])
        begin = piece
    return [*lines, text[begin:]]
