"""PyInstaller's hook: what the migrations import, which are unpacked and loaded as files."""

hiddenimports = ["catalog.db.syncing", "catalog.models"]
