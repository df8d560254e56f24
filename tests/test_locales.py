"""Tags, fallback chains, and what the environment asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import CatalogError, InvalidLocale
from catalog.locales import fallback, from_environment, normalize


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("ja", "ja"),
        ("JA", "ja"),
        ("ja-jp", "ja-JP"),
        ("ja_JP.UTF-8", "ja-JP"),
        ("ja_JP.eucJP@euro", "ja-JP"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("sr-Latn@latin", "sr-Latn"),
        ("es-419", "es-419"),
        ("ca-valencia", "ca-valencia"),
        ("ja-JP-u-ca-japanese", "ja-JP"),
        ("x-house", "x-house"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
    ],
)
def test_normalize(given: str, normal: str) -> None:
    """BCP 47 and POSIX spellings of a locale become one, without encoding and extensions."""
    assert normalize(given) == normal


@pytest.mark.parametrize(
    "tag",
    ["", " ", "../../etc", "ja JP", "日本語", "e", "123", "toolonglanguage", "en--US", "en-", "x",
     "ja\x00", "ja\n", "-ja", "a" * 10_000, "ja-" * 3000, "\ud800"],
)  # fmt: skip
def test_no_tag(tag: str) -> None:
    """What is no tag is an InvalidLocale that is also a ValueError and not longer than a line."""
    with pytest.raises(InvalidLocale) as caught:
        normalize(tag)
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize("tag", [None, 5, b"ja", 1.5])
def test_no_text(tag: object) -> None:
    """Only a str is a tag."""
    with pytest.raises(InvalidLocale, match="give a text"):
        normalize(tag)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Normalizing never fails but with InvalidLocale, and is idempotent."""
    try:
        tag = normalize(text)
    except InvalidLocale:
        return
    assert normalize(tag) == tag


@given(
    st.lists(st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", fullmatch=True), max_size=4)
)
def test_any_chain_is_of_what_there_is(requested: list[str]) -> None:
    """A chain has no duplicates, nothing that is not there, and English at its end."""
    available = ("en", "ja", "zh-Hans", "zh-Hant", "pt-PT")
    try:
        chain = fallback(requested, available)
    except CatalogError as error:
        assert isinstance(error, InvalidLocale)
        return
    assert len(set(chain)) == len(chain)
    assert set(chain) <= set(available)
    assert "en" in chain
    if requested and requested[0] in available:
        assert chain[0] == requested[0]


@pytest.mark.parametrize(
    ("requested", "available", "chain"),
    [
        (["ja"], ["en", "ja"], ("ja", "en")),
        (["ja-JP"], ["en", "ja"], ("ja", "en")),
        (["fr", "ja"], ["en", "ja"], ("ja", "en")),
        (["fr"], ["en", "ja"], ("en",)),
        ([], ["en", "ja"], ("en",)),
        ([], ["ja"], ()),
        (["en", "ja"], ["en", "ja"], ("en", "ja")),
        (["zh-TW"], ["en", "zh-Hans", "zh-Hant"], ("zh-Hant", "en")),
        (["zh-TW"], ["en", "zh", "zh-Hans"], ("en",)),
        (["zh-HK"], ["en", "zh-Hant"], ("zh-Hant", "en")),
        (["zh-CN"], ["en", "zh", "zh-Hant"], ("zh", "en")),
        (["pt-AO"], ["en", "pt", "pt-PT"], ("pt-PT", "pt", "en")),
        (["pt-BR"], ["en", "pt-BR", "pt"], ("pt-BR", "pt", "en")),
        (["iw"], ["en", "he"], ("he", "en")),
        (["af"], ["en", "nl"], ("en",)),
    ],
)
def test_fallback(requested: list[str], available: list[str], chain: tuple[str, ...]) -> None:
    """The nearest varieties come first, what its readers do not read never, English last."""
    assert fallback(requested, available) == chain


def test_what_only_looks_like_a_tag() -> None:
    """A tag of the right letters in the wrong order is refused when it must be compared."""
    with pytest.raises(InvalidLocale):
        fallback(["ja-abcd-efgh-ijkl-ja"], ["en"])


@pytest.mark.parametrize(
    ("environ", "tags"),
    [
        ({}, ()),
        ({"LANG": "ja_JP.UTF-8"}, ("ja-JP",)),
        ({"LANG": "C.UTF-8"}, ("en",)),
        ({"LANGUAGE": "ja:en_GB", "LANG": "fr_FR"}, ("ja", "en-GB")),
        ({"LC_ALL": "fr_FR", "LC_MESSAGES": "de_DE", "LANG": "ja_JP"}, ("fr-FR",)),
        ({"LC_MESSAGES": "de_DE", "LANG": "ja_JP"}, ("de-DE",)),
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "ja"}, ("ja",)),
        ({"LANGUAGE": "../../etc", "LANG": "ja"}, ("ja",)),
        ({"LANGUAGE": ":ja:", "LANG": "fr"}, ("ja",)),
    ],
)
def test_environment(environ: dict[str, str], tags: tuple[str, ...]) -> None:
    """LANGUAGE, LC_ALL, LC_MESSAGES and LANG are asked in this order; nonsense is passed over."""
    assert from_environment(environ) == tags
