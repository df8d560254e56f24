"""How a log is searched: what keeps it at the speed of literal searches."""

import re

import pytest

from catalog.scanning import Scanner

PATTERNS = [pattern for pattern, _ in Scanner(["ECONNRESET", "EAI_AGAIN", "EPIPE"])._patterns]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern.decode()[:24])
def test_every_pattern_begins_with_a_fixed_text(pattern: re.Pattern[bytes]) -> None:
    """Alternatives, sets or options at its start make it twenty times as slow."""
    start = pattern.pattern.removeprefix(b"(?P<n>")
    assert re.match(rb"\\[({]|[^\\\[({.?*+|^$]", start)
    # a choice outside all brackets would have several starts
    unbracketed = re.sub(rb"\\.|\[(?:\\.|[^\]\\])*\]", b"", start)
    while (inner := re.sub(rb"\([^()]*\)", b"", unbracketed)) != unbracketed:
        unbracketed = inner
    assert b"|" not in unbracketed
