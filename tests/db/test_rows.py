"""Rows: the head of the migrations, the files, and the script that leads from one to the other."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from support import GOOD, ROOT, assert_sound, in_source

from catalog import paths
from catalog.db import rows
from catalog.sources.folder import Source, read


def wanted(folder: Path, toml: str) -> rows.Rows:
    (content,) = read([Source.from_path(in_source(folder / "shop", toml))])
    return rows.wanted(content, 1)


def differences(url: str, asked: rows.Rows | None = None) -> list[rows.TableChange]:
    """Return how a database differs from some rows, else from those of the sources."""
    asked = asked or rows.built_in(*read([Source.built_in()]))
    engine = create_engine(url)
    with engine.connect() as connection:
        held = {table: rows.stored(connection, table) for table in rows.TABLES}
    engine.dispose()
    return [c for c in (rows.difference(t, held[t], asked[t]) for t in rows.TABLES) if c]


def test_head_and_files_agree(database: Path) -> None:
    """What the migrations give is what the TOML and PO files say; else run scripts/seed."""
    assert differences(f"sqlite:///{database}") == []


@pytest.mark.whole
def test_the_bundled_database_is_at_the_head(tmp_path: Path) -> None:
    """The ready-made database has what the migrations give; else install the package again.

    Its search terms are in its index alone, and are made again when somebody changes the file.
    """
    asked = rows.built_in(*read([Source.built_in()]))
    bundled = f"sqlite:///file:{paths.BUNDLED_DATABASE}?mode=ro&uri=true"
    assert [change.table for change in differences(bundled, asked)] == [rows.DOCUMENT]
    changed = Path(shutil.copy(paths.BUNDLED_DATABASE, tmp_path / "changed.db"))
    changed.chmod(0o644)
    engine = create_engine(f"sqlite:///{changed}")
    with engine.begin() as connection:
        rows.restore_terms(connection)
    engine.dispose()
    assert differences(f"sqlite:///{changed}", asked) == []
    assert_sound(changed)


def test_related_goes_both_ways(tmp_path: Path) -> None:
    """What one entry names as related names it back."""
    related = wanted(tmp_path, GOOD)[rows.RELATED]
    assert list(related) == [("shop", "OUT_OF_STOCK", "GONE"), ("shop", "GONE", "OUT_OF_STOCK")]


def test_names_are_folded(tmp_path: Path) -> None:
    """Every name of an entry is there with its kind, folded for look-up."""
    names = wanted(tmp_path, GOOD)[rows.NAME]
    assert names["shop", "OUT_OF_STOCK", "alias", "SOLD_OUT"] == ("sold_out",)


def test_numbers_kinds_and_same_entries(tmp_path: Path) -> None:
    """Each number has its platform, each equivalence its authority; words are the entry's own."""
    made = wanted(
        tmp_path,
        GOOD.replace(
            "value = -70007",
            "numbers = { linux = 5, windows = 6 }\n"
            'kind = "resource"\nretry = "later"\nretry_reason = "More will come."\n'
            'sources = ["the manual, 2", "https://shop.example"]\nphrase = "Sold Out"\n'
            'same_as = [{ code = "shop:GONE", authority = "shop.h", one_way = true },\n'
            '           { code = "winsock:WSAEINTR", authority = "we" }]',
        ),
    )
    at = "shop", "OUT_OF_STOCK"
    assert made[rows.ENTRY][at] == (None, False, "resource", "later")
    assert made[rows.NUMBER] == {(*at, "linux"): (5,), (*at, "windows"): (6,)}
    assert made[rows.SAME] == {
        (*at, "shop", "GONE"): (True, "shop.h"),
        (*at, "winsock", "WSAEINTR"): (False, "we"),
    }
    assert made[rows.FACT] == {
        (*at, "sources", 0): ("the manual, 2",),
        (*at, "sources", 1): ("https://shop.example",),
        (*at, "phrase", 0): ("Sold Out",),
    }
    texts = {at: row for at, row in made[rows.MESSAGE].items() if "retry_reason" in at}
    assert len(texts) == 1
    assert "More will come." in str(texts)


def test_difference(tmp_path: Path) -> None:
    """A difference has the rows to take out, to put in, and to change, key first."""
    old = wanted(tmp_path, GOOD)
    changed = GOOD.replace("value = -70007", "value = 8").replace('["SOLD_OUT"]', "[]")
    new = wanted(tmp_path, changed)
    by_table = {table: rows.difference(table, old[table], new[table]) for table in rows.TABLES}
    entry, name = by_table[rows.ENTRY], by_table[rows.NAME]
    assert (entry.removed, entry.added) == ([], [])
    assert entry.changed == [
        (
            ("shop", "OUT_OF_STOCK", -70007, False, None, None),
            ("shop", "OUT_OF_STOCK", 8, False, None, None),
        )
    ]
    assert [row[3] for row in name.removed] == ["SOLD_OUT"]
    assert name.added == []
    assert len(by_table[rows.MESSAGE]) == 0


@pytest.mark.full
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
        "import sys; sys.path.insert(0, ''); from catalog import *; c = Catalog()\n"
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
