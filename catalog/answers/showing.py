"""Entries as people see them: in one line, and as HTML in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..language.hygiene import visible
from ..language.text import Text
from ..marking import gettext_lazy as _
from . import filling
from .entry import Entry

if TYPE_CHECKING:
    from rich.console import RenderableType


# Translators: in the place of a meaning, of a code of which names and number alone are known
NOT_EXPLAINED = _("not explained yet")


def line(entry: Entry) -> str:
    """Return what an entry means in one line, with names for parameters without a value."""
    meaning = filling.legible(entry, {}).meaning
    return visible(f"{_heading(entry)}: {meaning or NOT_EXPLAINED}")


def html(entry: Entry) -> str:
    """Return an entry with its texts as a piece of HTML, each text in its language."""
    shown = filling.legible(entry, {})
    parts = [
        f"<strong>{escape(_heading(entry))}</strong> {_marked('span', shown.meaning)}",
        *([_marked("p", shown.description)] if shown.description else []),
    ]
    steps = [Text(step, shown.action.locale) for step in shown.action.split("\n") if step]
    if steps:
        parts.append(f"<ul>{''.join([_marked('li', step) for step in steps])}</ul>")
    return f"<div>{''.join(parts)}</div>"


def panel(entry: Entry) -> RenderableType:
    """Return an entry with its texts in a box, for rich."""
    # imported here: rich alone asks for it
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text as Styled

    shown = filling.legible(entry, {})
    steps = "\n".join([f"- {step}" for step in shown.action.split("\n") if step])
    texts = [Styled(visible(text, lines=True)) for text in (shown.description, steps) if text]
    meaning = Styled(visible(shown.meaning), style="bold")
    return Panel(Group(meaning, *texts), title=Styled(_heading(entry)), title_align="left")


def _heading(entry: Entry) -> str:
    return entry.symbol if entry.value is None else f"{entry.symbol} ({entry.value})"


def _marked(tag: str, text: Text) -> str:
    shown = escape(visible(text, lines=True)).replace("\n", "<br>")
    return f'<{tag} lang="{escape(text.locale)}">{shown}</{tag}>'
