"""Every example of the documentation, run."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from support import PLAIN, ROOT

from catalog import migrate
from catalog.cli import main
from catalog.sources.loading import schema
from catalog.sources.toml import read_system

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/ja/*.md")])
ENGLISH_ONLY = ("database.md", "python.md", "sources.md")
JAPANESE = {ROOT / "README.md": ROOT / "README.ja.md"} | {
    page: page.parent / "ja" / page.name
    for page in sorted(ROOT.glob("docs/*.md"))
    if page.name not in ENGLISH_ONLY
}
ENGLISH = {japanese: english for english, japanese in JAPANESE.items()}


def blocks(page: Path, language: str) -> list[str]:
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(page.read_text("utf-8"))


def name(page: Path) -> str:
    return f"ja/{page.name}" if page.parent.name == "ja" else page.name


class Session:
    """What a reader does who follows a page in an empty folder, with the example shop and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "docs" / "shop", folder / "shop")
        shutil.copy(ROOT / "docs" / "app.log", folder)

    def console(self, block: str) -> None:
        """Commands print what the page shows; … stands for anything."""
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            done = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="catalog")
            pattern = re.escape(expected).replace("…", "(?s:.*)").replace(r"\…", "(?s:.*)")
            assert re.fullmatch(pattern, done.output), f"$ {command}\n{done.output}"

    def po(self, block: str) -> None:
        """A message is what a translator makes of the one with its msgctxt."""
        context, rest = block.split("\n", 1)
        _, _, translation = rest.partition("msgstr ")
        changed = 0
        for path in self.folder.glob("locales/*/LC_MESSAGES/*.po"):
            text = path.read_text("utf-8")
            before, found, after = text.partition(context + "\n")
            if found and not before.endswith("#~ "):
                english, _, old = after.partition("msgstr ")
                _, _, following = old.partition("\n\n")
                text = before + found + english + "msgstr " + translation + "\n" + following
                path.write_text(text, "utf-8")
                changed += 1
        assert changed == 1, f"{changed} files have {context}"

    def program(self, program: str, expected: str) -> None:
        """A program prints what the text block after it shows."""
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env=PLAIN,
        )
        assert done.stdout == expected, done.stderr


BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> list[tuple[str, str]]:
    """Return the code blocks of a page, each with its language."""
    return BLOCK.findall(page.read_text("utf-8"))


