"""The package as a stranger gets it: sdist, a wheel built from it, a clean environment."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from support import ROOT, in_full

from catalog import Catalog

ENVIRONMENT = {
    k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CATALOG_DATABASE_URL")
} | {"PYTHONIOENCODING": "utf-8"}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel: in full, one that is built from nothing but an sdist beside it."""
    folder = tmp_path_factory.mktemp("built")
    checkout = folder / "checkout"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", ".*_cache", "dist", ".hypothesis"
    )
    shutil.copytree(ROOT, checkout, ignore=ignored)
    how = [] if in_full() else ["--wheel", "--no-isolation"]
    run(sys.executable, "-m", "build", *how, "--outdir", folder, checkout, cwd=folder)
    # Windows removes no file that cannot be written
    for made in checkout.rglob("*.db"):
        made.chmod(0o644)
    shutil.rmtree(checkout)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path) -> Path:
    """The bin folder of a new environment with the wheel in it, and no source anywhere."""
    environment = built / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=built)
    commands = environment / ("Scripts" if sys.platform == "win32" else "bin")
    (wheel,) = built.glob("*.whl")
    run(commands / "python", "-m", "pip", "install", "--quiet", wheel, cwd=built)
    return commands


@pytest.mark.full
def test_contents_of_the_sdist(built: Path) -> None:
    """The sdist has all that a wheel is built from, and no database."""
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml", "README.md", "LICENSE", "alembic/env.py", "alembic/script.py.mako",
        "alembic/versions/0002_codes.json", "locales/ja/LC_MESSAGES/winsock.po",
        "catalog/systems/winsock.toml", "scripts/build_hook.py", "tests/conftest.py",
    } <= names  # fmt: skip
    assert not [name for name in names if name.endswith((".db", ".pyc"))]


def test_contents_of_the_wheel(built: Path) -> None:
    """The wheel has the package, its database, its migrations and translations, under 2.5 MB."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    assert {
        "catalog/bundled.db", "catalog/py.typed", "catalog/systems/winsock.toml",
        "catalog/_alembic/env.py", "catalog/_alembic/script.py.mako",
        "catalog/_alembic/versions/0002_codes.json", "catalog/_locales/ja/LC_MESSAGES/winsock.po",
    } <= names  # fmt: skip
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "catalog",
        "error_catalog",
    }
    assert path.stat().st_size < 2_500_000


def test_the_wheel_alone(built: Path, tmp_path: Path) -> None:
    """What is in the wheel answers, and makes a database, without this checkout."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)  # noqa: S202 (of our own)
    script = (
        "import sys; sys.path.insert(0, ''); import catalog; from catalog import migrate\n"
        "print(catalog.__file__, migrate.upgrade('my.db'))\n"
        "for path in (None, 'my.db'):\n"
        "    with catalog.Catalog(path) as opened:\n"
        "        print(opened.get(10054, locale='ja').meaning)\n"
    )
    said = run(sys.executable, "-c", script, cwd=tmp_path).splitlines()
    assert said == [
        f"{tmp_path / 'catalog' / '__init__.py'} 0002",
        "接続相手が接続をリセットしました。",
        "接続相手が接続をリセットしました。",
    ]


@pytest.mark.full
def test_same_answers(installed: Path, tmp_path: Path, catalog: Catalog) -> None:
    """The installed command and this checkout list the same, in both languages."""
    for locale in ("ja", "en"):
        listed = run(installed / "catalog", "list", "--json", "--locale", locale, cwd=tmp_path)
        assert json.loads(listed) == [entry.as_dict() for entry in catalog.entries(locale=locale)]


@pytest.mark.full
def test_the_source_is_out_of_reach(installed: Path, tmp_path: Path) -> None:
    """The installed package is imported from its environment."""
    where = run(installed / "python", "-c", "import catalog; print(catalog.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)


@pytest.mark.full
def test_migrations_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    """A user without the source makes a database of their own, the same as the bundled one."""
    assert "revision 0002" in run(installed / "catalog", "db", "upgrade", cwd=tmp_path)
    listed = run(installed / "catalog", "list", "--database", "catalog.db", cwd=tmp_path)
    assert listed == run(installed / "catalog", "list", cwd=tmp_path)


@pytest.mark.full
def test_typed(installed: Path) -> None:
    """py.typed is there for type checkers."""
    assert list(installed.parent.rglob("catalog/py.typed"))


@pytest.mark.full
def test_editable(built: Path, installed: Path, tmp_path: Path) -> None:
    """An editable install from the sdist's files has the database too, beside its source."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (checkout,) = tmp_path.iterdir()
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=built)
    commands = environment / installed.name
    run(commands / "python", "-m", "pip", "install", "--quiet", "-e", checkout, cwd=tmp_path)
    shown = run(commands / "catalog", "show", "10054", "--locale", "ja", cwd=tmp_path)
    assert shown == run(installed / "catalog", "show", "10054", "--locale", "ja", cwd=tmp_path)
    assert (checkout / "catalog" / "bundled.db").exists()
