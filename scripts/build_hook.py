"""Hatchling's build hook: every wheel carries the database that the migrations make."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledDatabaseHook(BuildHookInterface[Any]):
    """Build ``catalog/bundled.db``; a wheel also takes the migrations and PO files along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from catalog import paths
        from catalog.db.building import build

        build(paths.BUNDLED_DATABASE)
        if version == "standard":
            for folder in ("alembic", "locales"):
                source = Path(self.root, folder)
                build_data["force_include"][str(source)] = f"catalog/_{folder}"
