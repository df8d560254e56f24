"""Recognition in TOML: an application's own codes in logs, lines and exceptions; each mistake."""

import errno
from pathlib import Path

import pytest
from support import in_source

from catalog import Catalog, InvalidSource
from catalog.logs import annotate
from catalog.sources.toml import read_system
from catalog.sync import Source, sync

SHOP = r"""
[system]
name = "shop"
title = "Shop errors"
prefixes = ["SHOP_"]

[[form]]
shape = 'SHOP-(?P<number>[0-9]{1,5})'
has = ["SHOP-"]
examples = ["checkout failed: SHOP-1042"]

[[form]]
shape = 'shop says (?P<number>[0-9]{1,5})'
has = ["shop says "]
believed = "asked"
without = ["hello"]
examples = ["the shop says 1042"]

[[lookalike]]
shape = 'order SHOP-(?P<number>[0-9]{1,5})'
has = ["order SHOP-"]
examples = ["order SHOP-1042 was shipped"]

[[entry]]
symbol = "OUT_OF_STOCK"
value = 1042
aliases = ["EMPTY_SHELF"]
ordinary = ["EMPTY_SHELF"]
says = [
  "The shelf … is empty",
  { text = "棚に在庫がありません", language = "ja" },
  { text = "nothing left", strength = "weak", apart = true, not_before = [" to say"] },
]
raised = ["shop.errors.OutOfStock", { type = "shop.errors.ShopError", strength = "weak" }]
meaning = "The article is sold out."

[[entry]]
symbol = "NO_CREDIT"
value = 1043
meaning = "The card was refused."

[named]
SHUT = 1044

[says]
OUT_OF_STOCK = ["All sold out today"]
SHUT = ["Come back tomorrow", { text = "本日は閉店しました", language = "ja" }]

[[attribute]]
type = "shop.errors.Refusal"
path = "answer.reasons.0"
within = [1000, 1999]

[[attribute]]
type = "shop.errors.Refusal"
path = "told()"
holds = "symbol"
pattern = "[A-Z]{2,20}_[A-Z]{2,20}"

[[attribute]]
type = "shop.errors.Refusal"
path = "behind.*"
holds = "exception"

[raised]
SHUT = ["shop.errors.ShopClosed"]
"""


@pytest.fixture
def shop(database: Path, tmp_path: Path) -> Catalog:
    sync(database, Source.from_path(in_source(tmp_path / "shop", SHOP)))
    return Catalog(database)


class OutOfStock(Exception):
    """An application's own exception."""


OutOfStock.__module__ = "shop.errors"


class Refusal(Exception):
    """An application's own exception, with its code where only it knows."""

    def __init__(self, reasons: object = (), told: str = "", behind: object = ()) -> None:
        super().__init__("x")
        self.answer, self._told, self.behind = {"reasons": reasons}, told, behind

    def told(self) -> str:
        """Return the last words."""
        return self._told


Refusal.__module__ = "shop.errors"


def found(catalog: Catalog, line: str) -> list[str]:
    return [f"{match.entry.system}:{match.entry.symbol}" for match in catalog.find(line)]


def annotated(catalog: Catalog, line: str) -> list[str]:
    pieces = annotate(catalog, [line.encode()])
    return [f"{entry.system}:{entry.symbol}" for _, entries in pieces for entry in entries]


def test_attributes(shop: Catalog) -> None:
    """What an exception has where its source says is read: numbers, symbols, other exceptions."""
    asked = {
        Refusal([1042, 1043]): "shop:OUT_OF_STOCK",
        Refusal(("1043",)): "shop:NO_CREDIT",
        Refusal([7]): None,
        Refusal(told="sorry: NO_CREDIT today"): "shop:NO_CREDIT",
        # a symbol says more than a number
        Refusal([1042], told="NO_CREDIT"): "shop:NO_CREDIT",
        Refusal(told="sorry"): None,
        Refusal(behind=[OutOfStock()]): "shop:OUT_OF_STOCK",
        Refusal(
            behind={"x": ConnectionRefusedError(errno.ECONNREFUSED, "x")}
        ): "errno:ECONNREFUSED",
        Refusal(behind=7): None,
    }
    with shop:
        for error, expected in asked.items():
            entry = shop.explain(error)
            assert (f"{entry.system}:{entry.symbol}" if entry else None) == expected, vars(error)


def test_an_own_system_has_it_all(shop: Catalog) -> None:
    """Its numbers, sentences, names and exceptions are known like those of the built-in ones."""
    stock = ["shop:OUT_OF_STOCK"]
    with shop:
        for line in (
            "checkout failed: SHOP-1042",
            "The shelf A-17 is empty, sorry",
            "注文エラー: 棚に在庫がありません。",
            "shop.errors.OutOfStock: apples",
            "raise OutOfStock('apples')",
        ):
            assert found(shop, line) == annotated(shop, line) == stock, line
        assert found(shop, "All sold out today") == annotated(shop, "All sold out today") == stock
        # of one that is only named
        for line in (
            "Come back tomorrow!",
            "本日は閉店しました。",
            "shop.errors.ShopClosed: until May",
        ):
            assert found(shop, line) == annotated(shop, line) == ["shop:SHUT"], line
        # what a log has too often counts where somebody asks
        for line in ("the shop says 1042", "error: nothing left", "status: EMPTY_SHELF"):
            assert (found(shop, line), annotated(shop, line)) == (stock, []), line
        for line in ("order SHOP-1042 was shipped", "nothing left to say"):
            assert found(shop, line) == annotated(shop, line) == [], line
        entry = shop.explain(OutOfStock("apples"))
        assert entry is not None
        assert entry.symbol == "OUT_OF_STOCK"
        assert shop.get("out_of_stock", system="shop") == entry
        # a form of the shop takes its number from all other systems
        assert found(shop, "SHOP-1043 (10054)") == ["shop:NO_CREDIT"]


