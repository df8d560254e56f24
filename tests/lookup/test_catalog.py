"""The catalogue: every way to ask it, and what it answers to bad questions."""

import pickle
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import postgres
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, create_engine
from support import ENTRIES, ROOT, amount, each, execute, some

from catalog import (
    AmbiguousCode,
    Catalog,
    CatalogClosed,
    CatalogError,
    Entry,
    InvalidCode,
    InvalidLocale,
    InvalidSearch,
    UnknownCode,
    UnknownSystem,
)

WINSOCK = tomllib.loads((ROOT / "catalog/systems/winsock.toml").read_text("utf-8"))["entry"]


@pytest.fixture(scope="module")
def bundled() -> Iterator[Catalog]:
    with Catalog() as opened:
        yield opened


@pytest.fixture(scope="module", params=["bundled", "postgresql"])
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    """The same catalogue on each engine."""
    if request.param == "bundled":
        yield request.getfixturevalue("bundled")
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("whole_postgres_template")
    with postgres.database(server, template) as url, Catalog(url) as opened:
        yield opened


@pytest.fixture(params=["path", "url", "engine"])
def any_catalog(request: pytest.FixtureRequest, any_database: URL) -> Iterator[Catalog]:
    """The same catalogue by each way of opening it, on each engine."""
    engine = create_engine(any_database)
    match request.param:
        case "path" if any_database.get_backend_name() == "sqlite":
            opened = Catalog(Path(str(any_database.database)))
        case "engine":
            opened = Catalog(engine)
        case _:
            opened = Catalog(any_database.render_as_string(hide_password=False))
    with opened:
        yield opened
    engine.dispose()


def symbols(entries: list[Entry]) -> list[str]:
    return [entry.symbol for entry in entries]


class TestEveryWayToOpen:
    @pytest.mark.whole
    def test_same_answers(self, any_catalog: Catalog, bundled: Catalog) -> None:
        """A file, a URL, an engine and the bundled catalogue answer alike, in both languages."""
        catalog = bundled
        for locale in ("ja", "en")[: amount(1, 2)]:
            every = list(any_catalog.entries(locale=locale))
            assert every == list(catalog.entries(locale=locale))
            assert len(every) == ENTRIES
        assert any_catalog.search("接続 リセット") == catalog.search("接続 リセット")
        assert any_catalog.find("EINVAL") == catalog.find("EINVAL")
        assert any_catalog.systems(locale="ja") == catalog.systems(locale="ja")
        assert any_catalog.locales("winsock") == catalog.locales() == ("en", "ja")

    def test_closed(self, any_catalog: Catalog) -> None:
        """After close everything raises CatalogClosed, what was remembered included."""
        any_catalog.get(10054)
        any_catalog.close()
        any_catalog.close()
        for ask in (
            lambda: any_catalog.get(10054),
            lambda: any_catalog.get(10060),
            lambda: any_catalog.find("x"),
            lambda: any_catalog.search("reset"),
            lambda: any_catalog.explain(TimeoutError()),
            lambda: any_catalog.systems(),
            lambda: any_catalog.locales(),
            lambda: list(any_catalog.entries()),
        ):
            with pytest.raises(CatalogClosed, match="open a new one"):
                ask()


