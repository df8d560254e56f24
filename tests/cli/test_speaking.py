"""The command line in another language than English: a made-up one, in which nothing is English."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from support import ROOT

from catalog import paths
from catalog.cli import main
from catalog.language import interface
from catalog.po import mo
from catalog.po.file import Message
from catalog.po.interface import current
from catalog.sources.problems import SEVERITIES

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]+")
# what stands in any language: placeholders, names of options, commands, files, variables and codes
_PARAMETER = re.compile(r"\{[^{}]*\}")
_AS_TYPED = re.compile(
    r"--?[a-z][a-z-]*(?:=\S+)?|\S*[/\\<>=:]\S*|\b\w+\.\w+\b|\b[A-Z0-9_]{2,}\b|\[[^\]\s]*\]"
    r"|'[^']*'|\"[^\"]*\"|\b[a-z]+-[a-z-]+\b|^catalog(?=:)",
    re.MULTILINE,
)
# words that no language translates: commands, systems, platforms, kinds, names of programs
_KEPT = frozenset(
    """
    catalog annotate db list locales po search serve show site systems upgrade sync build check init
    update stats errno getaddrinfo http winsock win32 ntstatus hresult wininet linux macos freebsd
    chromium cloudflare curl dns exit gnutls grpc kafka mysql node openssl redis signal smtp
    sqlite sqlstate tls websocket http2 http3 x509
    windows libuv Linux macOS FreeBSD Windows bash zsh fish app log gz tail fr ja en utf cp932
    connection name resolution address permission resource usage protocol file device process
    peer status latin mine shop xx extra nothing title
    """.split()  # noqa: SIM905
)
_LOGGED = frozenset(["nothing here", *(ROOT / "docs" / "app.log").read_text("utf-8").split("\n")])
_COMMANDS = """\
show 10054
show 5 --platform windows
show -104 --system errno --platform linux
show WSAECONREST
show 0x80040154
show 0xC0000005
show "[Errno 9999] x"
show 99999999
show ""
show 12e4
show 1.5
show 0x
show 10054 --system posix
show 10054 --locale ../../etc
show 10054 --platform vms
show 10054 --database no.db
show 10054 --set count=3
show 10054 --set count
show --foo
show
10054
search
search xyzzyplugh
search connection --limit 0
search connection --limit x
search ""
list --system
list --limit 3
systems extra
locales extra
annotate none.log
annotate app.log --platform linux
annotate app.log --full
annotate app.log --once --json
annotate app.log --kind nothing
annotate app.log --encoding base64
annotate app.log --context x
annotate empty.log
db
db check --database no.db
db check --database mysql://h/d
db upgrade --database new.db
db check --database new.db
db build no-folder -o x.db
db build shop -o made.db
db build shop -o shop
db sync
db sync shop --watch --dry-run
db sync shop --database new.db --dry-run
db sync shop --database new.db
db sync shop --database new.db
db sync --remove nothing --database new.db
po
po init
po init xx
po init fr posix
po init fr shop
po init fr shop
po update
po update --check
po check
po check --ignore nothing
po check none.po
po stats
po stats --fail-under 101
po stats fr --fail-under 99
po stats no_tag_at_all
"""


def _masked(text: str) -> str:
    """Return a template of which nothing is English, with its parameters."""
    parts = _PARAMETER.findall(text)
    masks = ["".join("ø" if c.isalpha() else c for c in one) for one in _PARAMETER.split(text)]
    return "⟦" + "".join(a + b for a, b in zip(masks, [*parts, ""], strict=True)) + "⟧"


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have the interface speak a Japanese in which each letter of a message is an ø."""
    folder = tmp_path_factory.mktemp("interface")
    header = Message(None, "", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: "
                     "nplurals=2; plural=(n != 1);\n")  # fmt: skip
    made = [header]
    for message in current().messages:
        texts = message.id
        plain = _masked(texts) if isinstance(texts, str) else (_masked(texts[0]), _masked(texts[1]))
        made.append(Message(None, texts, plain))
    target = folder / "ja" / "LC_MESSAGES" / f"{interface.DOMAIN}.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(mo.written(made))
    patch = pytest.MonkeyPatch()
    patch.setattr(paths, "interface", lambda: str(folder))
    _forget()
    yield
    patch.undo()
    _forget()


def _forget() -> None:
    for cached in (interface.translation, interface.available, interface._files):
        cached.cache_clear()


def _english(output: str) -> list[str]:
    """Return the English words of an output, but for what stands in any language."""
    # lines with Japanese are the entries' own texts, and those of logs are as they were
    lines = [
        line
        for line in output.split("\n")
        if not re.search(r"[\u3040-\u9fff]", line) and line not in _LOGGED
    ]
    words = _WORD.findall(_AS_TYPED.sub(" ", "\n".join(lines)))
    return [word for word in words if word not in _KEPT | SEVERITIES.keys()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with the shop and the log of the documentation."""
    monkeypatch.chdir(tmp_path)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "empty.log").write_text("nothing here\n")
    (tmp_path / "app.log").write_bytes((ROOT / "docs" / "app.log").read_bytes())
    shop = tmp_path / "shop" / "systems"
    shop.mkdir(parents=True)
    shop.joinpath("shop.toml").write_text(
        '[system]\nname = "shop"\ntitle = "店"\n[[entry]]\nsymbol = "GONE"\nmeaning = "品切れ"\n',
        "utf-8",
    )
    return tmp_path


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_english_is_left(folder: Path) -> None:
    """Every answer, error and report of every command is in the reader's language, whole."""
    wrong = []
    for command in _COMMANDS.splitlines():
        arguments = ["--locale", "ja", *shlex.split(command)]
        done = CliRunner().invoke(main, arguments, prog_name="catalog")
        if left := _english(done.output):
            wrong.append((command, left, done.output))
        if not done.output and done.exit_code:
            wrong.append((command, ["(silent)"], ""))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.usefixtures("pseudo")
def test_help_is_whole_too() -> None:
    """Every page of help, with all its options."""
    wrong = []
    for path in _pages(main, []):
        done = CliRunner().invoke(main, ["--locale", "ja", *path, "--help"], prog_name="catalog")
        # the examples of a command are typed as they are
        shown = "\n".join(
            line
            for line in done.output.split("\n")
            if not line.strip().startswith(("catalog", "tail"))
        )
        if left := _english(shown):
            wrong.append((path, left))
        assert done.exit_code == 0, done.output
    assert wrong == [], "\n".join(map(str, wrong))


def _pages(command: click.Command, path: list[str]) -> Iterator[list[str]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _pages(inner, [*path, name])
