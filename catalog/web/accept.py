"""The header Accept: which of some media types a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

HTML = "text/html"
JSON = "application/json"
PROBLEM = "application/problem+json"
LINES = "application/jsonl"

# clients name a few
_MOST_RANGES = 50


def best(header: str, offered: Sequence[str]) -> str | None:
    """Return the media type that is liked best of those offered, or None if none is accepted.

    Of several that are liked as much, the first is best. No header accepts everything.
    """
    ranges = [_range(part) for part in header.split(",")[:_MOST_RANGES] if part.strip()]
    if not ranges:
        return offered[0]
    liked = [(_quality(one, ranges), -place, one) for place, one in enumerate(offered)]
    quality, _place, found = max(liked)
    return found if quality > 0 else None


def _range(part: str) -> tuple[str, float]:
    """Return a media range in small letters, and its quality from 0 to 1."""
    name, *parameters = [one.strip().lower() for one in part.split(";")]
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return name, 0
            return name, quality if 0 <= quality <= 1 else 0
    return name, 1


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return how much a media type is liked: what its most specific range says."""
    everything_like_it = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, everything_like_it, "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0
