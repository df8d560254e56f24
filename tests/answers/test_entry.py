"""The values the catalogue answers with."""

import copy
import json
import pickle

import pytest
from support import each

from catalog import Catalog, CatalogClosed, Entry, Equivalence, Match, System, Text

TEXT = Text("接続", "ja")
NOTHING = Text("", "und")
SAME = Equivalence("t", "T_X", True, "t.h")
ENTRY = Entry(
    "s", "E_X", 1, (), ("E_Y",), ("E_Z",), (), (), None, 500, False, None, None, "",
    TEXT, NOTHING, NOTHING, NOTHING, NOTHING,
)  # fmt: skip
FULL = Entry(
    "errno", "E_X", 1, (("linux", 1), ("windows", 2)), ("E_Y",), ("E_Z",), (SAME,), ("t.h", "man"),
    "Gone", 410, False, "connection", "later", "", TEXT, TEXT, TEXT, TEXT, TEXT,
)  # fmt: skip
VALUES = [TEXT, SAME, ENTRY, FULL, Match(ENTRY, Text("because"), ("linux",)), System("s", TEXT, 3)]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
class TestEvery:
    def test_pickles_and_copies(self, value: object) -> None:
        """A value survives every pickle protocol and both kinds of copy, type and all."""
        copies = [pickle.loads(pickle.dumps(value, n)) for n in range(2, 6)]  # noqa: S301
        for same in (*copies, copy.copy(value), copy.deepcopy(value)):
            assert same == value
            assert type(same) is type(value)
            assert repr(same) == repr(value)
            assert hash(same) == hash(value)

    def test_is_immutable(self, value: object) -> None:
        """No attribute can be set or deleted."""
        name = "locale" if isinstance(value, Text) else type(value).__slots__[0]  # type: ignore[attr-defined]
        with pytest.raises(AttributeError, match="immutable"):
            setattr(value, name, "x")
        with pytest.raises(AttributeError, match="immutable"):
            delattr(value, name)
        with pytest.raises(AttributeError):
            value.other = 1  # type: ignore[attr-defined]


class TestText:
    def test_is_a_str(self) -> None:
        """A text equals, hashes and joins like the str it is."""
        assert TEXT == "接続"
        assert "接続" in {TEXT: 1}
        assert TEXT + "!" == "接続!"
        assert type(str(TEXT)) is str

    def test_knows_its_locale(self) -> None:
        """A text says where it came from; nowhere is BCP 47's `und`."""
        assert TEXT.locale == "ja"
        assert Text().locale == "und"
        assert repr(TEXT) == "Text('接続', locale='ja')"


class TestRecord:
    def test_fields_by_name(self) -> None:
        """Fields may be given by position, by name, or both."""
        assert System("s", title=TEXT, size=3) == System("s", TEXT, 3)

    def test_wrong_fields(self) -> None:
        """Missing, unknown and surplus fields are a TypeError that lists the right ones."""
        for arguments, named in (
            (("s",), {}),
            (("s", TEXT, 3, 4), {}),
            (("s", TEXT), {"size": 3, "x": 1}),
        ):
            with pytest.raises(TypeError, match="System takes name, title, size"):
                System(*arguments, **named)  # type: ignore[arg-type]

    def test_compares_by_value_and_type(self) -> None:
        """Equal fields in another type are not equal."""
        assert Match(ENTRY, Text("a"), ()) == Match(ENTRY, Text("a"), ())
        assert Match(ENTRY, Text("a"), ()) != Match(ENTRY, Text("b"), ())
        assert Match(ENTRY, Text("a"), ()) != Match(ENTRY, Text("a"), ("linux",))
        assert Match(ENTRY, Text("a"), ()) != (ENTRY, "a", ())
        assert len({ENTRY, copy.copy(ENTRY)}) == 1


