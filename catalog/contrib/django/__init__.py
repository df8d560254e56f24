"""Django: problem documents for what exceptions mean, and the catalogue in Django's own database.

In the settings::

    INSTALLED_APPS = [..., "catalog.contrib.django"]
    MIDDLEWARE = [..., "catalog.contrib.django.CatalogMiddleware"]
    CATALOG = {"database": "default", "base": "https://errors.example/", "systems": ["shop"]}
"""

from ...extras import needs

with needs("django"):
    from .conf import catalog
    from .database import url_of
    from .middleware import (
        CatalogMiddleware,
        handler400,
        handler403,
        handler404,
        languages,
        response,
    )

__all__ = [
    "CatalogMiddleware",
    "catalog",
    "handler400",
    "handler403",
    "handler404",
    "languages",
    "response",
    "url_of",
]
