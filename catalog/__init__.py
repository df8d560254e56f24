"""An embeddable catalogue of error codes with localized meanings."""

from .answers.coded import CodedError
from .answers.entry import Entry, Equivalence
from .answers.match import Match, System
from .errors import (
    AmbiguousCode,
    CatalogClosed,
    CatalogError,
    DatabaseError,
    InvalidCode,
    InvalidLocale,
    InvalidParameters,
    InvalidPlatform,
    InvalidSearch,
    InvalidSource,
    MissingExtra,
    UnknownCode,
    UnknownSource,
    UnknownSystem,
)
from .language.accept import negotiate
from .language.text import Text
from .lookup.catalog import Catalog
from .paths import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .typed import EntryDict, Kind, Locales, Platform, Retry, Systems
else:
    _TYPES = ("EntryDict", "Kind", "Locales", "Platform", "Retry", "Systems")

    def __getattr__(name):
        """Load the types that annotations name when somebody asks for one."""
        if name not in _TYPES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import typed

        return getattr(typed, name)


__all__ = [
    "AmbiguousCode",
    "Catalog",
    "CatalogClosed",
    "CatalogError",
    "CodedError",
    "DatabaseError",
    "Entry",
    "EntryDict",
    "Equivalence",
    "InvalidCode",
    "InvalidLocale",
    "InvalidParameters",
    "InvalidPlatform",
    "InvalidSearch",
    "InvalidSource",
    "Kind",
    "Locales",
    "Match",
    "MissingExtra",
    "Platform",
    "Retry",
    "System",
    "Systems",
    "Text",
    "UnknownCode",
    "UnknownSource",
    "UnknownSystem",
    "__version__",
    "negotiate",
]