class TestGet:
    @each("entry", some(WINSOCK, 20))
    def test_every_entry_by_every_name(self, catalog: Catalog, entry: dict[str, object]) -> None:
        """Number, symbol in any case, aliases and HRESULT lead to the entry."""
        symbol, value = str(entry["symbol"]), int(str(entry["value"]))
        hresult = 0x80070000 | value
        names = [symbol, symbol.lower(), *entry.get("aliases", [])]  # type: ignore[misc]
        for code in (hresult, hresult - (1 << 32), *names):
            # some codes of Win32 are Winsock's too, by another name
            assert catalog.get(code).symbol in (symbol, symbol.replace("WSA_", "ERROR_"))
        for code in (value, str(value), hex(value)):
            assert catalog.get(code, system="winsock").symbol == symbol
            # errno has small numbers too
            if value > 1000:
                assert catalog.get(code, platform="linux").symbol == symbol

    def test_three_lines(self) -> None:
        """The promise of the README: three lines from an error code to its meaning."""
        entry = Catalog().get(10054, locale="ja")
        assert (entry.system, entry.symbol, entry.value) == ("winsock", "WSAECONNRESET", 10054)
        assert entry.meaning == "接続相手が接続をリセットしました。"
        assert entry.meaning.locale == entry.description.locale == "ja"

    def test_related_goes_both_ways(self, catalog: Catalog) -> None:
        """WSAECONNRESET's text points at WSAENETRESET; each names the other."""
        assert catalog.get("WSAECONNRESET").related == ("WSAENETRESET",)
        assert catalog.get("WSAENETRESET").related == ("WSAECONNRESET",)

    def test_os_dependent(self, catalog: Catalog) -> None:
        """Ten codes depend on the operating system, and still have Windows' number."""
        dependent = [entry for entry in catalog.entries() if entry.os_dependent]
        assert {entry.system for entry in dependent} == {"winsock"}
        assert len(dependent) == 10
        assert all(entry.value for entry in dependent)

    def test_the_best_reading_wins(self, catalog: Catalog) -> None:
        """EINVAL is errno's by name, though with WSA before it another one has it."""
        assert catalog.get("EINVAL").system == "errno"
        assert symbols([m.entry for m in catalog.find("EINVAL")]) == ["EINVAL", "WSAEINVAL"]

    def test_ambiguous(self, catalog: Catalog) -> None:
        """Several equally likely codes are not guessed at; the candidates are in the error."""
        with pytest.raises(AmbiguousCode) as caught:
            catalog.get("10054 10061")
        assert symbols(list(caught.value.candidates)) == ["WSAECONNRESET", "WSAECONNREFUSED"]
        with pytest.raises(AmbiguousCode):
            catalog.get("WSAECONNRESET or ECONNREFUSED")

    def test_ambiguous_number(self, any_database: URL) -> None:
        """A number that two entries share is ambiguous."""
        execute(
            any_database,
            "UPDATE catalog_entry SET value = 10060 WHERE value = 10061",
        )
        with (
            Catalog(any_database) as changed,
            pytest.raises(AmbiguousCode, match="WSAECONNREFUSED"),
        ):
            changed.get(10060)

    @each(
        ("code", "suggestion"),
        [
            ("WSAECONREST", "WSAECONNRESET"),
            ("ECONREST", "ECONNRESET"),
            ("EAI_NONAMES", "EAI_NONAME"),
            ("ERROR_IO_PENDNG", "ERROR_IO_PENDING"),
            ("HTTP_NOT_FUOND", "HTTP_NOT_FOUND"),
            ("wsaetimeout", "WSAETIMEDOUT"),
            ("WSANOTINITIALIZED", "WSANOTINITIALISED"),
            ("WSA_INVALID_HANDEL", "WSA_INVALID_HANDLE"),
        ],
    )
    def test_near_misses(self, catalog: Catalog, code: str, suggestion: str) -> None:
        """A misspelled symbol suggests the right one first."""
        with pytest.raises(UnknownCode, match=suggestion) as caught:
            catalog.get(code)
        assert caught.value.suggestions[0] == suggestion

    def test_near_misses_without_a_prefix(self, catalog: Catalog) -> None:
        """A misspelled name without its prefix suggests that of every system."""
        with pytest.raises(UnknownCode) as caught:
            catalog.get("INVALID_HANDEL")
        assert {*caught.value.suggestions} == {
            "WSA_INVALID_HANDLE", "STATUS_INVALID_HANDLE", "ERROR_INVALID_HANDLE",
        }  # fmt: skip

    @each(
        ("code", "packed"),
        [
            (0x8000BEEF, "0x8000BEEF, an HRESULT of severity error with facility 0 (NULL) that "
             "carries 48879"),
            ("0xC0FFEE00", "0xC0FFEE00, an NTSTATUS of severity error with facility 255 that "
             "carries 60928"),
            ("an error 10 of ours", ""),
            (42424, ""),
        ],
    )  # fmt: skip
    def test_unknown_but_packed(self, catalog: Catalog, code: int | str, packed: str) -> None:
        """What an HRESULT or NTSTATUS that no entry has is made of, is told."""
        with pytest.raises(UnknownCode) as caught:
            catalog.get(code)
        assert str(caught.value.packed or "") == packed
        assert packed in str(caught.value)

    @each("code", [-424242, "42424", "no code here", "xyzzy", 1 << 63])
    def test_unknown(self, catalog: Catalog, code: int | str) -> None:
        """A code that nothing has is UnknownCode, with no wild suggestions."""
        with pytest.raises(UnknownCode) as caught:
            catalog.get(code)
        assert caught.value.suggestions == ()

    @each("code", [None, True, False, 10054.0, float("nan"), b"10054", [1]])
    def test_no_code(self, catalog: Catalog, code: object) -> None:
        """Other types are InvalidCode, also when an equal int is remembered already."""
        catalog.get(10054)
        for ask in (catalog.get, catalog.find):
            with pytest.raises(InvalidCode):
                ask(code)  # type: ignore[arg-type]

    @each("system", ["posix", "", "winsock' OR 1=1 --", "\ud800", "a\x00b", 5, []])
    def test_unknown_system(self, catalog: Catalog, system: object) -> None:
        """A system that is not there is UnknownSystem, which names those that are."""
        for ask in (
            lambda: catalog.get(10054, system=system),  # type: ignore[arg-type]
            lambda: catalog.find(10054, system=system),  # type: ignore[arg-type]
            lambda: catalog.search("reset", system=system),  # type: ignore[arg-type]
            lambda: catalog.entries(system),  # type: ignore[arg-type]
            lambda: catalog.locales(system),  # type: ignore[arg-type]
        ):
            with pytest.raises(UnknownSystem, match="winsock"):
                ask()

    def test_system(self, catalog: Catalog) -> None:
        """The system may be named, by any kind of str, and settles what is ambiguous."""
        assert catalog.get(6, system="winsock").symbol == "WSA_INVALID_HANDLE"
        assert catalog.get(6, system="errno").symbol == "ENXIO"
        with pytest.raises(AmbiguousCode, match="name the system"):
            catalog.get(104, platform="linux")
        named = StrEnum("named", {"WINSOCK": "winsock"})
        assert catalog.get(10054, system="winsock") == catalog.get(10054)
        assert catalog.get(10054, system=named["WINSOCK"]) == catalog.get(10054)

    def test_near_misses_in_lines(self, catalog: Catalog) -> None:
        """A misspelled symbol inside a line is noticed as well."""
        with pytest.raises(UnknownCode, match="did you mean WSAECONNRESET"):
            catalog.get("Error: WSAECONREST in recv()")


