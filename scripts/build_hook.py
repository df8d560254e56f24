"""Hatchling's build hook: every wheel carries the database that the migrations make."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledDatabaseHook(BuildHookInterface[Any]):
    """Build ``catalog/bundled.db``; a wheel also takes migrations and translations along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from catalog import paths
        from catalog.db.building import build

        build(paths.BUNDLED_DATABASE)
        if version == "standard":
            included = build_data["force_include"]
            included[str(Path(self.root, "alembic"))] = "catalog/_alembic"
            # templates and English PO files are made from the TOML files, which the wheel has
            locales = Path(self.root, "locales")
            for path in locales.glob("*/LC_MESSAGES/*.po"):
                if path.parts[-3] != "en":
                    inside = path.relative_to(locales).as_posix()
                    included[str(path)] = f"catalog/_locales/{inside}"