@pytest.fixture
def begun(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have upgrades of new files begin with a database that is made once for all tests.

    The upgrade itself is the real one: it finds the file at the newest revision.
    """
    real = migrate.upgrade

    def upgrade(target: Any, *arguments: Any) -> str:
        if isinstance(target, str) and not Path(target).exists():
            shutil.copy(database, target)
        return real(target, *arguments)

    for module in ("catalog.migrate", "catalog.db.migrations", "catalog.db.building"):
        monkeypatch.setattr(f"{module}.upgrade", upgrade)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every example of a page, run in order, gives what the page shows."""
    if page.name != "database.md":
        request.getfixturevalue("begun")
    folder = tmp_path / "reader"
    folder.mkdir()
    monkeypatch = request.getfixturevalue("monkeypatch")
    monkeypatch.chdir(folder)
    for variable in os.environ.keys() - PLAIN.keys():
        monkeypatch.delenv(variable)
    session, names = Session(folder), dict[str, object]()
    found = examples(page)
    run_elsewhere = [*pairwise(examples(ENGLISH[page]))] if page in ENGLISH else []
    for number, (language, block) in enumerate(found):
        if language == "console":
            session.console(block)
        elif language == "po" and block.startswith("msgctxt"):
            session.po(block)
        elif language == "python" and found[number + 1][0] == "text":
            # a program that the English page has as well is run for that one
            if (found[number], found[number + 1]) not in run_elsewhere:
                session.program(block, found[number + 1][1])
        elif language == "python":
            assert page.name == "hosts.md", "pieces of hosts are run by test_hosts"
        elif language == "pycon":
            parser, runner, said = doctest.DocTestParser(), doctest.DocTestRunner(), list[str]()
            test = parser.get_doctest(block, names, page.name, str(page), 0)
            runner.run(test, out=said.append, clear_globs=False)
            assert runner.tries > 0
            assert runner.failures == 0, "".join(said)
            names = test.globs


def commands(group: click.Group, path: str = "catalog") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{path} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {word}")


def test_every_command_and_option_is_documented() -> None:
    """command-line.md, in both languages, names each command and option there is."""
    for page in (ROOT / "docs/command-line.md", ROOT / "docs/ja/command-line.md"):
        text = page.read_text("utf-8")
        for path, command in commands(main):
            assert path in text
            for parameter in command.params:
                for option in parameter.opts if parameter.param_type_name == "option" else []:
                    assert option in text, (page, path, option)


def test_the_forms_that_the_readme_names() -> None:
    """The table of the README: every form in it is read, and both languages have the same."""
    forms = []
    for page in (ROOT / "README.md", ROOT / "README.ja.md"):
        rows = re.findall(r"^\| .+ \| (`.+`) \|$", page.read_text("utf-8"), re.MULTILINE)
        assert len(rows) == 9
        forms.append([re.findall(r"`([^`]+)`", row) for row in rows])
    assert forms[0] == forms[1]
    for form in chain.from_iterable(forms[0]):
        result = CliRunner().invoke(main, ["show", "--", form])
        assert result.exit_code == 0, (form, result.output)


def test_every_key_is_documented() -> None:
    """docs/sources.md names each key of a system's file."""
    text = (ROOT / "docs/sources.md").read_text("utf-8")
    for key in schema()["definitions"]["entry"]["properties"]:
        assert f"`{key}`" in text, key


def test_toml_example(tmp_path: Path) -> None:
    """The TOML file of docs/sources.md is one that the loader takes."""
    (example,) = blocks(ROOT / "docs/sources.md", "toml")
    path = tmp_path / "fruit.toml"
    path.write_text(example, "utf-8")
    assert isinstance(read_system(path).entries[0].texts["meaning"], tuple)


def prose(page: Path) -> str:
    """Return a page without its code blocks."""
    return BLOCK.sub("", page.read_text("utf-8"))


def sections(page: Path) -> list[tuple[str, str]]:
    """Return the headings of a page in order: their marks, and the anchors that sites make."""
    found = re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE)
    return [
        (marks, re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-"))
        for marks, heading in found
    ]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links(page: Path) -> None:
    """Links inside the project lead somewhere, and those to a section to one that is there."""
    found = re.findall(r"\]\((?!https?://)([^)#]*)(?:#([^)]+))?\)", prose(page))
    for target, anchor in found:
        other = page.parent / target if target else page
        assert other.exists(), target
        assert not anchor or anchor in [slug for _marks, slug in sections(other)], (target, anchor)


def kinds(page: Path) -> list[str]:
    """Return the languages of a page's code blocks, and of consoles the commands in them."""
    return [
        "\n".join(
            [language, *re.findall(r"^\$ (catalog (?:(?:db|po) )?[a-z]+)", block, re.MULTILINE)]
        )
        for language, block in examples(page)
    ]


@pytest.mark.parametrize("english", JAPANESE, ids=name)
def test_both_languages_say_the_same(english: Path) -> None:
    """A Japanese page has the sections and examples of the English one; each leads to the other."""
    japanese = JAPANESE[english]
    levels = [[marks for marks, _slug in sections(page)] for page in (english, japanese)]
    assert levels[0] == levels[1]
    assert kinds(english) == kinds(japanese)
    assert blocks(english, "sh") == blocks(japanese, "sh")
    for page, other in ((english, japanese), (japanese, english)):
        first_lines = "\n".join(page.read_text("utf-8").split("\n")[:4])
        assert f"]({os.path.relpath(other, page.parent)})" in first_lines, page


def test_every_japanese_page_has_an_english_one() -> None:
    """What docs/ja has is what the twins are made of."""
    assert {*ROOT.glob("docs/ja/*.md")} == {*JAPANESE.values()} - {ROOT / "README.ja.md"}
