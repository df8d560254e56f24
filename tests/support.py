"""What several test modules use."""

import os
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
