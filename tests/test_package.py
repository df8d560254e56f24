"""The package as a stranger gets it: sdist, a wheel built from it, a clean environment."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipapp
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from support import ROOT, in_full

from catalog import Catalog
from catalog.extras import MODULES

ENVIRONMENT = {
    k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CATALOG_DATABASE_URL")
} | {"PYTHONIOENCODING": "utf-8"}


SHOP = ROOT / "docs" / "shop"


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] = ENVIRONMENT) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8")
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
    run(commands / "python", "-m", "pip", "install", "--quiet", f"{wheel}[all]", cwd=built)
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


@pytest.mark.full
def test_contents_of_the_wheel(built: Path) -> None:
    """The wheel has the package, its database, its migrations and translations, under 7.2 MB."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert "catalog/_locales/ja/LC_MESSAGES/catalog.mo" in names
        packed = io.BytesIO(archive.read("catalog/sources.tar.xz"))
    assert {
        "catalog/bundled.db", "catalog/py.typed", "catalog/system.schema.json",
        "catalog/web/pages/templates/entry.html", "catalog/web/pages/static/style.css",
    } <= names  # fmt: skip
    with tarfile.open(fileobj=packed) as sources:
        assert {
            "systems/winsock.toml", "alembic/env.py", "alembic/script.py.mako",
            "alembic/versions/0002_codes.json", "locales/ja/LC_MESSAGES/winsock.po",
        } <= set(sources.getnames())  # fmt: skip
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "catalog",
        "error_catalog",
    }
    assert path.stat().st_size < 7_200_000


@pytest.mark.full
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


ASKED = (
    "from catalog import Catalog; catalog = Catalog()\n"
    "print(catalog.get(10054, locale='ja').symbol, end=' ')\n"
    "print(catalog.search('接続 リセット', system='errno')[0].symbol)\n"
    "print(catalog.explain(ConnectionResetError(104, 'x')).symbol, end=' ')\n"
    "print(catalog.get('[Errno 2] x').value)"
)
ANSWERED = "WSAECONNRESET ECONNRESET ECONNRESET 2"


