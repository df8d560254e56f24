"""The tables as SQLAlchemy models, for a host's own statements and migrations."""

from .extras import needs

with needs("db"):
    from .db.localizing import localized
    from .db.schema import (
        Base,
        Document,
        Entry,
        Fact,
        Locale,
        Message,
        Name,
        Number,
        Related,
        Same,
        Sign,
        Source,
        State,
        System,
    )

__all__ = [
    "Base",
    "Document",
    "Entry",
    "Fact",
    "Locale",
    "Message",
    "Name",
    "Number",
    "Related",
    "Same",
    "Sign",
    "Source",
    "State",
    "System",
    "localized",
]
