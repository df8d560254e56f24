"""Interface messages: found in the source, listed in the template, and compiled."""

import ast
from collections.abc import Iterator
from pathlib import Path

from support import ROOT

from catalog.po import interface, reader

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
