"""Notes in the reader's language on exceptions that pass through (PEP 678)."""

from __future__ import annotations

from contextlib import ContextDecorator, suppress

from catalog.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from catalog.lookup import Catalog, Locales


def explanation(catalog: Catalog, exception: BaseException, locale: Locales) -> str | None:
    """Return in one line what an exception means, or why that cannot be told; None if unknown."""
    try:
        entry = catalog.explain(exception, locale=locale)
    except CatalogError as error:
        # whoever handles an exception must not be given another one instead
        return f"(not explained: {error})"
    except Exception as error:
        # an exception that cannot be looked at without another one
        return f"(not explained: {type(error).__name__})"
    if entry is None:
        return None
    number = "" if entry.value is None else f" ({entry.value})"
    return f"{entry.symbol}{number}: {entry.meaning}"


class Annotated(ContextDecorator):
    """A context, or a decorator, that adds a note to an exception and lets it go on."""

    def __init__(self, catalog: Catalog, locale: Locales) -> None:
        self._catalog = catalog
        self._locale = locale

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
        note = explanation(self._catalog, exception, self._locale)
        # some exceptions take no notes
        with suppress(Exception):
            if note is not None and note not in getattr(exception, "__notes__", ()):
                exception.add_note(note)
