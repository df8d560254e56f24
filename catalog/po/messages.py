"""Messages put together from the statements of a PO file, in the order of gettext's grammar.

A message is: comments; the previous msgctxt, msgid and msgid_plural; then msgctxt, msgid, and
either msgstr, or msgid_plural with msgstr[0], msgstr[1] and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..language.plurals import Forms
from ..marking import any_of
from ..marking import gettext_lazy as _
from .file import Message, Previous
from .statements import COMMENT, OBSOLETE, PREVIOUS, Mistake, Statement, statements

_PARTLY_OBSOLETE = _(
    "begins a message that is not whole or in order: only some of it is behind {mark}",
    mark=OBSOLETE,
)
_FORM = "msgstr[]"
_BEGIN = frozenset((COMMENT, "domain", "msgctxt", "msgid", "#|msgctxt", "#|msgid"))
# what may follow a statement; behind a whole message, the next one begins
_FOLLOWING = {
    "": _BEGIN,
    COMMENT: _BEGIN,
    "domain": _BEGIN,
    "#|msgctxt": frozenset(("#|msgid",)),
    "#|msgid": frozenset(("#|msgid_plural", "msgctxt", "msgid")),
    "#|msgid_plural": frozenset(("msgctxt", "msgid")),
    "msgctxt": frozenset(("msgid",)),
    "msgid": frozenset(("msgid_plural", "msgstr")),
    "msgid_plural": frozenset((_FORM,)),
    "msgstr": _BEGIN,
    _FORM: _BEGIN | {_FORM},
}
# a file name with blanks stands between U+2068 and U+2069
_REFERENCE = re.compile(r"\u2068[^\u2069]*+\u2069\S*+|\S++")


def messages(text: str, charset: str) -> Iterator[tuple[Message, bool]]:
    """Yield the messages of a PO file, the header first, each with whether it is obsolete.

    Raises Mistake for a text that GNU gettext's parser refuses.
    """
    last, counted, line, domain = "", 0, 1, ""
    comments: list[str] = []
    parts: list[Statement] = []
    for statement in statements(text, charset):
        kind = _kind(statement)
        if kind not in _FOLLOWING[last]:
            raise _out_of_order(last, kind, parts, statement)
        if parts and kind in _BEGIN and last in ("msgstr", _FORM):
            line += text.count("\n", counted, parts[0].place)
            counted = parts[0].place
            yield _message(comments, parts, text, line, domain)
            comments, parts = [], []
        if kind == COMMENT:
            comments.append(statement.text)
        elif kind == "domain":
            domain = statement.text
        else:
            parts.append(statement)
        last = kind
    if parts and last not in ("msgstr", _FORM):
        raise _out_of_order(last, "", parts, parts[-1])
    if parts:
        line += text.count("\n", counted, parts[0].place)
        yield _message(comments, parts, text, line, domain)


def _kind(statement: Statement) -> str:
    keyword = statement.keyword
    if statement.mark and statement.mark.endswith("|"):
        return f"{PREVIOUS}{keyword}"
    if statement.number is not None:
        return f"{keyword}[]"
    return keyword


def _out_of_order(last: str, kind: str, parts: list[Statement], here: Statement) -> Mistake:
    """Return the mistake of a message that goes on as none does."""
    if last == "msgid" and kind == _FORM:
        problem = _(
            "has {keyword} without {other} before it",
            keyword=f"msgstr[{here.number}]",
            other="msgid_plural",
        )
        return Mistake(problem, here.place)
    if last == "msgid_plural" and kind == "msgstr":
        problem = _(
            "has {keyword} before it and wants a number: {example}",
            keyword="msgid_plural",
            example="msgstr[0]",
        )
        return Mistake(problem, here.place)
    if last in ("msgstr", _FORM, "", COMMENT, "domain"):
        problem = _(
            "has {keyword} outside of a message, which begins with {begins}",
            keyword=_named(kind, here),
            begins=any_of(["msgctxt", "msgid"]),
        )
        return Mistake(problem, here.place)
    wanted = [
        one.replace(_FORM, "msgstr[0]").replace("#|", "#| ") for one in sorted(_FOLLOWING[last])
    ]
    begun = next((one for one in parts if _kind(one) == last), here)
    problem = _(
        "begins a message that is not whole or in order: behind {keyword} must come {wanted}",
        keyword=last.replace("#|", "#| "),
        wanted=any_of(wanted),
    )
    return Mistake(problem, begun.place)


def _named(kind: str, statement: Statement) -> str:
    return kind.replace("[]", f"[{statement.number}]").replace("#|", "#| ")


def _message(
    comments: list[str], parts: list[Statement], text: str, line: int, domain: str
) -> tuple[Message, bool]:
    """Return a whole message; ``line`` is that of its first statement."""
    context: str | None = None
    ids: list[str] = []
    forms: list[str] = []
    previous: list[Statement] = []
    begin = parts[0]
    for part in parts:
        keyword = part.keyword
        if part.mark.endswith("|"):
            previous.append(part)
        elif keyword == "msgid":
            begin = part
            ids.append(part.text)
        elif keyword == "msgctxt":
            context = part.text
        elif keyword == "msgid_plural":
            ids.append(part.text)
        else:
            forms.append(_form(part, len(forms)))
    obsolete = begin.mark == OBSOLETE
    if len({part.mark[:2] == OBSOLETE for part in parts}) > 1:
        raise Mistake(_PARTLY_OBSOLETE, begin.place)
    if begin is not parts[0]:
        line += text.count("\n", parts[0].place, begin.place)
    made = Message(
        context,
        ids[0] if len(ids) == 1 else tuple(ids),
        forms[0] if len(ids) == 1 else tuple(forms),
        previous=_previous(previous) if previous else None,
        line=line,
        domain=domain,
    )
    if comments:
        _take_comments(made, comments)
    return made, obsolete


def _form(part: Statement, number: int) -> str:
    """Return the text of a msgstr, which must have its number if it has one."""
    if part.number not in (None, number):
        problem = _(
            "has {keyword} where {wanted} should be",
            keyword=f"msgstr[{part.number}]",
            wanted=f"msgstr[{number}]",
        )
        raise Mistake(problem, part.place)
    return part.text


def _previous(parts: list[Statement]) -> Previous:
    context = parts[0].text if parts[0].keyword == "msgctxt" else None
    ids = tuple(part.text for part in parts if part.keyword != "msgctxt")
    id: Forms = ids[0] if len(ids) == 1 else ids
    return Previous(context, id)


def _take_comments(message: Message, comments: list[str]) -> None:
    """Put comments where they belong: a translator's, extracted ones, references, flags."""
    for comment in comments:
        kind, content = comment[:1], comment[1:].strip()
        if kind == ".":
            message.extracted.append(content)
        elif kind == ":":
            message.references += _REFERENCE.findall(content)
        elif kind == ",":
            message.flags.update(_flags(content))
        else:
            message.comments.append(comment.removeprefix(" ").rstrip())


def _flags(content: str) -> Iterator[str]:
    for flag in content.split(","):
        # the one flag that has a blank inside
        yield from [flag.strip()] if flag.strip().startswith("range:") else flag.split()
