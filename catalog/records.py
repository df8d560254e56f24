"""Values that cannot change: frozen, slotted dataclasses without the time these take to load."""

from __future__ import annotations

from .hints import Any, Callable, KeysView, NoReturn, Self

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import ClassVar, dataclass_transform
else:
    Signature = object
    # importing `typing` or `dataclasses` would double the time to the first answer

    def dataclass_transform(**_):
        return lambda cls: cls


class _Signature:
    """What ``help`` and ``inspect.signature`` show of a class: its fields, with their types."""

    def __get__(self, instance: object, owner: type[Record]) -> Signature:
        from inspect import Parameter, Signature

        kind, types = Parameter.POSITIONAL_OR_KEYWORD, owner.__annotations__
        fields = [Parameter(name, kind, annotation=types[name]) for name in owner._fields]
        return Signature(fields)


@dataclass_transform(frozen_default=True)
class Record:
    """A frozen, slotted value; ``__slots__`` names its fields in order.

    A last slot whose name begins with ``_`` is no field: it may be left out, is None then, and
    takes no part in comparing, hashing, pickling and ``repr``.
    """

    __slots__: tuple[str, ...] = ()

    if TYPE_CHECKING:
        _fields: ClassVar[tuple[str, ...]]
        _setters: ClassVar[tuple[Callable[[Any, object], None], ...]]
    else:
        _fields = _setters = ()
        __signature__ = _Signature()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple([name for name in cls.__slots__ if name[0] != "_"])
        cls._setters = tuple([getattr(cls, name).__set__ for name in cls.__slots__])

    def __init__(self, *values: Any, **named: Any) -> None:
        """Take the fields, in order or by name."""
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


class Telling(Record):
    """A value that is also plain values for JSON, by ``as_dict``, ``dict()`` and pydantic.

    ``_told`` names the type of its dictionary in ``typed``.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        _told: ClassVar[str]

    def as_dict(self) -> Any:
        """Return the value as plain values for JSON."""
        raise NotImplementedError

    def keys(self) -> KeysView[str]:
        """Return the keys of ``as_dict``, so that ``dict(value)`` is what it returns."""
        keys: KeysView[str] = self.as_dict().keys()
        return keys

    def __getitem__(self, name: str) -> Any:
        return self.as_dict()[name]

    # what has keys is no sequence
    __iter__ = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic, which asks for it, that values of this type become ``as_dict``."""
        from pydantic_core import core_schema

        from . import typed

        written = core_schema.plain_serializer_function_ser_schema(
            lambda value: value.as_dict(),
            return_schema=handler.generate_schema(getattr(typed, cls._told)),
        )
        return core_schema.is_instance_schema(cls, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        """Tell pydantic the JSON schema, which is that of the dictionary."""
        return handler(schema["serialization"]["return_schema"])
