"""The list of text fields: a line added to it is all that another text takes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import GOOD, PLAIN, ROOT

from catalog.language.text import TEXT_FIELDS

LAST = "\n)\n\n\nclass Text(str):"
LINE = '\n    TextField("example", "an example of the error", True, True, True, 3),'
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs a copy of the package that has one more text field, and tells the output."""
    house = tmp_path / "house"
    for folder in ("catalog", "alembic"):
        shutil.copytree(
            ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__", "*.db")
        )
    fields = house / "catalog" / "language" / "text.py"
    text = fields.read_text("utf-8")
    assert text.count(LAST) == 1
    fields.write_text(text.replace(LAST, LINE + LAST), "utf-8")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            encoding="utf-8",
            env=PLAIN | {"PYTHONPATH": os.fspath(house)},
            cwd=tmp_path,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def test_one_line_adds_a_text(run: Run, tmp_path: Path) -> None:
    """Sources, PO files, counts, databases, search, JSON and hosts' statements have it."""
    systems = tmp_path / "shop" / "systems"
    systems.mkdir(parents=True)
    text = GOOD.replace("[[entry]]", '[[entry]]\nexample = "Somebody orders nine unicorns."', 1)
    (systems / "shop.toml").write_text(text, "utf-8")
    run("-m", "catalog", "po", "init", "ja", "--source", "shop")
    po = tmp_path / "shop" / "locales" / "ja" / "LC_MESSAGES" / "shop.po"
    untranslated = (
        'msgctxt "OUT_OF_STOCK.example"\nmsgid "Somebody orders nine unicorns."\nmsgstr "'
    )
    assert untranslated in po.read_text("utf-8")
    assert "OUT_OF_STOCK (-70007): an example of the error." in po.read_text("utf-8")
    po.write_text(
        po.read_text("utf-8").replace(untranslated, untranslated + "一角獣を九頭"), "utf-8"
    )
    stats = run("-m", "catalog", "po", "stats", "--source", "shop").splitlines()
    assert "ja\tshop\t1\t0\t0\texample" in stats
    run("-m", "catalog", "db", "build", "shop", "-o", "shop.db")
    for words in ("unicorn", "一角獣"):
        found = run("-m", "catalog", "search", words, "--database", "shop.db", "--json")
        assert [entry["symbol"] for entry in json.loads(found)] == ["OUT_OF_STOCK"]
    shown = run(
        "-m", "catalog", "show", "OUT_OF_STOCK", "--locale", "ja", "--database", "shop.db", "--json"
    )
    (answer,) = json.loads(shown)
    assert (answer["example"], answer["example_locale"]) == ("一角獣を九頭", "ja")
    texts = [key.removesuffix("_locale") for key in answer if key.endswith("_locale")]
    assert texts == [*(field.name for field in TEXT_FIELDS), "example"]
    columns = run("-c", "from catalog.models import localized; print(*localized('ja').c.keys())")
    assert columns.split()[-2:] == ["example", "example_locale"]
    entry = run("-c", "from catalog import Catalog, Entry; print(*Entry._fields)")
    assert entry.split()[-1] == "example"