class TestLocale:
    @each(
        ("locale", "served"),
        [
            ("ja", "ja"),
            ("ja_JP.UTF-8", "ja"),
            (["fr", "ja"], "ja"),
            (("ja", "en"), "ja"),
            ({"ja": 1}.keys(), "ja"),
            (None, "en"),
            ([], "en"),
            ("fr", "en"),
            ("C", "en"),
        ],
    )
    def test_served(self, catalog: Catalog, locale: object, served: str) -> None:
        """Tags, POSIX names and sequences of them are served by the nearest language there is."""
        assert catalog.get(10054, locale=locale).meaning.locale == served  # type: ignore[arg-type]

    @each("locale", ["", "../../etc", "a" * 10_000, "no tag", 5, b"ja", [b"ja"], [None], [["ja"]]])
    def test_invalid(self, catalog: Catalog, locale: object) -> None:
        """Every method refuses what is no tag."""
        for ask in (
            lambda: catalog.get(10054, locale=locale),  # type: ignore[arg-type]
            lambda: catalog.find(10054, locale=locale),  # type: ignore[arg-type]
            lambda: catalog.search("reset", locale=locale),  # type: ignore[arg-type]
            lambda: catalog.explain(TimeoutError(), locale=locale),  # type: ignore[arg-type]
            lambda: catalog.entries(locale=locale),  # type: ignore[arg-type]
            lambda: catalog.systems(locale=locale),  # type: ignore[arg-type]
        ):
            with pytest.raises(InvalidLocale):
                ask()

    def test_each_text_falls_back_on_its_own(self, any_database: URL) -> None:
        """A language without a description serves its meaning, and English for the rest."""
        execute(
            any_database,
            "DELETE FROM catalog_message WHERE locale = 'ja' AND field = 'description'",
        )
        with Catalog(any_database) as half:
            entry = half.get(10054, locale="ja")
        assert (entry.meaning.locale, entry.description.locale) == ("ja", "en")

    def test_a_text_that_nobody_has(self, any_database: URL) -> None:
        """A text in no language is empty, and its locale undetermined."""
        execute(
            any_database,
            "DELETE FROM catalog_message WHERE field = 'description'",
            "UPDATE catalog_locale SET title = NULL",
        )
        with Catalog(any_database) as half:
            assert half.get(10054).description == ""
            assert half.get(10054).description.locale == "und"
            assert half.systems()[0].title == ""


