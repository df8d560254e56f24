"""The setting CATALOG -> the catalogue of the application, and what it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.db import connections
from django.utils.module_loading import import_string

from ...errors import printable
from ...lookup.catalog import Catalog
from ..policy import Policy
from .database import url_of
from .reading import read

# those of Policy, and what the catalogue and the command need
_OF_POLICY = ("base", "systems", "mapped", "retry_after")
_KEYS = ("database", "schema", "sources", *_OF_POLICY)


def checked() -> Mapping[str, Any]:
    """Return the setting CATALOG; raises ImproperlyConfigured for keys that it cannot have."""
    given = getattr(settings, "CATALOG", {})
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured("CATALOG is no dictionary")
    if unknown := [str(key) for key in given if key not in _KEYS]:
        told = printable(", ".join(unknown))
        raise ImproperlyConfigured(f"CATALOG has {told}; it can have {', '.join(_KEYS)}")
    return given


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """Return the catalogue of the application, opened by the first question.

    It is in the database that the setting names: an alias of DATABASES, a path or a URL; without
    one it is that of the package.
    """
    setting = checked()
    database = setting.get("database")
    if isinstance(database, str) and database in connections.settings:
        database = url_of(database)
    return Catalog(database, schema=setting.get("schema"), lazy=True)


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Return what the application answers with; raises ImproperlyConfigured for wrong settings."""
    options = {name: value for name, value in checked().items() if name in _OF_POLICY}
    try:
        given = options.get("mapped") or {}
        options["mapped"] = {_type(kind): status for kind, status in given.items()}
        return Policy(catalog(), read, **options)
    except (AttributeError, ImportError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"CATALOG: {error}") from error


def _type(kind: object) -> Any:
    if not isinstance(kind, str):
        return kind
    return import_string(kind if "." in kind else f"builtins.{kind}")


def _forget(*, setting: str, **_: object) -> None:
    """Make all anew after a test has changed the settings."""
    if setting in ("CATALOG", "DATABASES"):
        policy.cache_clear()
        catalog.cache_clear()


setting_changed.connect(_forget)
