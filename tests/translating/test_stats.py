"""How far translations are."""

from pathlib import Path

import pytest
from support import GOOD, in_source, message

from catalog.translating.stats import Stats, share, stats
from catalog.translating.workspace import Workspace

BODY = (
    message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れです。")
    + message("GONE.meaning", "The article is no longer sold.", "終売です。", "#, fuzzy\n")
    + message("OUT_OF_STOCK.description", "An older text.", "古い文です。")
    + message("title", "Shop errors", "")
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(in_source(tmp_path, GOOD, ja=BODY))


def test_counts(workspace: Workspace) -> None:
    """Served, not to be served as it is, and not there, by kind of text."""
    assert stats(workspace.files(), workspace.systems()) == [
        Stats("ja", "shop", "title", 0, 0, 1),
        Stats("ja", "shop", "meaning", 1, 1, 0),
        Stats("ja", "shop", "description", 0, 1, 0),
    ]


def test_without_a_file(workspace: Workspace) -> None:
    """English is complete in the TOML file; any other language begins with nothing."""
    files, systems = workspace.files(), workspace.systems()
    assert share(stats(files, systems, ["en"])) == 100
    assert share(stats(files, systems, ["de"])) == 0
    assert share(stats(files, systems, ["ja"])) == 25
    assert [one.locale for one in stats(files, systems, ["ja", "en"])[::3]] == ["en", "ja"]
