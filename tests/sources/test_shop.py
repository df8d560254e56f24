"""A small shop's own codes, as docs/own-codes.md shows them: from its files to its customers."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, ran

from catalog import Catalog, InvalidParameters
from catalog.db.building import build
from catalog.sources.folder import Source
from catalog.translating.check import check
from catalog.translating.stats import share, stats
from catalog.translating.workspace import Workspace

SHOP = ROOT / "docs" / "shop"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    path = tmp_path_factory.mktemp("shop") / "my.db"
    build(path, Source.from_path(SHOP))
    with Catalog(path) as opened:
        yield opened


def test_ten_codes_in_two_languages(shop: Catalog) -> None:
    """Every text is there in English and Japanese."""
    assert len(list(shop.entries("shop"))) == 10
    assert shop.coverage("shop") == {"en": 1.0, "ja": 1.0}
    (system,) = [system for system in shop.systems(locale="ja") if system.name == "shop"]
    assert system.title == "ショップのエラー"


@pytest.mark.parametrize(
    ("code", "values", "english", "japanese"),
    [
        ("OUT_OF_STOCK", {"item": "りんご"}, "りんご is sold out.", "りんごは売り切れました。"),
        ("NOT_ENOUGH_STOCK", {"item": "pear", "count": 1}, "Only one pear is left.",
         "pearの在庫は残り 1 点です。"),
        ("NOT_ENOUGH_STOCK", {"item": "rice", "count": 1200},
         "Only 1,200 pieces of rice are left.", "riceの在庫は残り 1,200 点です。"),
        ("CARD_EXPIRED", {"when": datetime.date(2026, 1, 31)}, "The card expired on Jan 31, 2026.",
         "カードの有効期限は 2026/01/31 に切れています。"),
        ("DELIVERY_LATE", {"count": 1}, "The delivery is one day late.",
         "配達が 1 日遅れています。"),
        ("CART_EMPTY", {}, "The cart is empty.", "カートに商品が入っていません。"),
    ],
)  # fmt: skip
def test_filled(
    shop: Catalog, code: str, values: dict[str, object], english: str, japanese: str
) -> None:
    """Parameters and plurals are filled in the language that is served."""
    assert shop.get(code, locale="en").meaning.fill(**values) == english
    assert shop.get(code, locale="ja").meaning.fill(**values) == japanese
    assert shop.get(code, locale="fr").meaning.fill(**values).locale == "en"


def test_a_parameter_too_few(shop: Catalog) -> None:
    """A missing parameter is told by name."""
    with pytest.raises(InvalidParameters, match="needs the parameter 'count'"):
        shop.get("NOT_ENOUGH_STOCK").meaning.fill(item="pear")


def test_our_words_reworded(shop: Catalog, small_catalog: Catalog) -> None:
    """One Japanese text of ours says what the shop wants; its description and English are ours."""
    entry = shop.get("WSAECONNREFUSED", locale="ja")
    assert entry.meaning == "決済サーバーに接続を拒否されました。"
    ours = small_catalog.get
    assert entry.description == ours("WSAECONNREFUSED", locale="ja").description
    assert shop.get("WSAECONNREFUSED") == ours("WSAECONNREFUSED")


def test_its_files_are_good() -> None:
    """The example has no problems and nothing left to translate or to bring forward."""
    workspace = Workspace(SHOP)
    for (name, _), path in workspace.files().items():
        assert check(path, workspace.systems([name])[0]) == []
    assert share(stats(workspace.files(), workspace.systems(["shop"]))) == 100
    assert workspace.update(["shop"], check=True) == []


def test_on_the_command_line(tmp_path: Path) -> None:
    """The commands that the page names."""
    path = str(tmp_path / "my.db")
    assert ran("db", "build", str(SHOP), "-o", path).stdout.endswith(
        "46 added, 0 changed, 0 removed\n"
    )
    shown = ran("show", "100", "--system", "shop", "--locale", "ja", "--database", path).stdout
    assert "<item>は売り切れました。" in shown
