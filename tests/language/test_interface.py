"""Interface messages: marked in English, filled, listed, and put into a language."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from catalog.language.interface import localized
from catalog.marking import all_of, any_of, gettext_lazy, names, ngettext_lazy


def test_english_is_what_was_marked() -> None:
    """Templates are filled with plain values, other messages and lists."""
    inner = gettext_lazy("the number {number}", number=2)
    whole = gettext_lazy("{what}, on {platforms}", what=inner, platforms=all_of(["a", "b", "c"]))
    assert str(whole) == "the number 2, on a, b and c"
    assert str(gettext_lazy("{x}", x=any_of(["a", "b"]))) == "a or b"
    assert str(names(["a", "b", "c"])) == "a, b, c"
    assert (str(names([])), str(names(["a"]))) == ("", "a")
    assert localized(whole, None) == str(whole)
    assert localized(whole, "en-GB").locale == "en"


def test_values_are_never_templates() -> None:
    """Braces in a value stay as they are."""
    assert str(gettext_lazy("{name} is no code", name="{x} %s")) == "{x} %s is no code"


@given(st.text(), st.text())
def test_any_value_stays_as_it_is(one: str, other: str) -> None:
    """In every language, whatever braces, percent signs or spaces a value has."""
    message = gettext_lazy("no entry has the code {code}; {hint}", code=one, hint=names([other]))
    for locale in ("en", "ja"):
        told = localized(message, locale)
        assert one in told
        assert told.endswith(other)
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301


def test_served_in_japanese() -> None:
    """The language is the first that the interface has; lists and plurals are its own."""
    message = gettext_lazy("did you mean {names}?", names=any_of(["A", "B", "C"]))
    told = localized(message, ["fr", "ja-JP", "en"])
    assert (told, told.locale) == ("もしかして A、B または C ですか？", "ja")
    assert localized(message, "fr").locale == "en"
    seen = ngettext_lazy(
        "{symbol} (seen {count} time)", "{symbol} (seen {count} times)", count=2, symbol="X"
    )
    assert localized(seen, "ja") == "X（2 回目）"


def test_counts_choose_a_form() -> None:
    """One has the singular, all other counts the plural."""
    texts = [str(ngettext_lazy("{count} file", "{count} files", count=n)) for n in (0, 1, 2)]
    assert texts == ["0 files", "1 file", "2 files"]
