"""Templates -> HTML: every value escaped, what cannot be seen made visible, languages told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from os import path

from ... import paths
from ...answers import filling
from ...answers.entry import Entry
from ...answers.match import Match
from ...errors import DatabaseError
from ...extras import needs
from ...language.hygiene import visible
from ...language.interface import available
from ...language.tags import DEFAULT
from ...language.text import UNDETERMINED, Text
from ...lookup.catalog import Catalog
from .links import Links
from .words import Words, own_name

with needs("web"):
    from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
    from jinja2.runtime import Context
    from markupsafe import Markup, escape

_TEMPLATES = path.join(path.dirname(path.abspath(__file__)), "templates")
_IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb")
_BITS_32, _BITS_64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF


@dataclass(frozen=True)
class Reading:
    """Who reads a page, of what: a catalogue, a language, and where other pages are.

    ``locale`` is the language that the catalogue is asked for; words of the page that the
    interface does not have in it are English.
    """

    catalog: Catalog
    locale: str
    links: Links

    @cached_property
    def words(self) -> Words:
        """The words of the page."""
        return Words(self.locale)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that there are pages in: those of the catalogue, and English.

        They are those of the interface while the catalogue's database cannot be read.
        """
        return served(self.catalog)


def served(catalog: Catalog) -> tuple[str, ...]:
    """Return the languages that there are pages in; see ``Reading.locales``."""
    try:
        memory, _question = catalog.asked((), None, None)
        found = memory.languages()
    except DatabaseError:
        found = tuple(available())
    return tuple(sorted({*found, DEFAULT}))


@dataclass(frozen=True)
class Elsewhere:
    """The same page in another language."""

    tag: str
    name: Text
    link: str
    is_here: bool


def rendered(
    template: str,
    reading: Reading,
    here: Callable[[str | None], str],
    **values: object,
) -> str:
    """Return a page as HTML; ``here`` returns its link in a language, or in the reader's own."""
    languages = [
        Elsewhere(tag, own_name(tag), here(tag), tag == reading.locale) for tag in reading.locales
    ]
    return (
        _environment()
        .get_template(template)
        .render(
            reading=reading,
            catalog=reading.catalog,
            locale=reading.locale,
            links=reading.links,
            words=reading.words,
            page_language=reading.words.locale,
            page_direction=direction(reading.words.locale),
            languages=languages,
            neutral=here(None),
            product=f"{paths.DISTRIBUTION} {paths.__version__}",
            **values,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "said": _said,
        "paragraphs": _lines,
        "typed": _typed,
        "breakable": _breakable,
        "meaning": _meaning,
        "hexadecimal": hexadecimal,
        "number": _number,
        "percent": percent,
    }
    return made


def _source(name: str) -> str:
    return paths.content(path.join(_TEMPLATES, name)).decode("utf-8")


def _shown(value: object) -> object:
    """Make what a template prints visible, on top of which it is escaped."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return visible(value, lines=True)


@pass_context
def _said(context: Context, text: Text | str) -> Markup:
    """Return a text for a page: its language told where it is another, backticks as code."""
    shown = escape(visible(text, lines=True))
    marked = Markup(_IN_BACKTICKS.sub(r"<code>\1</code>", str(shown)))  # noqa: S704 (is escaped)
    language = getattr(text, "locale", UNDETERMINED)
    if language in (UNDETERMINED, context["page_language"]):
        return marked
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        language, direction(language), marked
    )


def _lines(text: Text) -> list[Text]:
    """Return the lines of a text, each in its language."""
    return [Text(line, text.locale) for line in text.split("\n") if line.strip()]


def _typed(text: str) -> Markup:
    """Return a text as somebody typed it, for a field that sends it again; tabs and lines stay."""
    return Markup("\t").join([escape(visible(part, lines=True)) for part in text.split("\t")])


def _breakable(symbol: str) -> Markup:
    """Return a symbol that a narrow line may break after an underscore, and copies as it is."""
    return Markup("_<wbr>").join([escape(visible(part)) for part in symbol.split("_")])


@pass_context
def _meaning(context: Context, entry: Entry) -> Markup | str:
    """Return the meaning of an entry, or that nobody has explained it yet."""
    meaning = filling.legible(entry, {}).meaning
    if meaning:
        return _said(context, meaning)
    return Markup("<em>{}</em>").format(context["words"].not_explained)


def _number(match: Match) -> str:
    """Return the number by which an entry was found: on another platform, the one there."""
    numbers, value = dict(match.entry.numbers), match.entry.value
    value = numbers.get(match.platforms[0], value) if match.platforms else value
    return "" if value is None else str(value)


def hexadecimal(value: int) -> str:
    """Return a number as the bits that hold it: 32 where they suffice, else 64."""
    bits = _BITS_32 if -(1 << 31) <= value < 1 << 32 else _BITS_64
    return f"0x{value & bits:08X}" if value < 0 or value > 0xFFFF else f"0x{value:X}"


def percent(share: float) -> str:
    """Return a share rounded down, for only what is complete is 100 %."""
    return "<1 %" if 0 < share < 0.01 else f"{int(100 * share)} %"


def direction(tag: str) -> str:
    """Return the direction in which a language is written, as HTML has it."""
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def legible(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries with names in the place of their texts' parameters."""
    return [filling.legible(entry, {}) for entry in entries]
