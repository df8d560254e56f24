"""An embeddable catalogue of error codes with localized meanings."""

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
    UnknownCode,
    UnknownSource,
    UnknownSystem,
)
from .language.accept import negotiate
from .language.text import Text
from .lookup.catalog import Catalog
from .lookup.entry import Entry, Equivalence, Match, System

__all__ = [
    "AmbiguousCode",
    "Catalog",
    "CatalogClosed",
    "CatalogError",
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
    "System",
    "Text",
    "UnknownCode",
    "UnknownSource",
    "UnknownSystem",
    "negotiate",
]
