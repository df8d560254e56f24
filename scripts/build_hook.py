"""Hatchling's build hook: every wheel carries the database that the migrations make."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledDatabaseHook(BuildHookInterface[Any]):
    """Build ``catalog/bundled.db``; a wheel also takes along what databases are made from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from catalog import packing, paths
        from catalog.db.building import build
        from catalog.po.interface import compile_all

        build(paths.BUNDLED_DATABASE)
        compiled = compile_all(Path(self.root, "locales"))
        if version == "standard":
            self._folder = tempfile.TemporaryDirectory()
            packed = Path(self._folder.name, Path(paths.PACKED).name)
            packing.pack(Path(self.root), packed)
            included = build_data["force_include"]
            included[str(packed)] = f"catalog/{packed.name}"
            for path in compiled:
                inside = path.relative_to(Path(self.root, "locales")).as_posix()
                included[str(path)] = f"catalog/_locales/{inside}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version == "standard":
            self._folder.cleanup()
