"""The pages as files for any host, without a server.

::

    from catalog.web.site import write

    write(Catalog("my.db"), "public", base="https://errors.example/")
"""

from __future__ import annotations

from .making import write

__all__ = ["write"]