class TestFind:
    def test_reasons(self, catalog: Catalog) -> None:
        """Each reading says in plain words how it came about."""
        (match,) = catalog.find("0x80072746")
        assert match.entry.symbol == "WSAECONNRESET"
        assert match.reason == (
            "0x80072746, an HRESULT of severity error with facility 7 (WIN32) that carries 10054"
        )
        assert match.platforms == ("windows",)
        (match,) = catalog.find("wsano_address")
        assert match.reason == "the name wsano_address, an alias of WSANO_DATA"
        assert match.platforms == ()

    def test_nothing(self, catalog: Catalog) -> None:
        """What nothing matches is an empty list, not an error."""
        assert catalog.find("xyzzy") == []

    def test_one_line_many_codes(self, catalog: Catalog) -> None:
        """Every code of a line is found, each entry once, best first."""
        line = "[WinError 10061] then ECONNRESET (10054), 10054"
        assert symbols([m.entry for m in catalog.find(line)]) == ["WSAECONNREFUSED", "ECONNRESET"]


class TestSearch:
    @each(
        "text",
        ["接続 リセット", "reset by peer", "ﾘｾｯﾄ", "りせっと", "RESET Connection", "ＲＥＳＥＴ",
         "connreset", "10054", "0x2746", "接続 peer", "unread so_linger", "ECONNRESET"],
    )  # fmt: skip
    def test_finds_wsaeconnreset(self, catalog: Catalog, text: str) -> None:
        """Any language, width, case and kana; parts of symbols, numbers, and mixtures."""
        assert "WSAECONNRESET" in symbols(catalog.search(text))

    def test_two_characters(self, catalog: Catalog) -> None:
        """Japanese words of one or two characters are found."""
        assert "WSAENETUNREACH" in symbols(catalog.search("経路", limit=100))
        assert "WSAEHOSTUNREACH" in symbols(catalog.search("路"))

    def test_all_words(self, catalog: Catalog) -> None:
        """An entry must have every word."""
        assert catalog.search("reset unicorn") == []

    def test_order(self, catalog: Catalog) -> None:
        """Symbols and keywords, meanings, descriptions; in catalogue order within each."""
        found = catalog.search("shutdown", limit=100)
        assert {"ESHUTDOWN", "WSAESHUTDOWN"} <= set(symbols(found[:10]))
        in_meaning = [i for i, e in enumerate(found) if "shutdown" in e.meaning.lower()]
        only_deeper = [
            i
            for i, e in enumerate(found)
            if "shutdown" not in (e.meaning + e.symbol + e.keywords).lower()
            and "シャットダウン" not in catalog.get(e.symbol, system=e.system, locale="ja").meaning
        ]
        assert in_meaning
        assert only_deeper == [] or max(in_meaning) < min(only_deeper)
        bad = [name for name in symbols(catalog.search("qos bad")) if "QOS_BAD" in name]
        assert bad == ["WSA_QOS_BAD_STYLE", "WSA_QOS_BAD_OBJECT"]

    def test_locale_of_the_answer(self, catalog: Catalog) -> None:
        """English words may be asked for, and Japanese served."""
        assert catalog.search("reset by peer", locale="ja")[0].meaning.locale == "ja"

    def test_limit(self, catalog: Catalog) -> None:
        """At most so many, twenty unless told."""
        assert len(catalog.search("socket")) == 20
        assert len(catalog.search("socket", limit=3)) == 3
        assert symbols(catalog.search("socket", limit=3)) == symbols(catalog.search("socket"))[:3]

    def test_system(self, catalog: Catalog) -> None:
        """One system's entries only."""
        every = catalog.search("reset", limit=1000)
        for system in ("winsock", "errno"):
            found = catalog.search("reset", system=system, limit=1000)
            assert found == [entry for entry in every if entry.system == system] != []

    @each("text", ["", " ", "　", "!?", "\x00", "\ud800", "。、", "x" * 1001, None, b"x"])
    def test_nothing_to_search_for(self, catalog: Catalog, text: object) -> None:
        """Blank, too long or no text is InvalidSearch."""
        with pytest.raises(InvalidSearch):
            catalog.search(text)  # type: ignore[arg-type]

    @each("limit", [0, -1, True, 1.5, None, "3", 1 << 63])
    def test_no_limit(self, catalog: Catalog, limit: object) -> None:
        """A limit is a whole number of at least 1."""
        with pytest.raises(InvalidSearch, match="limit"):
            catalog.search("reset", limit=limit)  # type: ignore[arg-type]

    @each(
        "text",
        ['"', "a OR b", "names : x", "reset*", "NEAR(a b)", "^a", "-reset", "10060-x", "%", "_'_",
         "a\" OR \"b", "{names} : x", " ".join("abcdefghij" * 40)],
    )  # fmt: skip
    def test_operators_are_words(self, catalog: Catalog, text: str) -> None:
        """What full-text engines take for operators is text here, and never an error of theirs."""
        try:
            catalog.search(text)
        except InvalidSearch:
            assert not any(character.isalnum() for character in text)

    @given(text=st.text(max_size=60))
    def test_any_text(self, text: str) -> None:
        """Searching never fails but with an error of the catalogue."""
        with Catalog() as catalog:
            try:
                catalog.search(text)
            except CatalogError as error:
                assert isinstance(error, InvalidSearch)


