"""An application's own exceptions, and its own codes beside ours."""

import enum
import logging
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from support import SYSTEMS, each, in_source, ran

from catalog import AmbiguousCode, Catalog, CodedError, UnknownCode, UnknownSystem
from catalog.db.building import build
from catalog.logs import ExplainFilter, ExplainProcessor
from catalog.sources.folder import Source

SHOP = """
[system]
name = "shop"
title = "Errors of the shop"

[[entry]]
symbol = "NOT_ENOUGH_STOCK"
value = 404
aliases = ["FEW_LEFT"]
meaning = "Only {count:number} {item} is left."
meaning_plural = "Only {count:number} {item}s are left."
description = "{item} sells well."
retry = "later"

[[entry]]
symbol = "CARD_DECLINED"
value = 104
meaning = "The card was declined by {bank}."
raised = ["{module}.CardDeclined", "{module}.GatewayDown"]

[[entry]]
symbol = "HTTP_GONE"
value = -3
meaning = "The article is gone."
""".replace("{module}", __name__)
TIMED_OUT = "ETIMEDOUT"


class NotEnoughStock(CodedError):
    catalog_code = "shop:NOT_ENOUGH_STOCK"


class CardDeclined(Exception):
    """Known by `raised` alone, with parameters of its own."""

    def __init__(self, bank: str = "") -> None:
        super().__init__(bank)
        self.catalog_parameters = {"bank": bank} if bank else {}


class GatewayDown(ConnectionError):
    """An application's own type of an operating system's error."""


class NodeError(Exception):
    """Has the name of its error as ``code``, as bindings to other languages do."""

    def __init__(self, code: object) -> None:
        super().__init__("x")
        self.code = code


class Code(enum.StrEnum):
    LEFT = "shop:FEW_LEFT"


class Hostile(Mapping[str, object]):
    def __getitem__(self, name: str) -> object:
        raise RuntimeError(name)

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError

    def __len__(self) -> int:
        return 1


class Odd:
    def __str__(self) -> str:
        raise RuntimeError("odd")


def with_code(code: object, parameters: object = None) -> BaseException:
    """Make a plain exception with the attributes of the protocol."""
    error: Any = ValueError("x")
    error.catalog_code, error.catalog_parameters = code, parameters
    return error  # type: ignore[no-any-return]