class TestEquivalents:
    def test_are_read_when_they_are_asked_for(self) -> None:
        """They are the entries of same_as, in the same locale and of the same platform."""
        with Catalog() as catalog:
            entry = catalog.get("WSAECONNRESET", locale="ja", platform="macos")
            assert [(one.system, one.symbol) for one in entry.equivalents] == [
                (same.system, same.symbol) for same in entry.same_as
            ]
            (posix,) = [one for one in entry.equivalents if one.system == "errno"]
            assert posix == catalog.get("ECONNRESET", locale="ja", platform="macos")
            assert (posix.value, posix.meaning.locale) == (54, "ja")
            assert entry in posix.equivalents

    def test_both_ways_but_for_one_way(self, catalog: Catalog) -> None:
        """An equivalence that holds both ways is told on both sides, with its authority."""
        for entry in catalog.entries():
            for same, other in zip(entry.same_as, entry.equivalents, strict=True):
                back = [
                    one
                    for one in other.same_as
                    if (one.system, one.symbol) == (entry.system, entry.symbol)
                ]
                if same.one_way:
                    assert [one for one in back if not one.one_way] == []
                else:
                    assert [(one.one_way, one.authority) for one in back] == [
                        (False, same.authority)
                    ]

    def test_of_a_copy(self, catalog: Catalog) -> None:
        """A copy is the same; what was pickled belongs to no catalogue, and says so if it must."""
        entry = catalog.get("ECONNRESET")
        assert entry.equivalents
        for copied in (copy.copy(entry), copy.deepcopy([entry])[0]):
            assert copied.equivalents == entry.equivalents
        unpickled = pickle.loads(pickle.dumps(entry))  # noqa: S301
        assert unpickled == entry
        with pytest.raises(CatalogClosed, match="belongs to no catalogue"):
            _ = unpickled.equivalents
        assert ENTRY.equivalents == ()

    def test_after_close(self) -> None:
        """Once the catalogue is closed there is nothing to read from."""
        opened = Catalog()
        entry = opened.get("ECONNRESET")
        opened.close()
        with pytest.raises(CatalogClosed):
            _ = entry.equivalents


@each(
    ("code", "hresult", "ntstatus", "status_class"),
    [
        ("WSAECONNRESET", 0x80072746, 0xC0072746, None),
        ("ERROR_NO_DATA", 0x800700E8, 0xC00700E8, None),
        ("STATUS_ACCESS_DENIED", 0xD0000022, 0xC0000022, None),
        ("STATUS_TIMEOUT", 0x10000102, 0x102, None),
        ("ECONNRESET", None, None, None),
        ("EAI_NONAME", None, None, None),
        ("HTTP_CONTINUE", None, None, "1xx"),
        ("HTTP_SERVICE_UNAVAILABLE", None, None, "5xx"),
    ],
)
def test_what_follows_from_the_number(
    catalog: Catalog, code: str, hresult: int | None, ntstatus: int | None, status_class: str | None
) -> None:
    """Codes of Windows have an HRESULT and an NTSTATUS, those of HTTP a class, others neither."""
    entry = catalog.get(code, platform="windows")
    assert (entry.hresult, entry.ntstatus) == (hresult, ntstatus)
    assert entry.status_class == status_class


def test_what_follows_from_no_number() -> None:
    """Without a number, nothing does."""
    values = {name: getattr(ENTRY, name) for name in Entry._fields} | {"value": None}
    for system in ("winsock", "ntstatus", "http"):
        entry = Entry(**(values | {"system": system}))
        assert (entry.hresult, entry.ntstatus, entry.status_class) == (None, None, None)


def test_json_of_what_platforms_have() -> None:
    """Numbers are an object by platform, equivalences a list of objects."""
    data = FULL.as_dict()
    assert data["numbers"] == {"linux": 1, "windows": 2}
    assert data["same_as"] == [
        {"system": "t", "symbol": "T_X", "one_way": True, "authority": "t.h"}
    ]
    assert (data["kind"], data["retry"]) == ("connection", "later")
    assert (data["retry_reason"], data["retry_reason_locale"]) == ("接続", "ja")
    assert (data["sources"], data["phrase"]) == (["t.h", "man"], "Gone")
    assert json.loads(json.dumps(data)) == data


def test_json_keys(catalog: Catalog) -> None:
    """The JSON form of an entry has these keys in this order, and only plain values."""
    data = catalog.get(10054, locale="ja").as_dict()
    assert list(data) == [
        "system",
        "symbol",
        "value",
        "aliases",
        "related",
        "os_dependent",
        "meaning",
        "meaning_locale",
        "description",
        "description_locale",
        "action",
        "action_locale",
        "retry_reason",
        "retry_reason_locale",
        "keywords",
        "keywords_locale",
        "numbers",
        "kind",
        "retry",
        "same_as",
        "sources",
        "phrase",
        "status",
    ]
    assert data["related"] == ["WSAENETRESET"]
    assert data["meaning_locale"] == "ja"
    assert type(data["meaning"]) is str
    assert json.loads(json.dumps(data)) == data
    assert list(catalog.systems()[0].as_dict()) == ["name", "title", "title_locale", "size"]
