"""Pages and an API over HTTP: a FastAPI application, to run or to mount.

::

    from catalog.web import app

    application = app(Catalog("my.db"))
"""

from __future__ import annotations

from ..extras import needs

with needs("web"):
    from .app import app
    from .limits import Limits

__all__ = ["Limits", "app"]
