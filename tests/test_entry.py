"""The values the catalogue answers with."""

import copy
import json
import pickle

import pytest

from catalog import Catalog, Entry, Match, System, Text

TEXT = Text("接続", "ja")
ENTRY = Entry("s", "E_X", 1, ("E_Y",), ("E_Z",), False, TEXT, Text("", "und"))
VALUES = [TEXT, ENTRY, Match(ENTRY, "because"), System("s", TEXT, 3)]


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
        assert Match(ENTRY, "a") == Match(ENTRY, "a")
        assert Match(ENTRY, "a") != Match(ENTRY, "b")
        assert Match(ENTRY, "a") != (ENTRY, "a")
        assert len({ENTRY, copy.copy(ENTRY)}) == 1


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
    ]
    assert data["related"] == ["WSAENETRESET"]
    assert data["meaning_locale"] == "ja"
    assert type(data["meaning"]) is str
    assert json.loads(json.dumps(data)) == data
    assert list(catalog.systems()[0].as_dict()) == ["name", "title", "title_locale", "size"]
