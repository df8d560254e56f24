"""The house: who may import whom, what a first look-up loads, and the public names."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import catalog

PACKAGE = Path(catalog.__file__).parent
GROUND = [
    "errors", "entry", "tags", "accept", "parameters", "plurals", "codes", "lines", "terms",
    "paths", "problems", "urls", "suggestions", "platforms", "encodings", "facilities", "records",
    "scanning", "messages", "text",
]  # fmt: skip
READ = [
    "connections", "files", "engines", "fulltext", "reader", "snapshot", "memory", "explain",
    "finding", "lookup", "notes", "logs",
]  # fmt: skip
WRITE = [
    "models", "databases", "migrate", "tomlplaces", "tomlfile", "pofile", "pogrammar", "mofile",
    "poreader", "matching", "source", "rows", "changes", "sync", "build", "translations",
    "workspace", "pocheck", "postats",
]  # fmt: skip
CLI = ["errors", "printing", "reading", "annotating", "databases", "translating", "__init__"]
ROOF = ["cli", *(f"cli.{module}" for module in CLI if module != "__init__"), "__main__"]
FRONT = ["__init__"]
FLOORS = {
    **dict.fromkeys(GROUND, {*GROUND}),
    **dict.fromkeys(READ, {*GROUND, *READ}),
    **dict.fromkeys(WRITE, {*GROUND, *WRITE}),
    **dict.fromkeys(FRONT, {*GROUND, *READ}),
    **dict.fromkeys(ROOF, {*GROUND, *READ, *WRITE, *FRONT, *ROOF}),
}


def file_of(module: str) -> Path:
    path = PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports(module: str) -> set[str]:
    """Return the modules of the package that one of them imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(file_of(module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "catalog":
            found |= {a.name if a.name in FLOORS else "__init__" for a in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("catalog."):
            found.add(str(node.module).partition(".")[2])
        assert not (isinstance(node, ast.ImportFrom) and node.level), "imports are absolute"
    return found


def test_every_module_has_a_floor() -> None:
    """A new module is put on a floor here first."""
    assert {file_of(module) for module in FLOORS} == set(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", FLOORS)
def test_imports_point_down(module: str) -> None:
    """The ground floor imports itself only; read side and write side do not know each other."""
    assert imports(module) <= FLOORS[module]


def test_errors_import_nothing() -> None:
    """The error tree stands on nothing but, for the type checker, the entries in it."""
    assert imports("errors") <= {"entry"}


@pytest.mark.parametrize("module", [module for module in FLOORS if module not in ROOF])
def test_only_the_roof_prints(module: str) -> None:
    """Nothing below the roof writes to a stream."""
    for node in ast.walk(ast.parse(file_of(module).read_text("utf-8"))):
        assert not (isinstance(node, ast.Name) and node.id == "print")
        assert not (isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "echo"))


@pytest.mark.parametrize("code", ["10054", "'WSAECONNRESET'", "'0x80072746'"])
def test_a_first_look_up_is_light(code: str) -> None:
    """Importing the package and a first answer load no SQLAlchemy, Alembic, Babel or the like."""
    script = (
        "import sys; before = set(sys.modules)\n"
        f"from catalog import Catalog; Catalog().get({code}, locale='ja')\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(PACKAGE.parent)},
    )
    heavy = {"sqlalchemy", "alembic", "babel", "langcodes", "click", "rich", "uniseg"}
    heavy |= {"re", "dataclasses", "typing", "enum", "inspect", "json", "pathlib"}
    assert heavy & set(done.stdout.split()) == set()


def test_public_names() -> None:
    """The front door shows these names and no others, in order."""
    assert catalog.__all__ == sorted(catalog.__all__)
    assert set(catalog.__all__) == {
        "AmbiguousCode", "Catalog", "CatalogClosed", "CatalogError", "DatabaseError", "Entry",
        "Equivalence", "InvalidCode", "InvalidLocale", "InvalidParameters", "InvalidPlatform",
        "InvalidSearch", "InvalidSource", "Match", "System", "Text", "UnknownCode",
        "UnknownSource", "UnknownSystem", "negotiate",
    }  # fmt: skip
    for name in catalog.__all__:
        assert getattr(catalog, name).__doc__


def test_files_stay_small() -> None:
    """A file past 300 lines wants splitting."""
    assert [
        p.name for p in PACKAGE.rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 300
    ] == []
