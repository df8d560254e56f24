"""A whole session in Japanese: what a support engineer types, and reads.

The commands stand in transcript.ja.txt with their output. After a change of what is said, write
it anew and read the difference: ``.venv/bin/pytest tests/cli/test_transcript.py --rewrite``.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import ROOT

from catalog.cli import main

TRANSCRIPT = Path(__file__).with_name("transcript.ja.txt")


@pytest.fixture
def desk(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sit down in a folder with logs, a shop's codes and a database, in a Japanese environment."""
    folder = tmp_path / "desk"
    shutil.copytree(ROOT / "docs" / "shop", folder / "shop")
    shutil.copy(ROOT / "docs" / "app.log", folder)
    shutil.copy(database, folder / "ours.db")
    (folder / "empty.log").write_text("")
    (folder / "quiet.log").write_text("started\nlistening on :10054\n")
    line = "12:01 エラー 10060: 接続が時間切れになりました\n"
    (folder / "sjis.log").write_bytes(line.encode("cp932"))
    po = folder / "wrong" / "locales" / "ja" / "LC_MESSAGES" / "http.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Language: ja\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "HTTP_NOT_FOUND.keywords"\nmsgid "x"\nmsgstr "y"\n\n'
        'msgctxt "HTTP_NO_SUCH.meaning"\nmsgid "a"\nmsgstr "い"\n',
        "utf-8",
    )
    toml = folder / "broken" / "systems" / "broken.toml"
    toml.parent.mkdir(parents=True)
    toml.write_text(
        '[system]\nname = "broken"\ntitle = "壊れた体系"\n[[entry]]\nsymbl = "X"\n', "utf-8"
    )
    monkeypatch.chdir(folder)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "CATALOG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")


def _played(commands: list[str]) -> str:
    """Return the transcript of commands, with the exit status of those that do not end with 0."""
    told = []
    for command in commands:
        done = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="catalog")
        assert done.exception is None or isinstance(done.exception, SystemExit), command
        status = f"[終了ステータス {done.exit_code}]\n" if done.exit_code else ""
        told.append(f"$ {command}\n{done.output}{status}")
    return "\n".join(told)


@pytest.mark.usefixtures("desk")
def test_transcript(request: pytest.FixtureRequest) -> None:
    """Each of 60 commands, good, odd and wrong, says what the transcript says."""
    written = TRANSCRIPT.read_text("utf-8")
    commands = re.findall(r"^\$ (catalog.*)$", written, re.MULTILINE)
    assert len(commands) >= 60
    played = _played(commands)
    if request.config.getoption("--rewrite"):
        TRANSCRIPT.write_text(played, "utf-8")
    else:
        assert played == written
