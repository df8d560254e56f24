"""From sources to rows, and the difference between two contents."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine
from support import GOOD, ROOT, written

from catalog import paths, sync
from catalog.source import Source


def rows_of(folder: Path, text: str) -> sync.Rows:
    written(folder, text)
    return sync.wanted(Source.read(folder, folder))


def test_head_and_files_agree(database: Path) -> None:
    """What the migrations give is what the TOML and PO files say; else run scripts/seed."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        assert sync.plan(sync.stored(connection), sync.wanted(Source.built_in())) == {}
    engine.dispose()


def test_the_bundled_database_is_at_the_head() -> None:
    """The ready-made database has what the migrations give; else install the package again."""
    engine = create_engine(f"sqlite:///file:{paths.BUNDLED_DATABASE}?mode=ro&uri=true")
    with engine.connect() as connection:
        assert sync.plan(sync.stored(connection), sync.wanted(Source.built_in())) == {}
    engine.dispose()


def test_related_goes_both_ways(tmp_path: Path) -> None:
    """What one entry names as related names it back."""
    related = rows_of(tmp_path, GOOD)["catalog_related"]
    assert list(related) == [("shop", "OUT_OF_STOCK", "GONE"), ("shop", "GONE", "OUT_OF_STOCK")]


def test_names_are_folded(tmp_path: Path) -> None:
    """Every name of an entry is there with its kind, folded for look-up."""
    names = rows_of(tmp_path, GOOD)["catalog_name"]
    assert names["shop", "OUT_OF_STOCK", "alias", "SOLD_OUT"]["folded"] == "sold_out"


def test_plan(tmp_path: Path) -> None:
    """A plan has the rows to take out, to put in, and to change."""
    old = rows_of(tmp_path, GOOD)
    new = rows_of(tmp_path, GOOD.replace("value = -7", "value = 8").replace('["SOLD_OUT"]', "[]"))
    changes = sync.plan(old, new)
    entry = changes["catalog_entry"]
    assert (entry.removed, entry.added) == ((), ())
    assert [(before["value"], after["value"]) for before, after in entry.changed] == [(-7, 8)]
    assert [row["name"] for row in changes["catalog_name"].removed] == ["SOLD_OUT"]
    assert changes["catalog_name"].added == ()
    assert "catalog_message" not in changes
    assert sync.plan(new, new) == {}


def test_the_seed_is_what_the_script_writes(tmp_path: Path) -> None:
    """scripts/seed, run again in a copy of the checkout, changes no byte of the seed."""
    copy = tmp_path / "checkout"
    for folder in ("alembic", "catalog", "locales", "scripts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    subprocess.run([sys.executable, copy / "scripts" / "seed"], check=True, capture_output=True)
    for seed in (ROOT / "alembic" / "versions").glob("*.json"):
        assert (copy / "alembic" / "versions" / seed.name).read_bytes() == seed.read_bytes()
    # a changed text becomes one more revision, which upgrades and downgrades
    po = copy / "locales" / "ja" / "LC_MESSAGES" / "winsock.po"
    po.write_text(
        po.read_text("utf-8").replace("接続相手が接続をリセットしました。", "改めた文です。"),
        "utf-8",
    )
    subprocess.run(
        [sys.executable, copy / "scripts" / "seed", "--new", "Mend a text"],
        check=True,
        capture_output=True,
    )
    data = json.loads((copy / "alembic" / "versions" / "0003_mend_a_text.json").read_text("utf-8"))
    assert list(data) == ["catalog_message", "catalog_document"]
    assert data["catalog_message"]["added"] == []
    assert [new[-1] for _, new in data["catalog_message"]["changed"]] == ["改めた文です。"]
    asked = (
        "from catalog import *; c = Catalog()\n"
        "print(c.get(10054, locale='ja').meaning, len(c.search('改めた')))"
    )
    for revision, expected in (
        ("head", "改めた文です。 1"),
        ("0002", "接続相手が接続をリセットしました。 0"),
    ):
        verb = "upgrade" if revision == "head" else "downgrade"
        subprocess.run(
            [sys.executable, "-m", "alembic", "-x", "url=catalog/bundled.db", verb, revision],
            cwd=copy, check=True, capture_output=True, env=_environ(copy),
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", asked], cwd=copy, check=True, capture_output=True,
            encoding="utf-8", env=_environ(copy),
        )  # fmt: skip
        assert done.stdout.strip() == expected


def _environ(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"}
