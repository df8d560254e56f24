"""PO files and templates written and brought forward, from a system's English texts.

Babel's own merge matches by text and can move a translation to another entry; here it stays
with its key.
"""

from __future__ import annotations

import io
from datetime import datetime

from babel.messages.catalog import Catalog as Po
from babel.messages.pofile import write_po

from catalog.source import SourceSystem

_TRANSLATORS = "error-catalog contributors"
_BUGS = "error-catalog issue tracker"


def render(
    system: SourceSystem, locale: str | None, existing: Po | None, today: datetime | str
) -> bytes:
    """Return a system's template (locale None), or a language's file brought up to date.

    A translation stays with its key; when the English text has changed it stays as fuzzy, with
    the old text as previous msgid. Dates change only where a file is new.
    """
    po = Po(
        locale=locale.replace("-", "_") if locale else None,
        domain=system.name,
        header_comment=f"# {system.title}.",
        project="error-catalog",
        version="1.0",
        msgid_bugs_address=_BUGS,
        creation_date=existing.creation_date if existing else today,
        revision_date=existing.revision_date if existing else today,
        last_translator=existing.last_translator if existing else _TRANSLATORS,
        language_team=existing.language_team if existing else (locale or _TRANSLATORS),
        fuzzy=False,
    )
    comments = _comments(system)
    by_key = {message.context: message for message in existing or () if locale and message.id}
    for key, english in system.texts():
        old = by_key.get(key)
        kept = old.string if old else ""
        message = po.add(english, kept, auto_comments=comments[key], context=key)
        if old:
            # Babel reads a previous msgid as a comment, and would write it as one
            message.user_comments = [c for c in old.user_comments if not c.startswith("|")]
            message.flags = old.flags
            if old.id != english and old.string:
                message.flags.add("fuzzy")
                message.previous_id = [str(old.id)]
    output = io.BytesIO()
    write_po(output, po, include_previous=True)
    return output.getvalue()


def _comments(system: SourceSystem) -> dict[str, list[str]]:
    comments = {"title": ["The name of the whole system of codes."]}
    for entry in system.entries:
        number = "" if entry.value is None else f" ({entry.value})"
        comments[f"{entry.symbol}.meaning"] = [f"{entry.symbol}{number}: what happened."]
        about = [f"{entry.symbol}{number}: causes and what to check."]
        if entry.verbatim:
            about.append(f"Keep as it is: {', '.join(entry.verbatim)}")
        comments[f"{entry.symbol}.description"] = about
    return comments