def after(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    build(folder / "own.db", Source.from_path(in_source(folder, SHOP)))
    return folder / "own.db"


@pytest.fixture(scope="module")
def shop(database: Path) -> Iterator[Catalog]:
    with Catalog(database) as opened:
        yield opened


class TestExplaining:
    @each(
        ("error", "symbol"),
        [
            (NotEnoughStock(item="pear", count=3), "NOT_ENOUGH_STOCK"),
            (with_code("NOT_ENOUGH_STOCK"), "NOT_ENOUGH_STOCK"),
            (with_code("shop:FEW_LEFT"), "NOT_ENOUGH_STOCK"),
            (with_code(Code.LEFT), "NOT_ENOUGH_STOCK"),
            (with_code("shop:404"), "NOT_ENOUGH_STOCK"),
            (with_code("shop:-3"), "HTTP_GONE"),
            (with_code("Shop:FEW_LEFT"), "NOT_ENOUGH_STOCK"),
            (with_code("SHOP:404"), "NOT_ENOUGH_STOCK"),
            (with_code("winsock:WSAECONNRESET"), "WSAECONNRESET"),
            (NodeError("ECONNRESET"), "ECONNRESET"),
            (NodeError("CARD_DECLINED"), "CARD_DECLINED"),
            (NodeError("econnreset"), None),
            (NodeError("E_NOTHING"), None),
            (NodeError("OK"), None),
            (NodeError(104), None),
            (with_code("ECONNRESET"), "ECONNRESET"),
            # a symbol of two systems is not guessed, nor is what nobody has
            (with_code("HTTP_GONE"), None),
            (with_code("shop:NOTHING"), None),
            (with_code("nothing:HTTP_GONE"), None),
            (with_code("shop:" + "9" * 5000), None),
            (with_code(""), None),
            (with_code(404), None),
            (CodedError(), None),
            (CardDeclined(), "CARD_DECLINED"),
            (GatewayDown("x"), "CARD_DECLINED"),
            # what the application says comes before what its cause was
            (after(CardDeclined(), TimeoutError("x")), "CARD_DECLINED"),
            (after(NotEnoughStock(), TimeoutError("x")), "NOT_ENOUGH_STOCK"),
            (after(GatewayDown("x"), TimeoutError("x")), "CARD_DECLINED"),
            (after(RuntimeError("x"), NotEnoughStock()), "NOT_ENOUGH_STOCK"),
            (after(with_code("shop:NOTHING"), TimeoutError("x")), TIMED_OUT),
            (ExceptionGroup("x", [ValueError(), NotEnoughStock()]), "NOT_ENOUGH_STOCK"),
        ],
    )
    def test_which(self, shop: Catalog, error: BaseException, symbol: str | None) -> None:
        """By attribute, base class, or type in the application's own TOML."""
        entry = shop.explain(error)
        assert (entry and entry.symbol) == symbol

    def test_filled(self, shop: Catalog) -> None:
        """Parameters of the exception are in every text, and what is lacking is called by name."""
        entry = shop.explain(NotEnoughStock(item="pear", count=3, warehouse="Oslo"))
        assert entry is not None
        assert entry.meaning == "Only 3 pears are left."
        assert entry.description == "pear sells well."
        assert entry.meaning.template.forms
        declined = shop.explain(CardDeclined("Bank"))
        assert declined is not None
        assert declined.meaning == "The card was declined by Bank."

    @each(
        ("parameters", "meaning"),
        [
            ({"item": "pear"}, "Only <count> pears are left."),
            ({"item": Odd(), "count": 1}, "Only 1 <item> is left."),
            ({"count": "many"}, "Only <count> <item>s are left."),
            ({1: 2}, "Only {count:number} {item}s are left."),
            (Hostile(), "Only {count:number} {item}s are left."),
            ("item", "Only {count:number} {item}s are left."),
        ],
    )
    def test_unfit_parameters(self, shop: Catalog, parameters: object, meaning: str) -> None:
        """Who handles an exception is never given another one."""
        entry = shop.explain(with_code("shop:NOT_ENOUGH_STOCK", parameters))
        assert entry is not None
        assert entry.meaning == meaning

    def test_notes(self, shop: Catalog) -> None:
        """Notes on exceptions are filled as well, and never have braces."""
        for error, line in (
            (NotEnoughStock(item="pear", count=1), "NOT_ENOUGH_STOCK (404): Only 1 pear is left."),
            (NotEnoughStock(), "NOT_ENOUGH_STOCK (404): Only <count> <item>s are left."),
        ):
            with pytest.raises(NotEnoughStock) as caught, shop.explaining("en"):
                raise error
            assert caught.value.__notes__ == [line]

    def test_the_base_class(self) -> None:
        """It reads well, pickles, and takes any names; a message of its own stays."""
        error = NotEnoughStock(item="pear", self=1)
        assert str(error) == "shop:NOT_ENOUGH_STOCK (item='pear', self=1)"
        assert str(NotEnoughStock("none left", count=0)) == "none left"
        assert str(NotEnoughStock()) == "shop:NOT_ENOUGH_STOCK"
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert again.catalog_parameters == {"item": "pear", "self": 1}


class TestLogs:
    FIELDS = "%(explanation)s|%(catalog_system)s|%(catalog_symbol)s|%(catalog_retry)s"

    def test_fields(self, shop: Catalog) -> None:
        """A record has the code in fields of its own, empty where nothing is known."""
        told = logging.Formatter(self.FIELDS + "|%(catalog_locale)s")
        explain = ExplainFilter(shop, "ja")
        line = "NOT_ENOUGH_STOCK (404): Only 3 pears are left."
        for fields, expected in (
            ({"msg": "%s", "args": (NotEnoughStock(item="pear", count=3),)},
             f"{line}|shop|NOT_ENOUGH_STOCK|later|en"),
            ({"catalog_code": "shop:NOT_ENOUGH_STOCK",
              "catalog_parameters": {"item": "pear", "count": 3}},
             f"{line}|shop|NOT_ENOUGH_STOCK|later|en"),
            ({"catalog_code": "shop:NOTHING"}, "||||"),
            ({"msg": "plain"}, "||||"),
        ):  # fmt: skip
            record = logging.makeLogRecord(fields)
            assert explain.filter(record)
            assert told.format(record) == expected

    def test_structlog(self, shop: Catalog) -> None:
        """The processor reads what structlog passes on, and adds nothing where nothing is known."""
        logs = structlog.testing.LogCapture()
        log = structlog.wrap_logger(
            None,
            processors=[ExplainProcessor(shop, "en"), logs],
            wrapper_class=structlog.BoundLogger,
        )
        error = NotEnoughStock(item="pear", count=3)
        try:
            raise error
        except NotEnoughStock:
            log.error("sold", exc_info=True)
        log.error("sold", exc_info=error)
        log.error("sold", reason=error)
        log.error("sold", catalog_code="NOT_ENOUGH_STOCK", catalog_parameters={"count": 1})
        log.error("sold", exc_info=True)
        log.error("sold", reason=ValueError("x"))
        lines = [entry.get("explanation") for entry in logs.entries]
        three = "NOT_ENOUGH_STOCK (404): Only 3 pears are left."
        one = "NOT_ENOUGH_STOCK (404): Only 1 <item> is left."
        assert lines == [three, three, three, one, None, None]
        first = logs.entries[0]
        assert (first["catalog_system"], first["catalog_symbol"]) == ("shop", "NOT_ENOUGH_STOCK")
        assert (first["catalog_retry"], first["catalog_locale"]) == ("later", "en")

    def test_it_never_raises(self, database: Path) -> None:
        """Where nothing can be looked up, the event says why."""
        closed = Catalog(database)
        closed.close()
        event = ExplainProcessor(closed)(None, "error", {"error": NotEnoughStock()})
        assert str(event["explanation"]).startswith("(not explained: ")
        assert "catalog_symbol" not in event


class TestSystems:
    def test_an_own_number(self, shop: Catalog, database: Path) -> None:
        """A number of two systems is ambiguous, unless the catalogue was told which come first."""
        with pytest.raises(AmbiguousCode):
            shop.get(404)
        for systems, symbol in (
            (("shop", "http"), "NOT_ENOUGH_STOCK"),
            (("HTTP", "Shop"), "HTTP_NOT_FOUND"),
            ("http", "HTTP_NOT_FOUND"),
        ):
            with Catalog(database, systems=systems) as catalog:
                assert catalog.get(404).symbol == shop.get(404, system=systems).symbol == symbol
                assert catalog.find(404)[0].entry.symbol == symbol
                assert catalog.get(404, system="shop").symbol == "NOT_ENOUGH_STOCK"

    def test_the_scope(self, database: Path) -> None:
        """What the systems do not have is not found, unless a question names another system."""
        with Catalog(database, systems=("shop", "http")) as catalog:
            with pytest.raises(UnknownCode, match="shop, http"):
                catalog.get(10054)
            assert catalog.get(10054, system="winsock").symbol == "WSAECONNRESET"
            assert [match.entry.system for match in catalog.find("104")] == ["shop", "http"]
            assert {entry.system for entry in catalog.entries()} == {"shop", "http"}
            assert next(catalog.entries()).system == "shop"
            assert {one.system for one in catalog.search("request", limit=100)} == {"http"}
            assert catalog.search("gone")[0].symbol == "HTTP_GONE"
            # an exception knows its system
            refused = catalog.explain(ConnectionRefusedError(10061, "x"))
            assert refused is not None
            assert refused.symbol == "WSAECONNREFUSED"
            own = catalog.explain(with_code("HTTP_GONE"))
            assert own is not None
            assert own.symbol == "HTTP_GONE"

    @each("system", ["Winsock", "WINSOCK", ("Winsock",), ["winsock", "winsock"]])
    def test_any_case(self, shop: Catalog, system: Any) -> None:
        """Letter case does not matter in names of systems."""
        assert shop.get(10054, system=system).symbol == "WSAECONNRESET"
        assert shop.find(10054, system=system)[0].entry.symbol == "WSAECONNRESET"
        assert shop.search("reset by peer", system=system)[0].system == "winsock"
        assert len(list(shop.entries(system))) == SYSTEMS["winsock"]
        assert shop.locales(system) == ("en", "ja")
        assert shop.coverage(system) == {"en": 1.0, "ja": 1.0}

    def test_any_case_on_the_command_line(self) -> None:
        """The command line takes systems in any letter case too."""
        assert ran("show", "10054", "--system", "Winsock").stdout.startswith("WSAECONNRESET")
        listed = ran("systems", "--system", "HTTP").stdout.splitlines()
        assert [line.split("\t")[0] for line in listed] == ["http"]

    def test_unknown(self, database: Path) -> None:
        """A system that the database lacks is told when something is asked."""
        with Catalog(database, systems=("shop", "store")) as catalog:
            with pytest.raises(UnknownSystem, match="'store'"):
                catalog.get(404)
        with pytest.raises(UnknownSystem):
            Catalog(database, systems=(5,))  # type: ignore[arg-type]
