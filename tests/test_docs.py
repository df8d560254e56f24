"""Every example of the documentation, run."""

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import PLAIN, ROOT

from catalog.cli import main
from catalog.tomlfile import read_system

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
COMMAND = Path(sys.executable).with_name("catalog")


def blocks(page: Path, language: str) -> list[str]:
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(page.read_text("utf-8"))


def having(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


def name(page: Path) -> str:
    return page.name


def sessions(page: Path) -> Iterator[tuple[str, str]]:
    """Yield (command, expected output) of a page's console blocks."""
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            yield command, expected


@pytest.mark.parametrize("page", having("pycon"), ids=name)
def test_interactive_examples(page: Path) -> None:
    """>>> sessions give what they show."""
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    text = "\n".join(blocks(page, "pycon"))
    said: list[str] = []
    runner.run(parser.get_doctest(text, {}, page.name, str(page), 0), out=said.append)
    assert runner.failures == 0, "".join(said)
    assert runner.tries > 0


@pytest.mark.parametrize("page", having("python"), ids=name)
def test_programs(page: Path) -> None:
    """A program prints what the text block after it shows."""
    for program, expected in zip(blocks(page, "python"), blocks(page, "text"), strict=True):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, encoding="utf-8", env=PLAIN
        )
        assert done.stdout == expected, done.stderr


@pytest.mark.parametrize("page", having("console"), ids=name)
def test_sessions(page: Path, tmp_path: Path) -> None:
    """Commands print what the page shows; … stands for anything."""
    for command, expected in sessions(page):
        done = subprocess.run(
            [COMMAND, *shlex.split(command)[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            cwd=tmp_path,
            env=PLAIN,
        )
        pattern = re.escape(expected).replace("…", "(?s:.*)").replace(r"\…", "(?s:.*)")
        assert re.fullmatch(pattern, done.stdout), f"$ {command}\n{done.stdout}"


def test_the_command_that_the_readme_names() -> None:
    """The table of the README: every form in it is read."""
    for page in (ROOT / "README.md", ROOT / "README.ja.md"):
        rows = re.findall(r"^\| .+ \| (`.+`) \|$", page.read_text("utf-8"), re.MULTILINE)
        assert len(rows) == 8
        for row in rows:
            for form in re.findall(r"`([^`]+)`", row):
                result = CliRunner().invoke(main, ["show", "--", form])
                assert result.exit_code == 0, (form, result.output)


def test_every_command_and_option_is_documented() -> None:
    """docs/command-line.md names each command and option there is."""
    text = (ROOT / "docs/command-line.md").read_text("utf-8")
    for command_name, command in main.commands.items():
        assert command_name in text
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else []:
                assert option in text, option


def test_toml_example(tmp_path: Path) -> None:
    """The TOML file of docs/data.md is one that the loader takes, but for what it points at."""
    (example,) = blocks(ROOT / "docs/data.md", "toml")
    path = tmp_path / "winsock.toml"
    path.write_text(example.replace('related = ["WSAENETRESET"]\n', ""), "utf-8")
    assert read_system(path).entries[0].value == 10054


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
