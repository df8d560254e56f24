"""The extras: each part works with what it needs alone, and names what it lacks.

``test_package`` installs the wheel without them; here the packages that are not to be found are
kept from being imported, which is cheaper.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from support import PLAIN, ROOT, each

from catalog import CatalogError, MissingExtra
from catalog.extras import MODULES, missing_of, needs

RUN = "from catalog.__main__ import main; sys.argv[0] = 'catalog'; main()"
SHOP = ROOT / "docs" / "shop"
SERVER = "postgresql+psycopg://reader@db.example/catalog"


def with_extras(
    extras: Iterable[str], script: str, *arguments: str, cwd: Path = ROOT
) -> "subprocess.CompletedProcess[str]":
    """Run a script where the packages of some extras alone can be imported, besides the core."""
    lost = [one for extra in MODULES if extra not in extras for one in MODULES[extra]]
    before = f"import sys; sys.modules.update(dict.fromkeys({lost!r}))\n"
    return subprocess.run(
        [sys.executable, "-c", before + script, *arguments], cwd=cwd, env=PLAIN,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_the_core_alone() -> None:
    """Look-ups, exact and inexact tags, searches, logging and notes need no extra."""
    done = with_extras(
        (),
        "import logging; from catalog import Catalog, negotiate; from catalog.logs import *\n"
        "catalog = Catalog(); print(catalog.get(10054, locale='ja-JP').meaning.locale)\n"
        "print(catalog.search('reset by peer')[0].symbol, catalog.find('0x80072746')[0].reason)\n"
        "print(catalog.negotiate('ja;q=0.5, de'), catalog.coverage()['ja'])\n"
        "ExplainFilter(catalog).filter(logging.makeLogRecord({}))\n"
        "print(catalog.explain(ConnectionResetError(104, 'x')).as_dict()['retry'])\n"
        "catalog.preload('ja'); print(catalog.get('ECONNREST'))\n",
    )
    assert done.stdout.split()[:1] == ["ja"], done.stderr
    assert "UnknownCode" in done.stderr
    assert "did you mean ECONNRESET" in done.stderr


def told(package: str, extra: str) -> str:
    """Return what is said of a package that an extra brings."""
    return f"{package} is not installed; run: pip install 'error-catalog[{extra}]'"


MISSING = {
    "import catalog.migrate": told("alembic", "db"),
    "import catalog.models": told("sqlalchemy", "db"),
    "import catalog.sync": told("sqlalchemy", "po"),
    "import catalog.cli": told("click", "cli"),
    "import catalog.contrib.starlette": told("starlette", "starlette"),
    "import catalog.contrib.fastapi": told("fastapi", "fastapi"),
    "import catalog.contrib.flask": told("flask", "flask"),
    "import catalog.contrib.django": told("django", "django"),
    "import catalog.web": told("fastapi", "web"),
    "Catalog('postgresql+psycopg://u:secret@h/d')": told("sqlalchemy", "db"),
    "Catalog('sqlite:///my.db')": told("sqlalchemy", "db"),
    "Text('{n:number}', 'ja').fill(n=3)": told("babel", "po"),
    "next(annotate(Catalog(), [b'errno 104']))": told("ahocorasick-rs", "cli"),
}


def test_what_is_missing_is_named() -> None:
    """Each door without its packages raises one typed error with the command that mends it."""
    script = (
        "import json; from catalog import *; from catalog.logs import annotate; told = {}\n"
        f"for statement in {list(MISSING)!r}:\n"
        "    try: exec(statement)\n"
        "    except MissingExtra as error: told[statement] = str(error)\n"
        "print(json.dumps(told))"
    )
    done = with_extras((), script)
    assert json.loads(done.stdout) == MISSING, done.stderr


def test_the_error() -> None:
    """It is caught as an error of the catalogue's and as an ImportError, and made of ours alone."""
    with pytest.raises(MissingExtra) as caught, needs():
        raise ModuleNotFoundError("no module", name="rich.table")
    assert isinstance(caught.value, CatalogError)
    assert isinstance(caught.value, ImportError)
    assert (caught.value.name, caught.value.extra) == ("rich", "cli")
    assert missing_of(ModuleNotFoundError("no module", name="catalog.nowhere")) is None
    with pytest.raises(ModuleNotFoundError), needs("db"):
        raise ModuleNotFoundError("no module", name="catalog.nowhere")


@each(
    ("extras", "arguments", "said"),
    [
        ((), ["show", "1"], told("click", "cli")),
        ((), ["--help"], told("click", "cli")),
        (["cli"], ["db", "upgrade"], told("alembic", "db")),
        (["cli"], ["db", "sync", str(SHOP)], told("sqlalchemy", "po")),
        (["cli"], ["po", "stats"], told("babel", "po")),
        (["cli"], ["serve", "--port", "0"], told("fastapi", "web")),
        (["cli"], ["site", "-o", "site"], told("fastapi", "web")),
        (["cli", "fastapi", "starlette"], ["serve", "--port", "0"], told("jinja2", "web")),
        (["cli", "db"], ["db", "build", str(SHOP), "-o", "x.db"], told("fastjsonschema", "po")),
        (["cli", "db"], ["show", "1", "--database", SERVER], told("psycopg", "postgres")),
    ],
)
def test_commands_that_miss_something(
    extras: list[str], arguments: list[str], said: str, tmp_path: Path
) -> None:
    """They say so in one line, exit with 2, and leave nothing behind."""
    done = with_extras(extras, RUN, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"catalog: {said}\n")
    assert list(tmp_path.iterdir()) == []


@each(
    "arguments",
    [["--version"], ["show", "10054"], ["search", "reset"], ["list"], ["systems"], ["locales"],
     ["annotate", "tests/codes/lines.tsv"], ["show", "10054", "--json"]],
)  # fmt: skip
def test_reading_commands(arguments: list[str]) -> None:
    """All that read need the extra cli alone."""
    done = with_extras(["cli"], RUN, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_databases(tmp_path: Path) -> None:
    """With the extra db one makes and reads databases; it takes po to sync sources into them."""
    script = (
        "from catalog import Catalog, migrate, models; print(migrate.upgrade('my.db'))\n"
        "print(Catalog('sqlite:///my.db').get(10054).symbol)\n"
        f"from catalog.sync import Source, sync; sync('my.db', Source.from_path({str(SHOP)!r}))"
    )
    done = with_extras(["db"], script, cwd=tmp_path)
    assert done.stdout.split() == ["0002", "WSAECONNRESET"], done.stderr
    assert "MissingExtra: fastjsonschema is not installed" in done.stderr
    done = with_extras(["db", "po"], f"{script}; print('synced')", cwd=tmp_path)
    assert done.stdout.split()[-1] == "synced", done.stderr
