"""Bring a database, one's own or a new file, to what folders of TOML and PO files say."""

from .extras import needs

with needs("po"):
    from .db.building import build
    from .db.syncing import Change, Problem, Source, SyncReport, sync

__all__ = ["Change", "Problem", "Source", "SyncReport", "build", "sync"]
