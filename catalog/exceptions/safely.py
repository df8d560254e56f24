"""Looking at exceptions of anybody's, whose attributes and types may do whatever they like."""

from __future__ import annotations

import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeGuard

# types that have nothing but what Python gives them
_PLAIN = {k for k in vars(builtins).values() if type(k) is type and "Group" not in k.__name__}


def attribute(one: object, name: str) -> Any:
    """Return an attribute, or None where there is none or its property fails."""
    try:
        return getattr(one, name, None)
    except Exception:  # a property may raise whatever it likes, and then tells nothing
        return None


def is_exception(value: object) -> TypeGuard[BaseException]:
    """Tell whether a value is an exception by its type, whatever the value says of itself."""
    return issubclass(type(value), BaseException)


def tuple_of(error: BaseException, name: str) -> tuple[Any, ...]:
    """Return an attribute that is exactly a tuple; else an empty one."""
    value = attribute(error, name)
    return value if type(value) is tuple else ()


def number(value: object) -> int | None:
    """Return a value that is an integer of 64 bits as exactly an int, else None."""
    if not issubclass(type(value), int) or type(value) is bool:  # a mock can say that it is one
        return None
    plain = int.__index__(value)  # type: ignore[arg-type]
    return plain if -(1 << 63) <= plain < 1 << 63 else None


def is_plain(kind: type) -> bool:
    """Tell whether a type has nothing but what Python gives it; a metaclass may forbid hashing."""
    return type(kind) is type and kind in _PLAIN


def names(error: object) -> list[str]:
    """Return the types to tell an exception by, each as its package and its own name."""
    return [f"{package}.{name}" for package, name in map(name_of, kinds(error))]


def kinds(error: object) -> Sequence[type]:
    """Return the types to tell an exception by: its own, and its bases unless it is built in."""
    every = bases(type(error))
    return every[:1] if is_plain(type(error)) else every


def bases(kind: type) -> tuple[type, ...]:
    """Return a type and its bases as they are, whatever its metaclass says of them."""
    found: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return found


def name_of(kind: type) -> tuple[str, str]:
    """Return the package that a type is of, and its name; empty where it does not tell them."""
    module, name = attribute(kind, "__module__"), attribute(kind, "__qualname__")
    told = [text if type(text) is str else "" for text in (module, name)]
    return told[0].partition(".")[0], told[1]
