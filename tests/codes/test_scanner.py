"""How a log is searched: what keeps it at the speed of literal searches."""

import re

import pytest

from catalog.codes.scanner import Scanner

PATTERNS = [pattern for pattern, _ in Scanner(["ECONNRESET", "EAI_AGAIN", "EPIPE"])._patterns]
# a letter of a fixed text, or an escape of a character that is none, and not repeated
FIXED = re.compile(rb"(?:[^\\\[({.?*+|^$]|\\[^A-Za-z0-9])(?![?*+{])")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern.decode()[:24])
def test_every_pattern_begins_with_a_fixed_text(pattern: re.Pattern[bytes]) -> None:
    """Alternatives, sets or options at its start make it twenty times as slow."""
    assert FIXED.match(pattern.pattern)
    # a choice outside all brackets would have several starts
    unbracketed = re.sub(rb"\\.|\[(?:\\.|[^\]\\])*\]", b"", pattern.pattern)
    while (inner := re.sub(rb"\([^()]*\)", b"", unbracketed)) != unbracketed:
        unbracketed = inner
    assert b"|" not in unbracketed


@pytest.mark.parametrize(
    "slow", [b"E?CONN", b"E*CONN", b"(?:A|B)C", b"[AB]C", b"\\dA", b".A", b"\\bE"]
)
def test_what_is_no_fixed_text(slow: bytes) -> None:
    """None of these can be looked for as it stands."""
    assert not FIXED.match(slow)
