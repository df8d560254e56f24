"""What helps when no entry has a code: names alike, what a number is, entries that are near."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import Catalog, Entry, UnknownCode
from catalog.lookup.suggestions import nearest


def near(catalog: Catalog, text: str, locale: str = "en") -> list[str]:
    def search(word: str, limit: int) -> Sequence[Entry]:
        return catalog.search(word, locale=locale, limit=limit)

    return [entry.symbol for entry in nearest(text, search)]


@pytest.mark.parametrize(
    ("line", "suggested"),
    [
        ("Error: WSAECONREST in recv()", "WSAECONNRESET"),
        ("connect failed: ECONNREFUSD (see the manual)", "ECONNREFUSED"),
        ("tree connect failed: NT_STATUS_ACESS_DENIED", "STATUS_ACCESS_DENIED"),
        ("ERROR_IO_PENDNG from ReadFile", "ERROR_IO_PENDING"),
        ("getaddrinfo: eai_nonames", "EAI_NONAME"),
    ],
)
def test_names_in_lines(catalog: Catalog, line: str, suggested: str) -> None:
    """A name that is misspelled in a line suggests the right one first."""
    with pytest.raises(UnknownCode, match="did you mean") as caught:
        catalog.get(line)
    assert caught.value.suggestions[0] == suggested


@pytest.mark.parametrize(
    "line",
    ["no code here", "FATAL: nothing works", "INFO request_id is missing", "the e-mail of ERNEST",
     "CONTENT_LENGTH_HEADER", "MAX_RETRIES reached"],
)  # fmt: skip
def test_no_wild_names(catalog: Catalog, line: str) -> None:
    """Words that are like no name suggest none."""
    with pytest.raises(UnknownCode) as caught:
        catalog.get(line)
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(
    ("line", "packed"),
    [
        ("HRESULT 0x8004BEEF failed", "0x8004BEEF, an HRESULT of severity error with facility 4 "
         "(ITF) that carries 48879"),
        ("[Errno 9999] no such thing", "the number 9999 of errno"),
        ("an error 10 of ours", ""),
    ],
)  # fmt: skip
def test_numbers_in_lines(catalog: Catalog, line: str, packed: str) -> None:
    """A number of a line that no entry has is told in words, if the line says whose it is."""
    with pytest.raises(UnknownCode) as caught:
        catalog.get(line)
    assert str(caught.value.packed or "") == packed


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("Fatal: the disk quota was used up", "EDQUOT"),
        ("ssh: certificate expired on host", "CERT_E_EXPIRED"),
        ("too many symbolic links while opening", "ELOOP"),
        ("gateway was too slow", "HTTP_GATEWAY_TIMEOUT"),
        ("the pipe broke", "STATUS_PIPE_BROKEN"),
    ],
)
def test_nearest(catalog: Catalog, line: str, symbol: str) -> None:
    """Rare words of a line lead to the entries that have them; at most three, each error once."""
    found = near(catalog, line)
    assert symbol in found[:2]
    assert len(found) <= 3
    entries = [catalog.get(one) for one in found]
    same = {equal.symbol for one in entries for equal in one.same_as}
    assert same.isdisjoint(found)


@pytest.mark.parametrize(
    "line", ["no code here", "xyzzy", "", "1234", "of the and with", "あ" * 99, "ﾞ" * 9]
)
def test_nothing_near(catalog: Catalog, line: str) -> None:
    """Words that say nothing of any entry lead to none."""
    assert near(catalog, line) == []


def test_nearest_in_japanese(catalog: Catalog) -> None:
    """Pairs of kanji and runs of katakana are words."""
    assert "EDQUOT" in near(catalog, "ディスクのクォータを使い果たした", "ja")


@given(text=st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Whatever a text is, its words can be searched for."""
    with Catalog() as catalog:
        assert len(near(catalog, text)) <= 3
