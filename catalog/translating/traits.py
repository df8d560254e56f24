"""What a language's writing allows: what the checks of its texts have to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from langcodes import Language
from langcodes.tag_parser import LanguageTagError

_CASED = frozenset(("Latn", "Cyrl", "Grek", "Armn"))
_RIGHT_TO_LEFT = frozenset(("Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"))
# whose letters take shapes that a zero-width (non-)joiner chooses
_JOINED = _RIGHT_TO_LEFT | frozenset(
    ("Deva", "Beng", "Gujr", "Guru", "Knda", "Mlym", "Orya", "Sinh", "Taml", "Telu", "Mong", "Khmr")
)
# which put no mark at the end of a sentence
_WITHOUT_PERIOD = frozenset(("Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
_IDEOGRAPHIC = frozenset(("Jpan", "Hans", "Hant", "Hani", "Hira", "Kana"))


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a language, by its tag; of an unknown one, of one in Latin letters."""

    language: str
    script: str

    @property
    def is_latin(self) -> bool:
        return self.script == "Latn"

    @property
    def has_case(self) -> bool:
        return self.script in _CASED

    @property
    def right_to_left(self) -> bool:
        return self.script in _RIGHT_TO_LEFT

    @property
    def joins(self) -> bool:
        return self.script in _JOINED

    @property
    def ends_sentences(self) -> bool:
        return self.script not in _WITHOUT_PERIOD

    @property
    def is_ideographic(self) -> bool:
        """Chinese or Japanese: full-width punctuation, and no blanks between words."""
        return self.script in _IDEOGRAPHIC


@lru_cache(maxsize=64)
def traits_of(tag: str) -> Traits:
    """Return the traits of a language, its script by CLDR's likely subtags."""
    likely = likely_of(tag)
    return Traits(tag.partition("-")[0], likely[1] or "Latn")


@lru_cache(maxsize=64)
def likely_of(tag: str) -> tuple[str, str, str, str]:
    """Return language, script, region and variants of a tag, filled with the likely subtags."""
    try:
        found = Language.get(tag).maximize()
    except LanguageTagError:
        return tag, "", "", ""
    return (
        found.language or "",
        found.script or "",
        found.territory or "",
        "-".join(sorted(found.variants or ())),
    )
