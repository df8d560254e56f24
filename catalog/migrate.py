"""Bring a database to the package's schema and data, also beside a host's own migrations."""

from .extras import needs

with needs("db"):
    from .db.migrations import check, downgrade, include_object, upgrade

__all__ = ["check", "downgrade", "include_object", "upgrade"]