@pytest.mark.full
def test_a_wheel_that_nobody_unpacks(built: Path, tmp_path: Path) -> None:
    """On ``sys.path`` as it is, a wheel answers with no file to write and none left behind."""
    (path,) = built.glob("*.whl")
    nowhere = ENVIRONMENT | {"PYTHONPATH": str(path), "TMPDIR": str(tmp_path / "nowhere")}
    script = f"{ASKED}\nimport catalog; print(catalog.__version__, catalog.__file__)"
    said = run(sys.executable, "-S", "-c", script, cwd=tmp_path, env=nowhere).split()
    assert " ".join(said[:4]) == ANSWERED
    assert Path(said[5]).is_relative_to(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
def test_pages_of_a_wheel_that_nobody_unpacks(built: Path, tmp_path: Path) -> None:
    """Templates, styles and words are read from the archive."""
    (path,) = built.glob("*.whl")
    script = (
        f"import sys; sys.path.insert(0, {str(path)!r})\n"
        "from starlette.testclient import TestClient\n"
        "from catalog import Catalog; from catalog.web import app\n"
        "client = TestClient(app(Catalog()))\n"
        "print('対処' in client.get('/ja/winsock/WSAECONNRESET').text)\n"
        "print(len(client.get('/static/style.css').content) > 1000)\n"
    )
    assert run(sys.executable, "-c", script, cwd=tmp_path).split() == ["True", "True"]


@pytest.mark.full
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks there")
def test_forks_of_a_wheel_that_nobody_unpacks(built: Path, tmp_path: Path) -> None:
    """The database in memory is each process' own, and cannot be written."""
    (path,) = built.glob("*.whl")
    script = (
        "import os; from catalog import Catalog, DatabaseError; catalog = Catalog()\n"
        "try: catalog._reader._connection.rows('DELETE FROM catalog_entry', {})\n"
        "except DatabaseError as error: print(error, flush=True)\n"
        "child = os.fork(); print(catalog.get(10054).symbol, flush=True)\n"
        "if child: print(os.waitpid(child, 0)[1], catalog.get('ENOENT').symbol)\n"
    )
    environment = ENVIRONMENT | {"PYTHONPATH": str(path)}
    said = run(sys.executable, "-c", script, cwd=tmp_path, env=environment).splitlines()
    assert "readonly" in said[0]
    assert said[1:] == ["WSAECONNRESET", "WSAECONNRESET", "0 ENOENT"]


@pytest.mark.full
def test_databases_by_a_wheel_that_nobody_unpacks(built: Path, tmp_path: Path) -> None:
    """It makes databases too, and removes what it unpacked for that."""
    (path,) = built.glob("*.whl")
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = ENVIRONMENT | {"PYTHONPATH": str(path), "TMPDIR": str(folder)}
    script = (
        "from catalog import Catalog, migrate; from catalog.sync import Source, sync\n"
        f"print(migrate.upgrade('my.db')); sync('my.db', Source.from_path({str(SHOP)!r}))\n"
        "print(Catalog('my.db').get('NOT_ENOUGH_STOCK').system, Catalog('my.db').get(10054).value)"
    )
    said = run(sys.executable, "-c", script, cwd=tmp_path, env=environment).split()
    assert said == ["0002", "shop", "10054"]
    assert list(folder.iterdir()) == []


@pytest.mark.full
def test_a_zipapp(built: Path, tmp_path: Path) -> None:
    """An application and the package in one file, as zipapp makes it, answer."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "app")  # noqa: S202 (of our own)
    (tmp_path / "app" / "__main__.py").write_text(ASKED, "utf-8")
    zipapp.create_archive(tmp_path / "app", tmp_path / "app.pyz", compressed=True)
    shutil.rmtree(tmp_path / "app")
    assert run(sys.executable, "-S", "app.pyz", cwd=tmp_path).split() == ANSWERED.split()


@pytest.mark.full
def test_under_another_name(built: Path, tmp_path: Path) -> None:
    """A host with a package ``catalog`` of its own takes ours along by any other name."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "wheel")  # noqa: S202 (of our own)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "__init__.py").write_text("")
    (tmp_path / "wheel" / "catalog").rename(tmp_path / "acme" / "errors_known")
    (tmp_path / "catalog.py").write_text("GOODS = ()")
    script = (
        "import sys; sys.path.insert(0, ''); import catalog; assert catalog.GOODS == ()\n"
        f"{ASKED.replace('from catalog', 'from acme.errors_known')}\n"
        "from acme.errors_known.logs import annotate\n"
        "found = annotate(catalog, [b'upstream: [Errno 104] Connection reset by peer'])\n"
        "print([entry.symbol for _, entries in found for entry in entries][0])"
    )
    said = run(sys.executable, "-c", script, cwd=tmp_path).split()
    assert said == [*ANSWERED.split(), "ECONNRESET"]


# what the frozen application does not use, but the environment of the tests has
_LEFT_OUT = (*(module for every in MODULES.values() for module in every), "IPython", "pytest")


@pytest.mark.full
def test_pyinstaller(built: Path, tmp_path: Path) -> None:
    """PyInstaller freezes an application with the database, by the hook in the package."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "wheel")  # noqa: S202 (of our own)
    (tmp_path / "app.py").write_text(ASKED, "utf-8")
    options = [f"--exclude-module={name}" for name in _LEFT_OUT]
    environment = ENVIRONMENT | {"PYTHONPATH": str(tmp_path / "wheel")}
    freeze = [sys.executable, "-m", "PyInstaller", "--log-level=ERROR", *options, "app.py"]
    run(*freeze, cwd=tmp_path, env=environment)
    shutil.rmtree(tmp_path / "wheel")
    frozen = tmp_path / "dist" / "app" / ("app.exe" if sys.platform == "win32" else "app")
    assert run(frozen, cwd=tmp_path).split() == ANSWERED.split()


@pytest.mark.full
def test_a_lean_core(built: Path, tmp_path: Path) -> None:
    """Without extras, pip installs two packages of at most 4 MB, besides the data.

    The bundled database, and the packed files that it is made from, grow with the entries and the
    languages; the latter have a bound of their own.
    """
    (path,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    core = tmp_path / "core"
    run(*pip, "--target", core, path, cwd=tmp_path)
    names = {one.name.partition("-")[0] for one in core.glob("*.dist-info")}
    assert names == {"error_catalog", "langcodes"}
    sizes = {one: one.stat().st_size for one in core.rglob("*") if one.is_file()}
    assert any(one.suffix == ".pyc" for one in sizes)
    data = [sizes.pop(core / "catalog" / name) for name in ("bundled.db", "sources.tar.xz")]
    assert data[1] <= 1_800_000
    assert sum(sizes.values()) <= 4_000_000

    alone = ENVIRONMENT | {"PYTHONPATH": str(core)}
    python = [sys.executable, "-S"]
    assert run(*python, "-c", ASKED, cwd=tmp_path, env=alone).split() == ANSWERED.split()
    for command in (["-m", "catalog"], [core / "bin" / "catalog"]):
        if sys.platform == "win32" and command[0] != "-m":
            continue
        done = subprocess.run([*python, *command, "show", "1"], env=alone, capture_output=True)
        said = b"catalog: click is not installed; run: pip install 'error-catalog[cli]'\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)
    run(*pip, "--target", tmp_path / "cli", f"{path}[cli]", cwd=tmp_path)
    alone["PYTHONPATH"] = str(tmp_path / "cli")
    shown = run(*python, "-m", "catalog", "show", "10054", cwd=tmp_path, env=alone)
    assert shown.startswith("WSAECONNRESET  10054")


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
    run(
        commands / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "-e",
        f"{checkout}[cli]",
        cwd=tmp_path,
    )
    shown = run(commands / "catalog", "show", "10054", "--locale", "ja", cwd=tmp_path)
    assert shown == run(installed / "catalog", "show", "10054", "--locale", "ja", cwd=tmp_path)
    assert (checkout / "catalog" / "bundled.db").exists()
