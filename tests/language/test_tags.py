"""Tags, fallback chains, and what the environment asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import each

from catalog import CatalogError, InvalidLocale
from catalog.language.accept import negotiate
from catalog.language.tags import fallback, from_environment, normalize, of_folder


@each(
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
        ("sr@ije", "sr-ijekavsk"),
        ("sr_RS@ijekavianlatin", "sr-Latn-RS-ijekavsk"),
        ("ca_ES.UTF-8@valencia", "ca-ES-valencia"),
        ("be@tarask", "be-tarask"),
        ("en@shaw", "en-Shaw"),
        ("de_DE@nosuch", "de-DE"),
        ("iw_IL", "he-IL"),
        ("in", "id"),
        ("sh_BA", "sr-Latn-BA"),
        ("sh-Cyrl", "sr-Cyrl"),
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


@each(
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


def test_folders() -> None:
    """A modifier that is not known would serve another language's texts, so that it is refused."""
    assert of_folder("ca@valencia") == "ca-valencia"
    assert of_folder("fr_FR@euro") == "fr-FR"
    with pytest.raises(InvalidLocale, match="'de@nosuch' has the modifier @nosuch"):
        of_folder("de@nosuch")


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


@each(
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
        (["he"], ["en", "he"], ("he", "en")),
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


AVAILABLE = ("en", "ja", "fr", "zh-Hant", "zh-Hans", "sr-Latn", "sr", "pt-BR", "pt-PT", "he")


class TestNegotiation:
    @each(
        ("header", "tags", "served"),
        [
            (
                "fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5",
                ("fr-CH", "fr", "en"),
                ("fr", "en", "ja", "zh-Hant", "zh-Hans", "sr-Latn", "sr", "pt-BR", "pt-PT", "he"),
            ),
            ("en;q=0.5, ja", ("ja", "en"), ("ja", "en")),
            ("ja;q=0.5,en;q=0.5", ("ja", "en"), ("ja", "en")),
            ("zh-TW", ("zh-TW",), ("zh-Hant",)),
            ("sr-Latn-RS", ("sr-Latn-RS",), ("sr-Latn", "sr")),
            ("pt-AO", ("pt-AO",), ("pt-PT", "pt-BR")),
            ("iw", ("he",), ("he",)),
            ("ja-JP-u-ca-japanese", ("ja-JP",), ("ja",)),
            ("fr;q=0, *", (), tuple(tag for tag in AVAILABLE if tag != "fr")),
            ("zh;q=0, zh-TW", ("zh-TW",), ()),
            ("pt-BR, pt;q=0", ("pt-BR",), ("pt-BR",)),
            ("*;q=0.5, en;q=0.1", ("en",), (*AVAILABLE[1:], "en")),
            ("FR;q=0, fr", (), ()),
            ("en;q=0, " * 600 + "ja", (), ()),
            ("JA;Q=1.000", ("ja",), ("ja",)),
            ("ja ; q=0.7 ,\tfr", ("fr", "ja"), ("fr", "ja")),
            ("en;q=abc, ja;q=1.5, fr;q=0.1234, he;x=1, ;;, ,de-, sr", ("sr",), ("sr", "sr-Latn")),
            ("ja;q=０.5, en;q=-1, fr;q=1.1, he;q=.5, sr;q=0.", (), ()),
            ("", (), ()),
            ("no such tag; at all", (), ()),
        ],
    )  # fmt: skip
    def test_headers(self, header: str, tags: tuple[str, ...], served: tuple[str, ...]) -> None:
        """By quality, then by place; parents by script; what is malformed is passed over."""
        assert negotiate(header) == tags
        assert negotiate(header, AVAILABLE) == served

    def test_traditional_is_never_served_simplified(self) -> None:
        """Readers of zh-TW get nothing rather than zh-Hans."""
        assert negotiate("zh-TW", ["zh-Hans", "en"]) == ()

    def test_long_headers(self) -> None:
        """What stands beyond 4,096 characters is not read; a thousand parts are."""
        assert negotiate("en," * 2000 + "ja", AVAILABLE) == ("en",)
        assert negotiate(",".join(["xx"] * 999 + ["ja"]), AVAILABLE) == ("ja",)
        assert negotiate("ja" + " " * 100_000, AVAILABLE) == ("ja",)

    def test_no_header(self) -> None:
        """Only text is a header."""
        with pytest.raises(InvalidLocale, match="no Accept-Language header"):
            negotiate(None)  # type: ignore[arg-type]

    @given(st.text(alphabet="abzhTWen-_;q=01.,* \t*", max_size=60))
    def test_anything(self, header: str) -> None:
        """Any header gives available locales, each once."""
        served = negotiate(header, AVAILABLE)
        assert set(served) <= set(AVAILABLE)
        assert len(set(served)) == len(served)
        assert len(negotiate(header)) <= 6
