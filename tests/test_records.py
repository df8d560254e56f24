"""Records: values that cannot change, in as little time as a tuple takes to load."""

import copy
import pickle

import pytest
from support import each

from catalog.records import Record


class Point(Record):
    __slots__ = ("x", "y")

    x: object
    y: object


class Named(Record):
    __slots__ = ("x", "y")

    x: int
    y: int


class Remembering(Record):
    __slots__ = ("_find",)


class Thing(Remembering):
    __slots__ = ("x",)

    x: object


def test_fields_come_by_position_or_name() -> None:
    """Fields may be given by position, by name, or both, as to a dataclass."""
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1)
    assert repr(Point(1, 2)) == "Point(x=1, y=2)"


@each(
    ("values", "named"),
    [((), {}), ((1,), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1, 2), {"y": 1}), ((1,), {"z": 2}),
     ((1, 2), {"z": 2})],
)  # fmt: skip
def test_wrong_fields(values: tuple[int, ...], named: dict[str, int]) -> None:
    """Missing, unknown, surplus and doubled fields are a TypeError that lists the right ones."""
    with pytest.raises(TypeError, match="Point takes x, y"):
        Point(*values, **named)


def test_compares_by_value_and_type() -> None:
    """Equal fields are equal and hash alike, but not in another type or a tuple."""
    assert Point(1, 2) == Point(1, 2)
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert len({Point(1, 2), Point(1, 2), Point(2, 1)}) == 2
    assert Point(1, 2) != Named(1, 2)
    assert Point(1, 2) != (1, 2)


def test_cannot_change() -> None:
    """No field can be set or deleted, no other added, and there is no dictionary to do it in."""
    point = Point(1, 2)
    with pytest.raises(AttributeError, match="Point is immutable; cannot set 'x'"):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Point is immutable; cannot delete 'x'"):
        del point.x
    with pytest.raises(AttributeError, match="cannot set 'z'"):
        point.z = 3
    assert not hasattr(point, "__dict__")
    assert point == Point(1, 2)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_and_copies(protocol: int) -> None:
    """A copy is of the same type and equal, whichever way it was made."""
    point = Point(1, (2, "三"))
    for same in (
        pickle.loads(pickle.dumps(point, protocol)),  # noqa: S301
        copy.copy(point),
        copy.deepcopy(point),
    ):
        assert same == point
        assert type(same) is Point


def test_what_a_base_remembers_is_no_field() -> None:
    """A slot of a base is neither given, compared, shown nor pickled; a copy is the same."""
    one, other = Thing(1), Thing(1)
    Remembering._find.__set__(one, len)  # type: ignore[attr-defined]
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other) == "Thing(x=1)"
    assert one._find is len  # type: ignore[attr-defined]
    unpickled = pickle.loads(pickle.dumps(one))  # noqa: S301
    assert unpickled == one
    assert not hasattr(unpickled, "_find")
    assert copy.copy(one) is copy.deepcopy(one) is one
