"""Entries as people see them: in one line, and as HTML in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
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
# the systems that each platform numbers in its own way
_OF_PLATFORMS = ("errno", "getaddrinfo")
C_LIBRARY = "windows-c"


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


def of_family(entry: Entry, equivalents: Iterable[Entry]) -> list[Entry]:
    """Return an entry, and those of its equivalents that are the same error both ways."""
    one_way = {(same.system, same.symbol) for same in entry.same_as if same.one_way}
    return [entry, *[one for one in equivalents if (one.system, one.symbol) not in one_way]]


def of_platforms(entry: Entry, every: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the numbers of an error by platform, those that errno has on Windows by its C library.

    ``every`` holds the entry and those that are the same error. Of these, only systems that
    platforms number count, for what another application numbers is its own affair.
    """
    found: dict[str, list[str]] = {}
    for one in every:
        if one is entry or one.system in _OF_PLATFORMS:
            for platform, value in one.numbers:
                is_library = platform == "windows" and one.system == "errno"
                found.setdefault(C_LIBRARY if is_library else platform, []).append(str(value))
    found.setdefault("windows", []).extend(_of_windows(every))
    return found


def _of_windows(entries: Iterable[Entry]) -> list[str]:
    """Return the numbers of Windows' own systems: codes, then their HRESULTs, then NTSTATUSes."""
    own = [one for one in entries if one.hresult is not None and one.value is not None]
    codes = [one for one in own if one.windows == "win32"]
    found = [str(one.value) for one in codes] + [f"0x{one.hresult:08X}" for one in codes]
    packed = [one for kind in ("hresult", "ntstatus") for one in own if one.windows == kind]
    return found + [f"0x{one.value:08X}" for one in packed]


def _heading(entry: Entry) -> str:
    return entry.symbol if entry.value is None else f"{entry.symbol} ({entry.value})"


def _marked(tag: str, text: Text) -> str:
    shown = escape(visible(text, lines=True)).replace("\n", "<br>")
    return f'<{tag} lang="{escape(text.locale)}">{shown}</{tag}>'
