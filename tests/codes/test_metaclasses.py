"""Exceptions whose types themselves misbehave: explain gives an answer, never their error."""

from typing import Any

import pytest

from catalog import Catalog


class Unhashable(type):
    """Forbids what sets and dictionaries do with a type."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError


class Raising(type):
    """Raises for every attribute of a type."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


@pytest.mark.parametrize("kind", [Unhashable, Raising])
@pytest.mark.parametrize("base", [Exception, OSError, ConnectionResetError])
def test_types_that_misbehave(catalog: Catalog, kind: type, base: type[Exception]) -> None:
    """What a metaclass raises is not raised again; what is known of the bases is told."""
    error = kind("Odd", (base,), {})("x")
    entry = catalog.explain(error)
    if base is ConnectionResetError:
        assert entry is not None
        assert entry.symbol == "ECONNRESET"