def test_changes_are_told_and_carried_out(database: Path, tmp_path: Path) -> None:
    """A changed phrase is a change of its entry, a changed form one of the system."""
    source = Source.from_path(in_source(tmp_path / "shop", SHOP))
    sync(database, source)
    path = tmp_path / "shop" / "systems" / "shop.toml"
    path.write_text(SHOP.replace("The shelf … is empty", "No more on shelf"), "utf-8")
    report = sync(database, source, dry_run=True)
    assert [str(change) for change in report.changed] == ["shop OUT_OF_STOCK"]
    path.write_text(SHOP.replace("SHOP-(", "Shop #("), "utf-8")
    path.write_text(
        SHOP.replace("'SHOP-(", "'Shop #(")
        .replace('has = ["SHOP-"]', 'has = ["Shop #"]')
        .replace("failed: SHOP-1042", "failed: Shop #1042"),
        "utf-8",
    )
    assert [str(change) for change in sync(database, source).changed] == ["shop system"]
    with Catalog(database) as catalog:
        assert found(catalog, "checkout failed: Shop #1042") == ["shop:OUT_OF_STOCK"]
        assert found(catalog, "checkout failed: SHOP-1042") == []
    assert not sync(database, source)
    path.write_text(SHOP.replace('prefixes = ["SHOP_"]', 'prefixes = ["S_"]'), "utf-8")
    assert "shop system" in [str(change) for change in sync(database, source).changed]


MISTAKES = {
    ('{1,5})\'\nhas = ["SHOP-"]', '+)\'\nhas = ["SHOP-"]'): (8, "repeats without end"),
    ('(?P<number>[0-9]{1,5})\'\nhas = ["SHOP-"]', '([0-9]{1,5})\'\nhas = ["SHOP-"]'): (
        8,
        "needs a group",
    ),
    ("SHOP-(?P", "SHOP-((?P"): (8, "is no regular expression"),
    ("failed: SHOP-1042", "failed: SHOP-x"): (10, "does not match the example 'checkout failed"),
    ('has = ["SHOP-"]', 'has = ["shop#"]'): (10, "has none of the texts of has"),
    ('has = ["SHOP-"]', "has = []"): (9, "has must be a list of at most 100"),
    ('believed = "asked"', 'believed = "never"'): (15, "believed must be log, asked or agreeing"),
    ('without = ["hello"]', 'without = ["/(a+)+/"]'): (16, "repeats without end"),
    ('without = ["hello"]', 'witout = ["hello"]'): (16, "unknown key 'witout'"),
    ("shape = 'order", "shap = 'order"): (19, "there is no shape"),
    ('ordinary = ["EMPTY_SHELF"]', 'ordinary = ["FULL"]'): (28, "which is no name of the entry"),
    ("apart = true", "apart = 1"): (29, "says must be"),
    ('"shop.errors.OutOfStock", {', '"shop.errors.OutOfStock", "shop.errors.OutOfStock", {'): (
        34,
        "twice",
    ),
    ('strength = "weak" }]', 'strength = "sure" }]'): (34, "raised must be"),
    ('SHUT = ["Come', 'SHUTT = ["Come'): (47, "SHUTT is no entry"),
    ('SHUT = ["Come back tomorrow", {', "SHUT = [5, {"): (47, "SHUT must be"),
    ('SHUT = ["shop.errors.ShopClosed"]', 'SHUTT = ["x.Y"]'): (66, "SHUTT is no entry"),
    ('SHUT = ["shop.errors.ShopClosed"]', "SHUT = 5"): (66, "SHUT must be"),
    ('["All sold out today"]', '["The shelf … is empty"]'): (29, "twice"),
    ("answer.reasons.0", "answer[0]"): (51, "path must be names with dots between"),
    ('holds = "symbol"', 'holds = "word"'): (57, "holds must be negated, symbol or exception"),
    ('_[A-Z]{2,20}"', '_[A-Z]+"'): (58, "repeats without end"),
    ('prefixes = ["SHOP_"]', 'windows = "win64"'): (
        5,
        "windows must be win32, ntstatus or hresult",
    ),
}


def test_mistakes(tmp_path: Path) -> None:
    """Each is an InvalidSource that names the line and what is wrong there."""
    path = tmp_path / "shop.toml"
    wrong = {}
    for (old, new), (line, problem) in MISTAKES.items():
        assert SHOP.count(old) >= 1, old
        path.write_text(SHOP.replace(old, new, 1), "utf-8")
        try:
            read_system(path)
        except InvalidSource as error:
            if error.line != line or problem not in str(error.problem):
                wrong[new] = str(error)
        else:
            wrong[new] = "was taken"
    assert wrong == {}
