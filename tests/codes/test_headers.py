"""Every name that Windows' headers give a number, by digests of what was read from the headers."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from catalog import Catalog

# a system, the first and last of some names in order of number, how many they are, and the digest
# of lines with a name and its number
HEADERS = Path(__file__).with_name("headers.tsv").read_text("utf-8").splitlines()
SYSTEMS = ("hresult", "ntstatus", "win32", "wininet")


def named(catalog: Catalog, system: str) -> Iterator[str]:
    """Yield the names of a system as lines, each with its number, in order of number."""
    pairs = [
        (entry.value, name)
        for entry in catalog.entries(system)
        for name in (entry.symbol, *entry.aliases)
    ]
    return (f"{name} {value}\n" for value, name in sorted(pairs))


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_name_of_the_headers(catalog: Catalog, system: str) -> None:
    """All names are there with their numbers, and no others."""
    lines = named(catalog, system)
    wrong = []
    for row in HEADERS:
        of, first, last, size, digest = row.split("\t")
        if of == system:
            text = "".join(islice(lines, int(size)))
            if hashlib.blake2b(text.encode(), digest_size=8).hexdigest() != digest:
                wrong.append(f"{first} to {last}")
    assert wrong == []
    assert list(lines) == []


def test_numbers_answer_by_name(catalog: Catalog) -> None:
    """What is named alone is found by number, by name in any letter case, and by alias."""
    for code, name in (
        (0x80070005, "E_ACCESSDENIED"),
        (0x800F0954, "CBS_E_INVALID_WINDOWS_UPDATE_COUNT_WSUS"),
        (0xC0000142, "STATUS_DLL_INIT_FAILED"),
        (15864, "STORE_ERROR_LICENSE_REVOKED"),
        (12007, "ERROR_WINHTTP_NAME_NOT_RESOLVED"),
    ):
        entry = catalog.get(name.lower())
        assert name in (entry.symbol, *entry.aliases)
        assert code == entry.value
        assert entry in [match.entry for match in catalog.find(hex(code))]
