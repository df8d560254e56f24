"""Search terms: folding, and what is found by what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Reset", "reset"),
        ("ﾀｲﾑｱｳﾄ", "タイムアウト"),
        ("ﾊﾞｯﾌｧｰ", "バッファー"),
        ("りせっと", "リセット"),
        ("ＷＳＡ", "wsa"),
        ("Réseau", "reseau"),
        ("Straße", "strasse"),
        ("ゞ", "ヾ"),
        ("パ", "パ"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Width, case, accents and kana fold; the marks of kana do not."""
    assert terms.fold(text) == folded


def test_unspaced_text_becomes_pairs() -> None:
    """Japanese is indexed by overlapping pairs, with the last character alone after them."""
    assert terms.indexed(["接続をリセット"]) == "接続 続ヲ ヲリ リセ セッ ット ト"
    assert terms.indexed(["WSAStartup 関数"]) == "wsastartup 関数 数"


def test_texts_do_not_run_into_each_other() -> None:
    """No pair spans two texts, so no phrase is found across them."""
    assert terms.indexed(["接", "続"]) == "接 続"


def test_names_are_found_by_any_part() -> None:
    """A name is indexed with all its endings, and an entry with its number in both bases."""
    indexed = terms.indexed_names(["WSAEINTR"], 10004).split()
    assert indexed[0] == "wsaeintr"
    assert "intr" in indexed
    assert indexed[-2:] == ["10004", "0x2714"]
    assert terms.indexed_names(["A"], None) == "a"


def test_wanted() -> None:
    """Words may begin longer ones; unspaced runs are phrases; one character may begin a pair."""
    assert terms.wanted("reset 接続") == (("reset", True), ("接続", False))
    assert terms.wanted("リセット") == (("リセ セッ ット", False),)
    assert terms.wanted("網") == (("網", True),)
    assert terms.wanted("  !?、。") == ()
    assert terms.wanted("a a A") == (("a", True),)


@given(st.text(max_size=80))
def test_every_text_is_found_by_itself(text: str) -> None:
    """All that a text asks for is among its own terms, and nothing in it needs quoting."""
    indexed = f" {terms.indexed([text])} "
    for phrase, open_end in terms.wanted(text):
        assert f" {phrase}{'' if open_end else ' '}" in indexed
        assert not set(phrase) & set("\"'*^(){}:+-\x00")
