"""The translators' folder: new languages, and files brought forward."""

from pathlib import Path

import pytest
from support import GOOD, ROOT, SYSTEMS, in_source, message

from catalog import InvalidLocale, InvalidSource, UnknownSystem
from catalog.language.interface import DOMAIN
from catalog.po import reader
from catalog.sources.toml import read_system
from catalog.translating.workspace import Workspace


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


class TestStart:
    @pytest.mark.whole
    def test_in_an_empty_folder(self, tmp_path: Path) -> None:
        """Without systems of its own a folder is for all of ours."""
        made = Workspace(tmp_path).start("fr")
        folder = tmp_path / "locales" / "fr" / "LC_MESSAGES"
        assert made == [folder / f"{name}.po" for name in sorted([*SYSTEMS, DOMAIN])]
        assert len(reader.read(folder / f"{DOMAIN}.po").messages) > 400
        for system in SYSTEMS:
            path = folder / f"{system}.po"
            assert (tmp_path / "locales" / f"{system}.pot").exists()
            texts = read_system(ROOT / "catalog" / "systems" / f"{system}.toml").texts()
            assert [one.context for one in reader.read(path).messages] == [key for key, _ in texts]

    def test_in_a_source(self, tmp_path: Path) -> None:
        """A source's folder is for its systems; ours can be named."""
        in_source(tmp_path, GOOD)
        workspace = Workspace(tmp_path)
        assert [path.name for path in workspace.start("fr")] == ["shop.po"]
        assert [path.name for path in workspace.start("fr", ["winsock"])] == ["winsock.po"]
        assert sorted(system for system, _ in workspace.files()) == ["shop", "winsock"]

    def test_of_a_tag(self, tmp_path: Path) -> None:
        """The folder has the normalized tag, the header gettext's form of it."""
        (made,) = Workspace(tmp_path).start("PT_br", ["winsock"])
        assert made.parent.parent.name == "pt-BR"
        assert reader.read(made).header.get("Language") == "pt_BR"

    def test_refusals(self, tmp_path: Path) -> None:
        """No language, no system, and a file that is there: each says what to do."""
        in_source(tmp_path, GOOD, fr="")
        workspace = Workspace(tmp_path)
        before = state(tmp_path)
        with pytest.raises(InvalidLocale, match="CLDR knows"):
            workspace.start("xx")
        with pytest.raises(InvalidLocale, match="not a language tag"):
            workspace.start("../x")
        with pytest.raises(
            UnknownSystem, match=r"'posix'; the catalogue has: .*http, .*shop, .*winsock"
        ):
            workspace.start("de", ["posix"])
        with pytest.raises(InvalidSource, match="is there already; bring it forward"):
            workspace.start("fr")
        assert state(tmp_path) == before


class TestUpdate:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Workspace:
        body = message("GONE.meaning", "The article is no longer sold.", "Fini.")
        in_source(tmp_path, GOOD, fr=body)
        workspace = Workspace(tmp_path)
        workspace.update()
        return workspace

    def test_twice(self, workspace: Workspace) -> None:
        """A second run changes no byte."""
        before = state(workspace.folder)
        assert workspace.update() == []
        assert workspace.update(check=True) == []
        assert state(workspace.folder) == before

    def test_changed_english(self, workspace: Workspace) -> None:
        """Template and languages follow the TOML; --check only tells."""
        in_source(workspace.folder, GOOD.replace("is no longer sold.", "is history."))
        before = state(workspace.folder)
        names = ["shop.pot", "shop.po"]
        assert [path.name for path in workspace.update(check=True)] == names
        assert state(workspace.folder) == before
        assert [path.name for path in workspace.update()] == names
        (path,) = workspace.files().values()
        message_ = reader.read(path).messages[-1]
        assert (message_.string, message_.fuzzy) == ("Fini.", True)
        assert workspace.update() == []

    def test_layout_is_the_editors(self, workspace: Workspace) -> None:
        """A file that says what it should stays as its editor laid it out."""
        (path,) = workspace.files().values()
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert workspace.update() == []

    def test_one_that_cannot_be_read(self, workspace: Workspace) -> None:
        """A file that is not right stops the run before anything is written."""
        in_source(workspace.folder, GOOD.replace("is history.", "is gone."), de="nonsense")
        before = state(workspace.folder)
        with pytest.raises(InvalidSource, match="is no comment, and no keyword"):
            workspace.update()
        assert state(workspace.folder) == before

    def test_of_the_checkout(self) -> None:
        """The package's own template and languages are up to date: else catalog po update."""
        assert Workspace(ROOT).update(check=True) == []
