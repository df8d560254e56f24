"""The header Accept-Language: what a reader of HTTP asks for, best first (RFC 9110, 12.5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..errors import InvalidLocale
from ..marking import gettext_lazy
from .tags import nearest, normalize

# browsers send a few ranges
_LONGEST_HEADER = 4096
_MOST_PREFERENCES = 6


def negotiate(header: str, available: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return what an Accept-Language header (RFC 9110, section 12.5.4) asks for, best first.

    With the available locales, those of them that serve its reader: by quality, matched as by
    ``fallback`` but without English as the last resort; ``*`` stands for all others, and quality
    0 excludes a language with its varieties. Without them, the tags that it asks for, which suit
    every ``locale`` argument. Parts that are no language range are passed over; at most 4,096
    characters and the six best ranges are read. Raises InvalidLocale for what is no str.
    """
    if not isinstance(header, str):
        raise InvalidLocale(
            header, gettext_lazy("{value} is no Accept-Language header; give its value as a str")
        )
    header = header.strip()
    if len(header) > _LONGEST_HEADER:
        header = header[:_LONGEST_HEADER].rpartition(",")[0]
    wanted, refused = _preferences(header)
    if available is None:
        return tuple(dict.fromkeys([_canonical(tag) for tag in wanted if tag != "*"]))
    available = (available,) if isinstance(available, str) else available
    locales = tuple([normalize(tag) for tag in available])
    named = {tag: _most_specific(tag, (*wanted, *refused)) for tag in locales}
    served = tuple([tag for tag in locales if named[tag] not in refused])
    chain: dict[str, None] = {}
    for tag in wanted:
        if tag == "*":
            chain.update(dict.fromkeys([one for one in served if named[one] is None]))
        else:
            chain.update(dict.fromkeys(_serving(tag, served)))
    return tuple(chain)


def _preferences(header: str) -> tuple[list[str], list[str]]:
    """Return the tags (or ``*``) of a header that are wanted, best first, and those refused."""
    weighed: dict[str, int] = {}
    for part in header.split(","):
        tag, semicolon, weight = part.partition(";")
        quality = _quality(weight.strip(" \t")) if semicolon else 1000
        if quality is not None:
            weighed.setdefault(tag.strip(" \t").lower(), quality)
    ranked = sorted(weighed, key=lambda tag: -weighed[tag])
    return (
        _first_tags([tag for tag in ranked if weighed[tag]]),
        _first_tags([tag for tag in ranked if not weighed[tag]]),
    )


def _most_specific(tag: str, ranges: Iterable[str]) -> str | None:
    """Return the longest of the language ranges that a tag is within (RFC 4647, section 3.3.1)."""
    within = [one for one in ranges if f"{tag}-".startswith(f"{one}-")]
    return max(within, key=len, default=None)


def _first_tags(ranges: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for tag in ranges:
        if len(found) == _MOST_PREFERENCES:
            break
        try:
            found[tag if tag == "*" else normalize(tag)] = None
        except InvalidLocale:
            continue
    return list(found)


def _quality(weight: str) -> int | None:
    """Return ``q=0.8`` in thousandths; None for what is no weight."""
    number = weight[2:]
    whole, _, decimals = number.partition(".")
    if weight[:2] not in ("q=", "Q=") or whole not in ("0", "1") or len(decimals) > 3:
        return None
    if decimals and not (decimals.isascii() and decimals.isdecimal()):
        return None
    thousandths = int(whole + decimals.ljust(3, "0"))
    return thousandths if thousandths <= 1000 else None


@lru_cache(maxsize=1024)
def _serving(tag: str, available: tuple[str, ...]) -> tuple[str, ...]:
    exact = [tag] if tag in available else []
    try:
        return (*exact, *nearest(tag, available))
    except InvalidLocale:
        return ()


@lru_cache(maxsize=1024)
def _canonical(tag: str) -> str:
    """Return a tag with its preferred subtags: ``iw`` becomes ``he``."""
    from langcodes import standardize_tag
    from langcodes.tag_parser import LanguageTagError

    try:
        return standardize_tag(tag)
    except LanguageTagError:
        return tag
