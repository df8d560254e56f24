"""What several test modules use."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "catalog"]
PLAIN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CATALOG_DATABASE_URL")
} | {"PYTHONIOENCODING": "utf-8"}


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=PLAIN | (env or {}),
        stdin=subprocess.DEVNULL,
    )


GOOD = """
[system]
name = "shop"
title = "Shop errors"

[[entry]]
symbol = "OUT_OF_STOCK"
value = -7
aliases = ["SOLD_OUT"]
related = ["GONE"]
verbatim = ["SKU"]
meaning = "The article is sold out."
description = "No SKU is left."

[[entry]]
symbol = "GONE"
meaning = "The article is no longer sold."
"""


def written(folder: Path, text: str, name: str = "shop") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def po(folder: Path, body: str | bytes) -> Path:
    """Write a PO file: a body with a header before it, or exactly some bytes."""
    path = folder / "x.po"
    path.write_bytes(body if isinstance(body, bytes) else (HEADER + body).encode())
    return path


def in_source(folder: Path, toml: str = "", **files: str) -> Path:
    """Write a source's folder: its shop.toml, and PO files with headers by ``locale_system``."""
    if toml:
        (folder / "systems").mkdir(parents=True, exist_ok=True)
        written(folder / "systems", toml)
    for name, body in files.items():
        locale, _, system = name.partition("_")
        place = folder / "locales" / locale / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{system or 'shop'}.po").write_text(HEADER + body, "utf-8")
    return folder


def message(key: str | None, english: str, translation: str, flags: str = "") -> str:
    """Lay out one message of a PO file."""
    context = f'msgctxt "{key}"\n' if key else ""
    return f'{flags}{context}msgid "{english}"\nmsgstr "{translation}"\n\n'


def assert_sound(database: Path) -> None:
    """Check a SQLite file's structure, its references, and the full-text index's content."""
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute(
            "INSERT INTO catalog_index (catalog_index, rank) VALUES ('integrity-check', 1)"
        )
    connection.close()
