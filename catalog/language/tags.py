"""Language tags: reading them, and which locales to try for a reader, best first.

Tags are BCP 47 (RFC 5646); POSIX names such as ``ja_JP.UTF-8`` are read too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from .. import paths
from ..errors import InvalidLocale
from ..marking import gettext_lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..marking import InterfaceMessage

DEFAULT = "en"

_LONGEST = 100
_SUBTAG = 8
_NO_TAG = gettext_lazy("{value} is not a language tag; examples are 'ja', 'en-US', 'zh-Hant'")
_EXTENDED_LANGUAGE, _SCRIPT, _REGION, _VARIANT = range(1, 5)
_PLAIN: tuple[list[int], ...] = ([], [_SCRIPT], [_REGION], [_SCRIPT, _REGION])
# CLDR distances up to 10 join what its readers read; 24 would serve Dutch for Afrikaans
FARTHEST = 10
LIKELY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "likely.txt")
"""What plain tags mean, as ``scripts/likely`` writes it."""
# what POSIX modifiers say in BCP 47: a script, a variant, or nothing
_MODIFIERS = {
    "": ("", ""),
    "euro": ("", ""),
    "latin": ("Latn", ""),
    "cyrillic": ("Cyrl", ""),
    "devanagari": ("Deva", ""),
    "arabic": ("Arab", ""),
    "hebrew": ("Hebr", ""),
    "shaw": ("Shaw", ""),
    "iqtelif": ("Latn", ""),
    "valencia": ("", "valencia"),
    "tarask": ("", "tarask"),
    "ije": ("", "ijekavsk"),
    "ijekavian": ("", "ijekavsk"),
    "ijekavianlatin": ("Latn", "ijekavsk"),
    "pinyin": ("Latn", "pinyin"),
}
# codes that ISO 639 replaced, and that old systems and files still have
_REPLACED = {
    "iw": ["he"],
    "in": ["id"],
    "ji": ["yi"],
    "jw": ["jv"],
    "mo": ["ro"],
    "tl": ["fil"],
    "sh": ["sr", "Latn"],
}
_ENVIRONMENT = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@lru_cache(maxsize=256)
def normalize(tag: str) -> str:
    """Return a tag in canonical case, without encoding and extensions.

    ``ja_jp.UTF-8`` becomes ``ja-JP``, ``sr_RS@latin`` becomes ``sr-Latn-RS``, ``iw`` becomes
    ``he``, and the POSIX names ``C`` and ``POSIX`` become ``en``. An unknown modifier is left
    out. Raises InvalidLocale for anything that is no tag.
    """
    if not isinstance(tag, str):
        raise InvalidLocale(
            tag, gettext_lazy("{value} is not a language tag; give a text such as 'ja' or 'en-US'")
        )
    if len(tag) > _LONGEST:
        raise InvalidLocale(tag, _too_long(tag))
    name, _, modifier = tag.partition("@")
    name = name.partition(".")[0].replace("_", "-")
    if name in ("C", "POSIX"):
        return DEFAULT
    subtags = name.split("-")
    if not all(map(_is_subtag, subtags)):
        raise InvalidLocale(tag, _NO_TAG)
    if subtags[0] in ("x", "X") and len(subtags) > 1:
        return name.lower()
    kept = _ordered(subtags)
    if kept is None:
        raise InvalidLocale(tag, _NO_TAG)
    if kept[0] in _REPLACED:
        language, *own_script = _REPLACED[kept[0]]
        kept = _with("".join(own_script), "", [language, *kept[1:]])
    script, variant = _MODIFIERS.get(modifier.lower(), ("", ""))
    return "-".join(_with(script, variant, kept))


def _too_long(tag: str) -> InterfaceMessage:
    return gettext_lazy(
        "{value} is {length} characters long; a language tag has at most {most}",
        length=f"{len(tag):,}",
        most=_LONGEST,
    )


def _with(script: str, variant: str, subtags: list[str]) -> list[str]:
    """Return subtags with a script and a variant where tags have them, if they lack them."""
    has_script = len(subtags) > 1 and _place(subtags[1]) == _SCRIPT
    made = subtags if has_script or not script else [subtags[0], script, *subtags[1:]]
    return [*made, variant] if variant and variant not in made else made


def of_folder(name: str) -> str:
    """Return the tag of the language whose texts a folder or a ``Language`` field has.

    As ``normalize``, but raises InvalidLocale for an unknown modifier too: without it the texts
    would be another language's.
    """
    tag = normalize(name)
    modifier = name.partition("@")[2]
    if modifier.lower() not in _MODIFIERS:
        raise InvalidLocale(
            name,
            gettext_lazy(
                "{value} has the modifier @{modifier}, which is not known; "
                "write the language as a tag, such as 'ca-valencia'",
                modifier=modifier,
            ),
        )
    return tag


def _ordered(subtags: list[str]) -> list[str] | None:
    """Return the subtags up to an extension in canonical case; None if they are out of order."""
    language = subtags[0]
    if not (language.isalpha() and len(language) in (2, 3)):
        return None
    kept = [language.lower()]
    place = 0
    for subtag in subtags[1:]:
        if len(subtag) == 1:
            break
        before, place = place, _place(subtag)
        if place < before or (place == before and place in (_SCRIPT, _REGION)):
            return None
        kept.append(_cased(subtag))
    return kept


def _is_subtag(subtag: str) -> bool:
    return subtag.isascii() and subtag.isalnum() and len(subtag) <= _SUBTAG


def _place(subtag: str) -> int:
    """Return which part of a tag has this look (RFC 5646, section 2.1), in their order."""
    if len(subtag) == 3 and subtag.isalpha():
        return _EXTENDED_LANGUAGE
    if len(subtag) == 4 and subtag.isalpha():
        return _SCRIPT
    return _REGION if len(subtag) < 4 else _VARIANT


def _cased(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def tags_of(locale: object) -> tuple[str, ...]:
    """Return the tags of a ``locale`` argument, in order of preference.

    Raises InvalidLocale for what is neither None, a str nor several of them.
    """
    if locale is None:
        return ()
    if isinstance(locale, str):
        return (locale,)
    if isinstance(locale, Iterable):
        tags = tuple(locale)
        if all(isinstance(tag, str) for tag in tags):
            return tags
    raise InvalidLocale(
        locale, gettext_lazy("{value} is neither a language tag nor a sequence of them")
    )


def fallback(requested: Iterable[str], available: Sequence[str]) -> tuple[str, ...]:
    """Return those of the available locales that serve a reader, best first, English last.

    Both arguments hold normalized tags. What is near enough, CLDR's matching distances say: a
    reader of ``zh-TW`` is served ``zh-Hant`` and never ``zh-Hans``, a reader of Serbian either
    of its scripts. Raises InvalidLocale for a tag that only looks like one.
    """
    chain: dict[str, None] = {}
    for tag in requested:
        if tag in available:
            chain[tag] = None
        if tag not in available or _has_varieties(tag, available):
            chain.update(dict.fromkeys(nearest(tag, available)))
    if DEFAULT in available:
        chain[DEFAULT] = None
    return tuple(chain)


def _has_varieties(tag: str, available: Sequence[str]) -> bool:
    language = tag.partition("-")[0]
    return any(other != tag and other.partition("-")[0] == language for other in available)


def nearest(tag: str, available: Sequence[str]) -> list[str]:
    """Return the locales that a reader of a tag reads too, the nearest by CLDR first."""
    if (plainly := _plainly_near(tag, tuple(available))) is not None:
        return list(plainly)
    # imported here: its tables take longer to load than a whole look-up that needs none of them
    from langcodes import tag_distance
    from langcodes.tag_parser import LanguageTagError

    try:
        distances = [(tag_distance(tag, other), other) for other in available]
    except LanguageTagError as error:
        raise InvalidLocale(tag, _NO_TAG) from error
    return [other for distance, other in sorted(distances) if distance <= FARTHEST]


@lru_cache(maxsize=256)
def _plainly_near(tag: str, available: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what ``nearest`` does where that is plain; None where CLDR's distances must tell.

    It is plain where only varieties of one language come into question, of one script, and at
    most one of another region.
    """
    meant = _meant(tag)
    if meant is None:
        return None
    language, script, region = meant
    facts = likely_subtags().get(language, ())
    same: list[str] = []
    others: list[str] = []
    for other in available:
        its = _meant(other)
        if its is None or f"~{its[0]}" in facts:
            return None
        if its[0] == language and its[1] != script and "*" in facts:
            return None
        if its[:2] == (language, script):
            (same if its[2] == region else others).append(other)
    return (*sorted(same), *others) if len(others) < 2 else None


