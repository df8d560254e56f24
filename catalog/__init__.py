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

__all__ = [
    "AmbiguousCode",
    "Catalog",
    "CatalogClosed",
    "CatalogError",
    "CodedError",
    "DatabaseError",
    "Entry",
    "Equivalence",
    "InvalidCode",
    "InvalidLocale",
    "InvalidParameters",
    "InvalidPlatform",
    "InvalidSearch",
    "InvalidSource",
    "Match",
    "MissingExtra",
    "System",
    "Text",
    "UnknownCode",
    "UnknownSource",
    "UnknownSystem",
    "__version__",
    "negotiate",
]
