"""Files of translators: no save is lost, no link leads out, nothing is waited at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import COMMAND, GOOD, PLAIN, in_source, message

from catalog import InvalidSource, files
from catalog.translating.workspace import Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no links, pipes or devices")
OLD = message("GONE.meaning", "The article was sold.", "Weg.")


def workspace(folder: Path) -> Path:
    """Write a source with a translation that an update changes; return its file."""
    in_source(folder, GOOD, de=OLD)
    return folder / "locales" / "de" / "LC_MESSAGES" / "shop.po"


def test_a_save_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a translator saves while an update is at work is merged too."""
    path = workspace(tmp_path)
    saves: list[int] = []
    fsync = os.fsync

    def saved(descriptor: int) -> None:
        # the last moment before the replacement
        fsync(descriptor)
        if not saves and ".po" in os.readlink(f"/proc/self/fd/{descriptor}"):
            path.write_text(path.read_text() + message("OUT_OF_STOCK.meaning", "x", "Neu."))
            saves.append(1)

    monkeypatch.setattr(os, "fsync", saved)
    Workspace(tmp_path).update()
    assert saves
    assert '"Neu."' in path.read_text()
    assert "#| msgid" in path.read_text()


def test_a_file_that_is_never_at_rest(tmp_path: Path) -> None:
    """What is not what it was is left as it is."""
    path = workspace(tmp_path)
    before = path.read_bytes()
    assert not files.replace(path, b"new", tmp_path, b"other")
    assert path.read_bytes() == before
    assert files.replace(path, b"new", tmp_path, before)
    assert path.read_bytes() == b"new"
    assert [one.name for one in path.parent.iterdir()] == ["shop.po"]


def test_links_that_lead_out(tmp_path: Path) -> None:
    """A link out of the folder is refused, and what it leads to stays."""
    path = workspace(tmp_path / "shop")
    victim = tmp_path / "victim.po"
    victim.write_text("# mine\n")
    path.unlink()
    path.symlink_to(victim)
    with pytest.raises(InvalidSource, match="leads out of"):
        Workspace(tmp_path / "shop").update()
    assert victim.read_text() == "# mine\n"


def test_leftovers(tmp_path: Path) -> None:
    """What a killed update left an hour ago is swept; the mode stays; names are not foreseeable."""
    path = workspace(tmp_path)
    path.chmod(0o640)
    left, fresh = (path.with_name(f".shop.po.{name}.unfinished") for name in ("old", "new"))
    for one in (left, fresh):
        one.touch()
    os.utime(left, (1, 1))
    Workspace(tmp_path).update()
    assert not left.exists()
    assert fresh.exists()
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["po", "toml"])
@pytest.mark.parametrize("what", ["fifo", "device"])
def test_what_is_no_file(tmp_path: Path, database: Path, kind: str, what: str) -> None:
    """A pipe is not waited at, a device not read without end: one line says what it is."""
    path = workspace(tmp_path / "shop")
    path = path if kind == "po" else tmp_path / "shop" / "systems" / "shop.toml"
    path.unlink()
    if what == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    folder = str(tmp_path / "shop")
    for command in (["po", "check", "--source", folder],
                    ["db", "sync", folder, "--database", str(database)]):  # fmt: skip
        done = subprocess.run(
            [*COMMAND, *command], capture_output=True, text=True, env=PLAIN, timeout=30
        )
        assert "is no plain file" in done.stdout + done.stderr, done


def test_a_large_file(tmp_path: Path) -> None:
    """A file larger than any translation is refused before memory is."""
    path = tmp_path / "large.po"
    with path.open("wb") as file:
        file.truncate((1 << 28) + 1)
    with pytest.raises(InvalidSource, match="larger than 256 MiB"):
        files.content(path)
