"""The application that INSTALLED_APPS names: it brings the command ``catalog_sync``."""

from __future__ import annotations

from django.apps import AppConfig

from .conf import checked


class CatalogConfig(AppConfig):
    """The catalogue as an application, whose label is free where a host has a ``catalog``."""

    name = __package__
    label = "error_catalog"
    verbose_name = "Error catalogue"

    def ready(self) -> None:
        """Raise ImproperlyConfigured for settings that cannot be meant."""
        checked()
