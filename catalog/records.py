"""Values that cannot change: frozen, slotted dataclasses without the time these take to load."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, NoReturn, Self, dataclass_transform
else:
    # importing `typing` or `dataclasses` would double the time to the first answer

    def dataclass_transform(**_):
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """A frozen, slotted value; ``__slots__`` names its fields in order.

    A last slot whose name begins with ``_`` is no field: it may be left out, is None then, and
    takes no part in comparing, hashing, pickling and ``repr``.
    """

    __slots__: tuple[str, ...] = ()

    _fields: ClassVar[tuple[str, ...]] = ()
    _setters: ClassVar[tuple[Callable[[Any, object], None], ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple([name for name in cls.__slots__ if name[0] != "_"])
        cls._setters = tuple([getattr(cls, name).__set__ for name in cls.__slots__])

    def __init__(self, *values: Any, **named: Any) -> None:
        if named:
            rest = self._fields[len(values) :]
            values += tuple([named.pop(name) for name in rest if name in named])
        if len(values) == len(self._fields) < len(self._setters):
            values += (None,)
        if named or len(values) != len(self._setters):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._fields)}")
        for setter, value in zip(self._setters, values, strict=True):
            setter(self, value)

    def replaced(self, **changed: object) -> Self:
        """Return the value with some fields changed."""
        made = [changed.get(name, getattr(self, name)) for name in self._fields]
        hidden = [getattr(self, name) for name in self.__slots__[len(self._fields) :]]
        return type(self)(*made, *hidden)

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self._fields])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; cannot set {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), self._values()

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"
