"""Notes in the reader's language on exceptions that pass through (PEP 678)."""

from __future__ import annotations

from contextlib import ContextDecorator, suppress
from functools import wraps

from ..errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import TracebackType
    from typing import Any, TypeVar

    from .entry import Entry

    Explain = Callable[[BaseException], Entry | None]
    Function = TypeVar("Function", bound=Callable[..., Any])


def explanation(explain: Explain, exception: BaseException) -> tuple[str, Entry | None]:
    """Return in one line what an exception means, or why that cannot be told, and its entry.

    The line is empty, and the entry None, where nothing is known of it.
    """
    try:
        entry = explain(exception)
    except CatalogError as error:
        # whoever handles an exception must not be given another one instead
        return f"(not explained: {error})", None
    except Exception as error:
        # an exception that cannot be looked at without another one
        return f"(not explained: {type(error).__name__})", None
    return ("", None) if entry is None else (str(entry), entry)


class Explaining(ContextDecorator):
    """A context, or a decorator, that adds a note to an exception and lets it go on.

    The context may be entered by ``async with`` too. The decorator is for functions, coroutine
    functions and generator functions; TypeError for one that is an asynchronous generator.
    """

    def __init__(self, explain: Explain) -> None:
        self._explain = explain

    def __call__(self, function: Function) -> Function:
        """Decorate a function: what it raises when it runs, at once or awaited, gets the note."""
        import inspect
        from types import coroutine

        if inspect.isasyncgenfunction(function):
            raise TypeError("an asynchronous generator is not decorated; use `with` inside it")
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*arguments: Any, **named: Any) -> Any:
                with self:
                    return await function(*arguments, **named)

            return awaited  # type: ignore[return-value]
        if inspect.isgeneratorfunction(function):

            @wraps(function)
            def yielding(*arguments: Any, **named: Any) -> Generator[Any, Any, Any]:
                with self:
                    return (yield from function(*arguments, **named))

            # types.coroutine makes generators that may be awaited
            code = getattr(function, "__code__", None)
            if code is not None and code.co_flags & inspect.CO_ITERABLE_COROUTINE:
                return coroutine(yielding)  # type: ignore[no-any-return]
            return yielding  # type: ignore[return-value]
        return super().__call__(function)

    def __enter__(self) -> None:
        """Nothing is looked up unless an exception comes."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exception is None:
            return
        note, _ = explanation(self._explain, exception)
        # some exceptions take no notes
        with suppress(Exception):
            if note and note not in getattr(exception, "__notes__", ()):
                exception.add_note(note)

    async def __aenter__(self) -> None:
        """Nothing is looked up unless an exception comes."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, exception, traceback)
