"""Notes on exceptions that pass through."""

import asyncio
import functools
import inspect
import traceback
import types
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from catalog import Catalog

REFUSED = "WSAECONNREFUSED (10061): 接続が拒否されました。"


def notes(catalog: Catalog, exception: BaseException) -> list[str]:
    with pytest.raises(type(exception)) as caught, catalog.explaining("ja"):
        raise exception
    assert caught.value is exception
    return getattr(exception, "__notes__", [])


def test_a_traceback_shows_it(catalog: Catalog) -> None:
    """The note is the last line of a traceback, in the locale asked for."""
    error = ConnectionRefusedError(10061, "x")
    assert notes(catalog, error) == [REFUSED]
    assert traceback.format_exception(error)[-1] == REFUSED + "\n"


def test_a_decorator(catalog: Catalog) -> None:
    """A function is annotated as a block is."""

    @catalog.explaining("ja")
    def refused() -> None:
        raise ConnectionRefusedError(10061, "x")

    for _ in range(2):
        with pytest.raises(ConnectionRefusedError) as caught:
            refused()
        assert caught.value.__notes__ == [REFUSED]


def test_a_bare_decorator(catalog: Catalog) -> None:
    """Without parentheses functions of every kind are decorated as well, in English."""

    @catalog.explaining
    def refused(name: str) -> str:
        raise ConnectionRefusedError(10061, name)

    @catalog.explaining
    async def refused_later() -> None:
        refused("x")

    assert refused.__name__ == "refused"
    with pytest.raises(ConnectionRefusedError) as caught:
        refused("x")
    assert caught.value.__notes__ == ["WSAECONNREFUSED (10061): The connection was refused."]
    with pytest.raises(ConnectionRefusedError) as caught:
        asyncio.run(refused_later())
    assert caught.value.__notes__ == ["WSAECONNREFUSED (10061): The connection was refused."]


def test_an_asynchronous_context(catalog: Catalog) -> None:
    """`async with` notes as `with` does."""

    async def refused() -> None:
        async with catalog.explaining("ja"):
            await asyncio.sleep(0)
            raise ConnectionRefusedError(10061, "x")

    with pytest.raises(ConnectionRefusedError) as caught:
        asyncio.run(refused())
    assert caught.value.__notes__ == [REFUSED]


def test_what_was_being_handled(catalog: Catalog) -> None:
    """Without ``context`` the exception that was being handled tells nothing; a cause does."""

    def found(chained: bool, *, context: bool) -> str | None:
        refused = ConnectionRefusedError(10061, "x")
        with pytest.raises(KeyError) as caught, catalog.explaining("ja", context=context):
            try:
                raise refused
            except OSError as error:
                if chained:
                    raise KeyError("y") from error
                raise KeyError("y")  # noqa: B904
        entry = catalog.explain(caught.value, context=context)
        assert len(getattr(caught.value, "__notes__", [])) == (entry is not None)
        return None if entry is None else entry.symbol

    assert found(False, context=True) == "WSAECONNREFUSED"
    assert found(False, context=False) is None
    assert found(True, context=False) == "WSAECONNREFUSED"


def test_a_coroutine(catalog: Catalog) -> None:
    """A coroutine function is annotated when it is awaited, and stays one."""

    @catalog.explaining("ja")
    async def refused(fails: bool) -> int:
        await asyncio.sleep(0)
        if fails:
            raise ConnectionRefusedError(10061, "x")
        return 7

    assert inspect.iscoroutinefunction(refused)
    assert asyncio.run(refused(False)) == 7
    with pytest.raises(ConnectionRefusedError) as caught:
        asyncio.run(refused(True))
    assert caught.value.__notes__ == [REFUSED]


def test_a_generator(catalog: Catalog) -> None:
    """A generator function is annotated while it is iterated; what is sent to it arrives."""

    @catalog.explaining("ja")
    def refused() -> Generator[int, int, str]:
        if (yield 1) == 2:
            raise ConnectionRefusedError(10061, "x")
        return "done"

    iterated = refused()
    assert next(iterated) == 1
    with pytest.raises(ConnectionRefusedError) as caught:
        iterated.send(2)
    assert caught.value.__notes__ == [REFUSED]
    iterated = refused()
    next(iterated)
    with pytest.raises(StopIteration) as stopped:
        next(iterated)
    assert stopped.value.value == "done"


