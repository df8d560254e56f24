"""An embeddable catalogue of error codes with localized meanings."""

from catalog.accept import negotiate
from catalog.entry import Entry, Equivalence, Match, System
from catalog.errors import (
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
from catalog.lookup import Catalog
from catalog.text import Text

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