def _meant(tag: str) -> tuple[str, str, str] | None:
    """Return language, script and region that a plain tag means; None for any other tag."""
    language, *rest = tag.split("-")
    facts = likely_subtags().get(language)
    if facts is None or [_place(one) for one in rest] not in _PLAIN:
        return None
    script = next((one for one in rest if len(one) == 4), "")
    region = next((one for one in rest if len(one) == 2), "")
    if (script and not script.isalpha()) or len(script + region) < sum(map(len, rest)):
        return None
    if region and (not region.isalpha() or region in likely_subtags()["-"]):
        return None
    changed = dict([one.split("=") for one in facts if "=" in one])
    likely = dict([one.split(">") for one in facts if ">" in one])
    if script:
        return language, script, region or likely.get(script, facts[1])
    return language, changed.get(region, facts[0]), region or facts[1]


@lru_cache(maxsize=1)
def likely_subtags() -> dict[str, list[str]]:
    """Return the words of each line of the file of likely subtags, by the first of them."""
    lines = paths.content(LIKELY).decode().splitlines()
    return {words[0]: words[1:] for words in [line.split() for line in lines] if words[0] != "#"}


def from_environment(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the tags of the first of LANGUAGE, LC_ALL, LC_MESSAGES and LANG that has any.

    LANGUAGE may list several with colons between them. What is no tag is passed over, as
    gettext does, because a person who runs a command did not type it there.
    """
    for variable in _ENVIRONMENT:
        tags = []
        for name in environ.get(variable, "").split(":"):
            try:
                tags.append(normalize(name))
            except InvalidLocale:
                continue
        if tags:
            return tuple(tags)
    return ()
