"""The house: which room imports which, what a first look-up loads, and the public names."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import catalog

PACKAGE = Path(catalog.__file__).parent
GROUND = {
    "errors", "extras", "files", "hints", "marking", "packing", "paths", "printing", "records",
    "typed",
}  # fmt: skip
# each room, with the rooms that it may import besides itself and the ground floor; one way
ROOMS: dict[str, set[str]] = {
    "language": set(),
    "codes": set(),
    "exceptions": {"codes"},
    "store": {"language"},
    "po": {"language"},
    "sources": {"language", "codes", "po"},
    "answers": {"language", "codes", "store"},
    "lookup": {"language", "codes", "exceptions", "store", "answers"},
    "translating": {"language", "po", "sources"},
    "db": {"language", "codes", "store", "sources"},
    "contrib": {"language", "answers", "lookup"},
    "web": {"language", "codes", "answers", "lookup", "translating", "contrib"},
}
# a host's framework stands upon everything, and goes to databases by their doors
BY_DOORS = {"contrib": {"migrate", "sync"}, "web": {"logs"}}
DOORS = {
    "models": {"db"},
    "migrate": {"db"},
    "sync": {"db"},
    "problems": {"answers"},
    "logs": {"codes", "answers", "lookup"},
    "__init__": {"language", "answers", "lookup"},
}
# what an error carries is typed, and never imported when the program runs
FOR_TYPES_ALONE = {("errors", "answers")}
# an error speaks its reader's language, and loads what puts it there when somebody asks
WHEN_ASKED = {("errors", "language")}
EVERY = {*ROOMS, *DOORS}


def place(path: Path) -> str:
    """Return the room that a file is in, or the name of a door or of a part of the ground."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the places that a file imports, wherever in its text, and whether for types alone."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Import) and "catalog" in ast.unparse(node)), path
        if not isinstance(node, ast.ImportFrom):
            continue
        assert (node.module or "").partition(".")[0] != "catalog", f"{path}: not relative"
        if not node.level:
            continue
        base = path.parents[node.level - 1] / (node.module or "").replace(".", "/")
        for name in [""] if node.module and not base.is_dir() else [one.name for one in node.names]:
            target = base / name if name else base
            target = target if target.is_dir() or target.with_suffix(".py").exists() else base
            inside = target.relative_to(PACKAGE).parts
            yield inside[0] if inside else "__init__", node in for_types


def test_imports_go_one_way() -> None:
    """Each room imports what is listed for it; a new module needs a room, and a room a row."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        me = place(path)
        if me in ("cli", "__main__", "__pyinstaller"):
            continue
        assert me in GROUND | EVERY, path
        allowed = (
            GROUND | {me} | ROOMS.get(me, set()) | DOORS.get(me, set()) | BY_DOORS.get(me, set())
        )
        for other, for_types in imported(path):
            excepted = (me, other) in WHEN_ASKED or (for_types and (me, other) in FOR_TYPES_ALONE)
            if other not in allowed and not excepted:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {other}")
    assert wrong == []


def test_rooms_have_no_circle() -> None:
    """The table itself has an order: each room imports rooms before it alone."""
    before: set[str] = set()
    for room, others in ROOMS.items():
        assert others <= before
        before.add(room)


def test_rooms_are_neither_halls_nor_cupboards() -> None:
    """A room has four to nine modules."""
    sizes = {
        room: len([path for path in (PACKAGE / room).glob("*.py") if path.stem != "__init__"])
        for room in (*ROOMS, "cli")
    }
    assert {room: size for room, size in sizes.items() if not 4 <= size <= 9} == {}


def test_only_the_command_line_prints() -> None:
    """Nothing but the command line writes to a stream."""
    for path in PACKAGE.rglob("*.py"):
        if place(path) in ("cli", "__main__", "__pyinstaller"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "print"), path
            assert not (
                isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "echo")
            ), path


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
        "AmbiguousCode", "Catalog", "CatalogClosed", "CatalogError", "CodedError", "DatabaseError",
        "Entry", "EntryDict", "Equivalence", "InvalidCode", "InvalidLocale", "InvalidParameters",
        "InvalidPlatform", "InvalidSearch", "InvalidSource", "Kind", "Locales", "Match",
        "MissingExtra", "Platform", "Retry", "System", "Systems", "Text", "UnknownCode",
        "UnknownSource", "UnknownSystem", "__version__", "negotiate",
    }  # fmt: skip
    # a module cannot say of these what they are
    aliases = {"Kind", "Locales", "Platform", "Retry", "Systems"}
    for name in set(catalog.__all__) - aliases:
        assert getattr(catalog, name).__doc__


def test_files_and_functions_stay_small() -> None:
    """A file past 300 lines wants splitting, and so does a function past 40; ruff counts paths."""
    large = []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if len(text.splitlines()) > 300:
            large.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                docstring = ast.get_docstring(node, clean=False) or ""
                lines = node.end_lineno - node.lineno + 1 - len(docstring.splitlines())
                if lines > 40:
                    large.append(f"{path.name}: {node.name} {lines}")
    assert large == []
