"""Every example of the documentation, run."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from support import PLAIN, ROOT

from catalog.cli import main
from catalog.sources.loading import schema
from catalog.sources.toml import read_system

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
COMMAND = Path(sys.executable).with_name("catalog")


def blocks(page: Path, language: str) -> list[str]:
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(page.read_text("utf-8"))


def name(page: Path) -> str:
    return page.name


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
            done = subprocess.run(
                [COMMAND, *shlex.split(command)[1:]],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                cwd=self.folder,
                env=PLAIN,
            )
            pattern = re.escape(expected).replace("…", "(?s:.*)").replace(r"\…", "(?s:.*)")
            assert re.fullmatch(pattern, done.stdout), f"$ {command}\n{done.stdout}"

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


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of a page, run in order, gives what the page shows."""
    monkeypatch.chdir(tmp_path)
    session, names = Session(tmp_path), dict[str, object]()
    found = BLOCK.findall(page.read_text("utf-8"))
    for number, (language, block) in enumerate(found):
        if language == "console":
            session.console(block)
        elif language == "po" and block.startswith("msgctxt"):
            session.po(block)
        elif language == "python" and found[number + 1][0] == "text":
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


def test_the_command_that_the_readme_names() -> None:
    """The table of the README: every form in it is read."""
    for page in (ROOT / "README.md", ROOT / "README.ja.md"):
        rows = re.findall(r"^\| .+ \| (`.+`) \|$", page.read_text("utf-8"), re.MULTILINE)
        assert len(rows) == 9
        for row in rows:
            for form in re.findall(r"`([^`]+)`", row):
                result = CliRunner().invoke(main, ["show", "--", form])
                assert result.exit_code == 0, (form, result.output)


def commands(group: click.Group, path: str = "catalog") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{path} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {word}")


def test_every_command_and_option_is_documented() -> None:
    """docs/command-line.md names each command and option there is."""
    text = (ROOT / "docs/command-line.md").read_text("utf-8")
    for path, command in commands(main):
        assert path in text
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else []:
                assert option in text, (path, option)


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


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links(page: Path) -> None:
    """Links inside the project lead somewhere."""
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_both_readmes_say_the_same() -> None:
    """The Japanese README has the same sections and commands as the English one."""
    english, japanese = ROOT / "README.md", ROOT / "README.ja.md"
    for language in ("sh", "python", "text", "pycon", "console"):
        assert len(blocks(english, language)) == len(blocks(japanese, language))
    assert blocks(english, "sh") == blocks(japanese, "sh")
    headings = [
        re.findall(r"^#+ ", page.read_text("utf-8"), re.MULTILINE) for page in (english, japanese)
    ]
    assert headings[0] == headings[1]
