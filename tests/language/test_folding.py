"""Search terms: folding, and what is found by what."""

from hypothesis import given
from hypothesis import strategies as st
from support import each

from catalog.language import folding


def of_text(*texts: str) -> str:
    return folding.document([], [], {"meaning": texts})


@each(
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
    assert folding.fold(text) == folded


def test_unspaced_text_becomes_pairs() -> None:
    """Japanese is indexed by overlapping pairs, with the last character alone after them."""
    assert of_text("接続をリセット") == "2接続 2続ヲ 2ヲリ 2リセ 2セッ 2ット 2ト"
    assert of_text("WSAStartup 関数") == "2wsastartup 2関数 2数"


def test_texts_do_not_run_into_each_other() -> None:
    """No pair spans two texts, so no phrase is found across them."""
    assert of_text("接", "続") == "2接 2続"


def test_marks() -> None:
    """Terms of names, meanings and descriptions are told apart by what they begin with."""
    assert folding.document(["A"], [], {"meaning": ["b c"], "description": ["b"]}) == "1a 2b 2c 3b"
    assert folding.document([], [], {"description": ["!"]}) == ""


EXPLAINED = {"meaning": ["x"]}


def test_names_are_found_by_any_part() -> None:
    """A name is indexed with all its endings, and an entry with its numbers in both bases."""
    found = folding.document(["WSAEINTR"], [10004], EXPLAINED).split()
    assert found[0] == "1wsaeintr"
    assert "1intr" in found
    assert found[-3:] == ["110004", "10x2714", "2x"]
    assert folding.document(["A"], [], EXPLAINED) == "1a 2x"
    # of each platform, once; signs are no part of a word
    assert folding.document(["A"], [-3, 2, 3], EXPLAINED) == "1a 13 10x3 12 10x2 2x"


def test_what_has_names_alone_is_found_last() -> None:
    """The whole names of an entry without texts have a mark of their own, the last one."""
    assert folding.document(["WSA_A"], [2], {}) == f"{folding.MARKS[-1]}wsa 9a 92 90x2"
    assert folding.document(["A"], [], {"meaning": []}) == "9a"


def test_wanted() -> None:
    """Words may begin longer ones; unspaced runs are phrases; one character may begin a pair."""
    assert folding.wanted("reset 接続") == (("reset", True), ("接続", False))
    assert folding.wanted("リセット") == (("リセ セッ ット", False),)
    assert folding.wanted("網") == (("網", True),)
    assert folding.wanted("  !?、。") == ()
    assert folding.wanted("a a A") == (("a", True),)


@given(st.text(max_size=80))
def test_every_text_is_found_by_itself(text: str) -> None:
    """All that a text asks for is among its own terms, and nothing in it needs quoting."""
    found = f" {of_text(text)} "
    for phrase, open_end in folding.wanted(text):
        marked = " ".join(f"2{word}" for word in phrase.split(" "))
        assert f" {marked}{'' if open_end else ' '}" in found
        assert not set(phrase) & set("\"'*^(){}:+-\x00")
