"""Round trips with the tools of translators: GNU gettext, Babel's own, and polib."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from support import GOOD, in_source, written

from catalog.po import file, layout, reader
from catalog.sources.matching import Matching
from catalog.sources.toml import read_system
from catalog.translating.workspace import Workspace

NEW = GOOD.replace("is no longer sold.", "is history.")
gnu = pytest.mark.skipif(not shutil.which("msgmerge"), reason="GNU gettext is not installed")


def run(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source with a French file: one text translated, one fuzzy, one obsolete, and a comment."""
    in_source(tmp_path, GOOD)
    (path,) = Workspace(tmp_path).start("fr")
    made = reader.read(path)
    made.header.lines.append("X-Generator: somebody's tool")
    made.messages[1].string = "L’article est épuisé."
    made.messages[1].comments = ["Vu par Zoé.", "", "Deux fois."]
    made.messages[3].string = "L’article n’est plus vendu."
    made.messages[3].flags = {"fuzzy"}
    made.messages[3].previous = file.Previous(None, "The article is dear.")
    made.obsolete = [file.Message("OLD.meaning", "Old.", "Ancien.", flags={"fuzzy"})]
    path.write_bytes(layout.written(made))
    return tmp_path


def french(folder: Path) -> Path:
    return folder / "locales" / "fr" / "LC_MESSAGES" / "shop.po"


def template(folder: Path) -> Path:
    return folder / "locales" / "shop.pot"


def summary(path: Path) -> set[tuple[object, ...]]:
    """What a translator would miss: texts, flags, comments, previous and obsolete messages."""
    found = reader.read(path)
    return {
        (m.context, m.id, m.string, m.fuzzy, *filter(None, m.comments))
        for m in (*found.messages, *found.obsolete)
        if any(m.string)
    }


class TestPolib:
    def test_reads_what_we_write(self, folder: Path) -> None:
        """An independent reader sees in our file what we do."""
        ours = reader.read(french(folder))
        theirs = polib.pofile(str(french(folder)), check_for_duplicates=True)
        assert [(e.msgctxt, e.msgid, e.msgstr, e.fuzzy) for e in theirs if not e.obsolete] == [
            (m.context, m.id, m.string, m.fuzzy) for m in ours.messages
        ]
        assert [e.msgid for e in theirs.obsolete_entries()] == ["Old."]
        assert theirs.metadata["X-Generator"] == "somebody's tool"
        assert theirs[1].tcomment == "Vu par Zoé.\n\nDeux fois."
        assert not theirs.metadata_is_fuzzy

    @pytest.mark.parametrize("width", [0, 40, 78])
    def test_we_read_what_it_writes(self, folder: Path, width: int) -> None:
        """Saved by polib, wrapped or not, the file says the same."""
        before = summary(french(folder))
        theirs = polib.pofile(str(french(folder)), wrapwidth=width)
        theirs.save(newline="\r\n")
        assert summary(french(folder)) == before


@gnu
class TestGnu:
    @pytest.mark.parametrize(
        "options", [[], ["--no-wrap"], ["--width=30"], ["--sort-output"], ["--no-obsolete"]]
    )
    def test_msgattrib(self, folder: Path, options: list[str]) -> None:
        """Saved by GNU gettext in any layout, the file says the same."""
        before = summary(french(folder))
        run("msgattrib", *options, "-o", french(folder), french(folder))
        if "--no-obsolete" in options:
            before = {one for one in before if one[0] != "OLD.meaning"}
        assert summary(french(folder)) == before

    def test_msgmerge(self, folder: Path) -> None:
        """A changed English text merged by msgmerge: fuzzy, and our update agrees."""
        written(folder / "systems", GOOD.replace("is sold out.", "is sold out now."))
        pot = template(folder)
        Workspace(folder).update(["shop"])
        ours = summary(french(folder))
        run("msgmerge", "--quiet", "--previous", "--update", french(folder), pot)
        assert summary(french(folder)) == ours
        assert Workspace(folder).update() in ([], [french(folder)])
        assert summary(french(folder)) == ours
        assert Workspace(folder).update(check=True) == []

    def test_msgmerge_first(self, folder: Path) -> None:
        """What msgmerge made obsolete or fuzzy is read, and comes back with its text."""
        original = summary(french(folder))
        system = read_system(folder / "systems" / "shop.toml")
        path = written(folder / "systems", GOOD.partition('[[entry]]\nsymbol = "OUT')[0])
        english = path.read_text("utf-8")
        Workspace(folder).update()
        run("msgmerge", "--quiet", "--previous", "--update", french(folder), template(folder))
        assert len(reader.read(french(folder)).obsolete) == 3
        assert GOOD.startswith(english)
        written(folder / "systems", GOOD)
        Workspace(folder).update()
        assert summary(french(folder)) == original
        assert Matching(french(folder), dict(system.texts())).texts == {
            "OUT_OF_STOCK.meaning": "L’article est épuisé."
        }

    def test_msginit(self, folder: Path) -> None:
        """A file begun by msginit is read and brought forward."""
        path = folder / "locales" / "de" / "LC_MESSAGES" / "shop.po"
        path.parent.mkdir(parents=True)
        run(
            "msginit", "--no-translator", "--locale=de_DE.UTF-8", "-i", template(folder), "-o", path
        )
        Workspace(folder).update()
        found = reader.read(path)
        assert [m.context for m in found.messages] == [
            m.context for m in reader.read(french(folder)).messages
        ]
        assert found.header.get("Language") == "de"

    def test_msgfmt(self, folder: Path) -> None:
        """msgfmt accepts what we write without a word."""
        done = subprocess.run(
            ["msgfmt", "--check", "-o", os.devnull, french(folder)], capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_pybabel_update(folder: Path) -> None:
    """Saved by Babel's own update, with its losses, the file is read, and twice is as once."""
    written(folder / "systems", NEW)
    template(folder).write_bytes(
        template(folder).read_bytes().replace(b"is no longer sold.", b"is history.")
    )
    pybabel = sys.executable, "-m", "babel.messages.frontend"
    run(*pybabel, "-q", "update", "-i", template(folder), "-d", folder / "locales", "-D", "shop",
        "--previous")  # fmt: skip
    Workspace(folder).update()
    kept = reader.read(french(folder))
    assert kept.messages[1].string == "L’article est épuisé."
    before = french(folder).read_bytes()
    assert Workspace(folder).update() == []
    assert french(folder).read_bytes() == before