class TestEntries:
    def test_order(self, catalog: Catalog) -> None:
        """By number."""
        numbers = [entry.value for entry in catalog.entries("winsock")]
        assert numbers == sorted(numbers, key=lambda value: value or 0)

    def test_pages_and_numbers_of_every_kind(self, any_database: URL) -> None:
        """Entries of several pages: negative, 64-bit, shared and missing numbers, all once."""
        rows: list[tuple[str, int | None]] = [(f"N{i:04}", i // 2 - 300) for i in range(1200)]
        rows += [
            ("LOW", -(1 << 63)),
            ("HIGH", (1 << 63) - 1),
            *((f"Z{i:04}", None) for i in range(600)),
        ]
        entries = ", ".join(
            f"('big', '{name}', {'NULL' if value is None else value}, false, NULL, NULL)"
            for name, value in rows
        )
        names = ", ".join(f"('big', '{n}', 'symbol', '{n}', '{n.lower()}')" for n, _ in rows)
        execute(
            any_database,
            "INSERT INTO catalog_system VALUES ('big', 0, '', '', '', false, '', false)",
            f"INSERT INTO catalog_entry VALUES {entries}",
            f"INSERT INTO catalog_name VALUES {names}",
        )
        with Catalog(any_database) as big:
            found = list(big.entries("big"))
            assert big.get("low", system="big").value == -(1 << 63)
            assert big.get(str((1 << 63) - 1)).symbol == "HIGH"
            assert big.get("z0001").value is None
        expected = sorted(rows, key=lambda row: (row[1] is None, row[1] or 0, row[0]))
        assert [(entry.symbol, entry.value) for entry in found] == expected


def test_entries_of_different_catalogues_are_equal(catalog: Catalog) -> None:
    """An entry is a value: equal wherever it was read, and after pickling."""
    with Catalog() as other:
        entry = other.get(10054, locale="ja")
    assert entry == catalog.get(10054, locale="ja")
    assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301
    assert entry != catalog.get(10054, locale="en")


def test_answers_are_remembered(catalog: Catalog) -> None:
    """The same question has the same object for an answer."""
    assert catalog.get(10054, locale="ja") is catalog.get(10054, locale="ja")