def test_generators_that_are_awaited(catalog: Catalog) -> None:
    """What types.coroutine made of a generator function may be awaited as before."""

    @catalog.explaining("ja")
    @types.coroutine
    def refused() -> Generator[None, None, None]:
        yield
        raise ConnectionRefusedError(10061, "x")

    async def main() -> None:
        await refused()

    with pytest.raises(ConnectionRefusedError) as caught:
        asyncio.run(main())
    assert caught.value.__notes__ == [REFUSED]


def test_a_partial_generator(catalog: Catalog) -> None:
    """A partial function is decorated as what it calls."""

    def counted(last: int) -> Generator[int, None, None]:
        yield from range(last)
        raise ConnectionRefusedError(10061, "x")

    with pytest.raises(ConnectionRefusedError) as caught:
        list(catalog.explaining("ja")(functools.partial(counted, 3))())
    assert caught.value.__notes__ == [REFUSED]


def test_an_asynchronous_generator(catalog: Catalog) -> None:
    """What cannot be decorated is refused when it is, not silently left alone."""

    async def numbers() -> AsyncGenerator[int, None]:
        yield 1

    with pytest.raises(TypeError, match="use `with` inside"):
        catalog.explaining()(numbers)


def test_causes(catalog: Catalog) -> None:
    """What an exception was raised from may tell what it means."""
    error = RuntimeError("x")
    error.__cause__ = ConnectionRefusedError(10061, "x")
    assert notes(catalog, error) == [REFUSED]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, StopIteration])
def test_what_is_not_known(catalog: Catalog, kind: type[BaseException]) -> None:
    """Any other exception passes as it is."""
    assert notes(catalog, kind()) == []


def test_no_exception(catalog: Catalog) -> None:
    """A block that ends well ends well."""
    with catalog.explaining():
        pass


def test_once(catalog: Catalog) -> None:
    """One block inside another notes the same thing once."""
    error = ConnectionRefusedError(10061, "x")
    with pytest.raises(ConnectionRefusedError), catalog.explaining("ja"):
        with catalog.explaining("ja"), catalog.explaining("en"):
            raise error
    assert [note.partition(":")[0] for note in error.__notes__] == ["WSAECONNREFUSED (10061)"] * 2


class Frozen(OSError):
    """An exception that takes no notes."""

    def add_note(self, note: str) -> None:
        raise AttributeError(note)


class Hostile(OSError):
    """An exception that cannot be looked at."""

    @property
    def errno(self) -> int:  # type: ignore[override]
        raise RuntimeError("x")


def test_odd_exceptions(catalog: Catalog) -> None:
    """An exception that takes no notes, or cannot be looked at, passes as well."""
    assert notes(catalog, Frozen(10061, "x")) == []
    assert notes(catalog, Hostile()) == []
    odd = OSError(10061, "x")
    odd.__notes__ = None  # type: ignore[assignment]
    with pytest.raises(OSError), catalog.explaining():
        raise odd


def test_what_has_no_code_asks_nothing(database: Path) -> None:
    """Exceptions without a code ask the database nothing, not even a closed one."""
    closed = Catalog(database)
    closed.close()
    assert notes(closed, ValueError("x")) == []


def test_it_never_hides_the_exception(database: Path) -> None:
    """Where nothing can be looked up the note says why, and the exception goes on."""
    closed = Catalog(database)
    closed.close()
    (note,) = notes(closed, ConnectionRefusedError(10061, "x"))
    assert note == "(not explained: The catalogue is closed; open a new one.)"
    with Catalog(database) as broken:
        database.write_bytes(b"no database " * 1000)
        (note,) = notes(broken, ConnectionRefusedError(10061, "x"))
        assert note.startswith("(not explained: ")
