"""What the catalogue answers with: immutable, typed values that pickle and hash."""

from __future__ import annotations

from catalog.errors import InvalidParameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, NoReturn, Self, dataclass_transform
else:
    # importing `typing` or `dataclasses` would double the time to the first answer

    def dataclass_transform(**_):
        return lambda cls: cls


UNDETERMINED = "und"


class Text(str):
    """A text that knows the locale it came from.

    It is a ``str`` in every respect; two texts are equal when their characters are.
    A text that no locale has is empty, and its locale is ``"und"`` (BCP 47: undetermined).

    A text with plurals has all its ``forms``, and in ``plural`` the rule that chooses among
    them; as a ``str`` it is the last of them, the most general one.
    """

    __slots__ = ("locale", "forms", "plural")

    locale: str
    forms: tuple[str, ...]
    plural: str

    def __new__(
        cls,
        text: str = "",
        locale: str = UNDETERMINED,
        forms: tuple[str, ...] = (),
        plural: str = "",
    ) -> Self:
        self = super().__new__(cls, text)
        _set_locale(self, locale)
        _set_forms(self, forms)
        _set_plural(self, plural)
        return self

    def format(self, /, *args: object, **values: object) -> Text:
        """Return the text with its parameters filled, in the same locale.

        ``{item}`` takes ``item`` as it is; ``{count:number}`` and ``{when:date}`` are written as
        the served locale does (also ``percent``, ``time`` and ``datetime``). ``count`` chooses
        the plural form. Raises InvalidParameters for a missing or extra name or an unfit value.
        """
        from catalog.parameters import fill

        if args:
            raise InvalidParameters(str(self), "takes its parameters by name, as item='x'")
        return fill(self, values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Text is immutable; cannot set {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Text is immutable; cannot delete {name!r}")

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (str(self), self.locale, self.forms, self.plural)

    def __repr__(self) -> str:
        return f"Text({str(self)!r}, locale={self.locale!r})"


_set_locale = Text.locale.__set__  # type: ignore[attr-defined]
_set_forms = Text.forms.__set__  # type: ignore[attr-defined]
_set_plural = Text.plural.__set__  # type: ignore[attr-defined]


@dataclass_transform(frozen_default=True)
class Record:
    """A frozen, slotted value; ``__slots__`` names its fields in order."""

    __slots__: tuple[str, ...] = ()

    _setters: ClassVar[tuple[Callable[[Any, object], None], ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._setters = tuple([getattr(cls, name).__set__ for name in cls.__slots__])

    def __init__(self, *values: Any, **named: Any) -> None:
        if named:
            rest = self.__slots__[len(values) :]
            values += tuple([named.pop(name) for name in rest if name in named])
        if named or len(values) != len(self._setters):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.__slots__)}")
        for setter, value in zip(self._setters, values, strict=True):
            setter(self, value)

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__slots__])

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

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), self._values()

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({shown})"


class Entry(Record):
    """One error code with its texts in the locale that was asked for.

    ``value`` is the number, or None where the code has none. ``os_dependent`` marks codes whose
    number the operating system decides; ``value`` is then the number that Windows gives.
    ``related`` names the symbols of entries worth reading next.
    """

    __slots__ = (
        "system",
        "symbol",
        "value",
        "aliases",
        "related",
        "os_dependent",
        "meaning",
        "description",
    )

    system: str
    symbol: str
    value: int | None
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    os_dependent: bool
    meaning: Text
    description: Text

    def as_dict(self) -> dict[str, object]:
        """Return the entry as plain values for JSON, each text beside its locale."""
        return {
            "system": self.system,
            "symbol": self.symbol,
            "value": self.value,
            "aliases": list(self.aliases),
            "related": list(self.related),
            "os_dependent": self.os_dependent,
            "meaning": str(self.meaning),
            "meaning_locale": self.meaning.locale,
            "description": str(self.description),
            "description_locale": self.description.locale,
        }


class Match(Record):
    """One reading of a text: the entry it leads to, and the reason in plain English."""

    __slots__ = ("entry", "reason")

    entry: Entry
    reason: str


class System(Record):
    """A code system: its name, its title in the locale asked for, and how many entries it has."""

    __slots__ = ("name", "title", "size")

    name: str
    title: Text
    size: int

    def as_dict(self) -> dict[str, object]:
        """Return the system as plain values for JSON."""
        return {
            "name": self.name,
            "title": str(self.title),
            "title_locale": self.title.locale,
            "size": self.size,
        }
