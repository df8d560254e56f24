"""Interface messages: found in the source, listed in the template, and compiled."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

import pytest
from support import GOOD, HEADER, ROOT, in_source

from catalog import InvalidSource
from catalog.po import interface, reader
from catalog.po.file import Header, Message, PoFile, Previous
from catalog.sources.folder import Source, read
from catalog.translating import merging
from catalog.translating.workspace import Workspace

# where errors take what is wrong, and what to do
PROBLEMS = {
    "InvalidCode": (1,), "InvalidLocale": (1,), "InvalidParameters": (1,), "InvalidPlatform": (1,),
    "InvalidSearch": (1,), "InvalidSource": (2,), "DatabaseError": (1, 2), "Unfit": (0,),
    "Mistake": (0,), "Finding": (1,), "Problem": (3,), "Damage": (0,),
}  # fmt: skip
MARKS = {"_": 1, "gettext_lazy": 1, "_n": 2, "ngettext_lazy": 2}


def marked(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each mark in a file, as Python itself reads it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if count := MARKS.get(node.func.id):
            texts = [ast.literal_eval(one) for one in node.args[:count]]
            yield tuple(texts)


def test_every_message_is_extracted() -> None:
    """What is marked in the source is in the template, with its plural, and nothing else is."""
    wanted: dict[str, tuple[str, ...]] = {}
    for path in (ROOT / "catalog").rglob("*.py"):
        for texts in marked(path):
            if len(texts) > len(wanted.get(texts[0], ())):
                wanted[texts[0]] = texts
    template = reader.read(ROOT / "locales" / "catalog.pot")
    held = {
        one.singular: (one.id,) if isinstance(one.id, str) else one.id for one in template.messages
    }
    assert held == wanted
    assert interface.current() == interface.Interface(tuple(template.messages))


def test_compiled(tmp_path: Path) -> None:
    """A MO file has what is translated and no draft, the same bytes each time; gettext reads it."""
    place = tmp_path / "ja" / "LC_MESSAGES" / "catalog.po"
    place.parent.mkdir(parents=True)
    place.write_text(
        HEADER.replace("\\n", "\\nPlural-Forms: nplurals=1; plural=0;\\n")
        + 'msgid "a"\nmsgstr "あ"\n\n#, fuzzy\nmsgid "b"\nmsgstr "い"\n\nmsgid "c"\nmsgstr ""\n\n'
        + 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "数"\n',
        "utf-8",
    )
    (made,) = interface.compile_all(tmp_path)
    first = made.read_bytes()
    assert interface.compile_all(tmp_path) == [made]
    assert made.read_bytes() == first
    with made.open("rb") as file:
        told = GNUTranslations(file)
    assert [told.gettext(one) for one in "abc"] == ["あ", "b", "c"]
    assert told.ngettext("one", "many", 2) == "数"
    found: list[Message] = []
    reader.scan(made, lambda message, header: found.append(message))
    assert [one.id for one in found] == ["a", ("one", "many")]


def test_a_host_has_its_own(tmp_path: Path) -> None:
    """A domain of an application that is called catalog is its own; a system cannot be."""
    in_source(tmp_path, GOOD)
    place = tmp_path / "locales" / "fr" / "LC_MESSAGES" / "catalog.po"
    place.parent.mkdir(parents=True)
    place.write_text(HEADER + 'msgid "Cart"\nmsgstr "Panier"\n', "utf-8")
    workspace = Workspace(tmp_path)
    assert [system.name for system in workspace.systems()] == ["shop"]
    (content,) = read([Source.from_path(tmp_path)])
    assert [one.check for one in content.skipped] == ["foreign-file"]
    place.write_text(HEADER.replace("\\n", "\\nProject-Id-Version: error-catalog\\n", 1), "utf-8")
    assert [system.name for system in workspace.systems()] == ["catalog", "shop"]
    (content,) = read([Source.from_path(tmp_path)])
    assert content.skipped == []
    shop = tmp_path / "systems" / "shop.toml"
    text = shop.read_text("utf-8").replace('name = "shop"', 'name = "catalog"')
    shop.rename(shop.with_name("catalog.toml")).write_text(text, "utf-8")
    with pytest.raises(InvalidSource, match="a code system cannot be called 'catalog'"):
        read([Source.from_path(tmp_path)])


def test_reworded(tmp_path: Path) -> None:
    """The translation of a message that says nearly the same now is kept, to be looked at."""
    old, new = "the database cannot be read", "the database cannot be read now"
    held = PoFile(Header(["Language: ja"]), [Message(None, old, "データベースを読めません")])
    today = interface.Interface((Message(None, new), Message(None, "something else")))
    pot = merging.template(today, None, datetime(2026, 1, 1, tzinfo=UTC))
    first, second = merging.merged(today, held, "ja", pot).messages
    assert (first.string, first.fuzzy, first.previous) == (
        "データベースを読めません",
        True,
        Previous(None, old),
    )
    assert second.string == ""


def test_errors_are_given_messages() -> None:
    """No error is raised with English that no language changes: text literals are marked."""
    found = []
    for path in (ROOT / "catalog").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                wanted = PROBLEMS.get(node.func.id, ())
                given = [node.args[at] for at in wanted if at < len(node.args)]
                constants = [one.value for one in given if isinstance(one, ast.Constant)]
                if any(constants) or any(isinstance(one, ast.JoinedStr) for one in given):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
