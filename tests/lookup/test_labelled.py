"""Systems whose numbers nobody writes alone, and names that look like numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import GOOD, each, in_source

from catalog import AmbiguousCode, Catalog
from catalog.sync import Source, sync


@pytest.fixture(scope="module", params=["read", "preloaded"])
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    """The same answers from the database and from memory."""
    with Catalog() as opened:
        if request.param == "preloaded":
            opened.preload("en")
        yield opened


def found(catalog: Catalog, code: int | str, system: str | None = None) -> list[str]:
    matches = catalog.find(code, system=system, platform="linux")
    return [f"{match.entry.system}:{match.entry.symbol}" for match in matches]


def asked(catalog: Catalog, code: int | str, system: str | None = None) -> str:
    entry = catalog.get(code, system=system, platform="linux")
    return f"{entry.system}:{entry.symbol}"


class TestNumbers:
    def test_come_after_all_others(self, catalog: Catalog) -> None:
        """A bare number is what it was: the entries of such systems come last."""
        assert found(catalog, 28)[:3] == [
            "errno:ENOSPC",
            "win32:ERROR_OUT_OF_PAPER",
            "curl:CURLE_OPERATION_TIMEDOUT",
        ]
        assert asked(catalog, 28) == "errno:ENOSPC"
        assert asked(catalog, "7") == "errno:E2BIG"
        assert asked(catalog, 1006) == "win32:ERROR_FILE_INVALID"
        assert asked(catalog, 1045) == "mysql:ER_ACCESS_DENIED_ERROR"

    def test_in_a_system_that_is_named(self, catalog: Catalog) -> None:
        """Whoever names the system has said whose number it is."""
        assert asked(catalog, 28, system="curl") == "curl:CURLE_OPERATION_TIMEDOUT"
        assert found(catalog, "7", system="curl") == ["curl:CURLE_COULDNT_CONNECT"]
        assert found(catalog, -104, system="chromium") == ["chromium:ERR_CONNECTION_FAILED"]
        assert asked(catalog, "0x10c", system="http3") == "http3:H3_REQUEST_CANCELLED"

    def test_other_readings_of_the_bits(self, catalog: Catalog) -> None:
        """Chromium's -104 is found by that number, and by no other one of the same bits."""
        assert "chromium:ERR_CONNECTION_FAILED" in found(catalog, "-104")
        assert "chromium:ERR_CONNECTION_FAILED" not in found(catalog, "0xFFFFFF98")

    @each("line", ["the answer was 1006", "error 1045 occurred", "the server said (4401)"])
    def test_in_a_line(self, catalog: Catalog, line: str) -> None:
        """A number beside which nothing says whose it is is none of theirs."""
        systems = {one.partition(":")[0] for one in found(catalog, line)}
        assert systems.isdisjoint({"cloudflare", "mysql", "websocket"})

    @pytest.mark.whole
    def test_of_an_application(self, database: Path, tmp_path: Path) -> None:
        """The trait is data: an application's own system has it as well."""
        text = GOOD.replace("[[entry]]", "labelled = true\n\n[[entry]]", 1).replace("-70007", "28")
        sync(database, Source.from_path(in_source(tmp_path / "shop", text)))
        with Catalog(database) as own:
            assert asked(own, 28) == "errno:ENOSPC"
            assert "shop:OUT_OF_STOCK" in found(own, 28)[2:]
            assert asked(own, 28, system="shop") == "shop:OUT_OF_STOCK"


class TestNames:
    @each(
        ("name", "first"),
        [
            ("UNAUTHORIZED", "http:HTTP_UNAUTHORIZED"),
            ("OK", "http:HTTP_OK"),
            ("INTERNAL_ERROR", "http:HTTP_INTERNAL_SERVER_ERROR"),
            ("ENODATA", "errno:ENODATA"),
            ("NO_ERROR", "win32:ERROR_SUCCESS"),
            ("CANCEL", "http2:HTTP2_CANCEL"),
            ("WRONG_VERSION_NUMBER", "openssl:SSL_R_WRONG_VERSION_NUMBER"),
        ],
    )
    def test_come_after_those_of_others(self, catalog: Catalog, name: str, first: str) -> None:
        """A short name is what it was, too; where nothing else has it, it is theirs."""
        assert asked(catalog, name) == first

    def test_all_are_listed(self, catalog: Catalog) -> None:
        """What was ambiguous stays so, and theirs are among the answers."""
        with pytest.raises(AmbiguousCode):
            asked(catalog, "NOT_FOUND")
        assert found(catalog, "NOT_FOUND")[0] == "http:HTTP_NOT_FOUND"
        assert "grpc:GRPC_NOT_FOUND" in found(catalog, "NOT_FOUND")

    @each(
        "line", ["status UNKNOWN for that host", "the request was REFUSED", "all checks: PASS OK"]
    )
    def test_words_of_any_text(self, catalog: Catalog, line: str) -> None:
        """Their names that are words of any text mean nothing among others."""
        assert found(catalog, line) == []

    def test_that_no_other_text_has(self, catalog: Catalog) -> None:
        """All others are names wherever they stand."""
        assert found(catalog, "rpc failed: DEADLINE_EXCEEDED") == ["grpc:GRPC_DEADLINE_EXCEEDED"]

    def test_of_an_application_are_not_lost(self, database: Path, tmp_path: Path) -> None:
        """A word that is ordinary to us may be an application's own symbol."""
        text = GOOD.replace("OUT_OF_STOCK", "UNAVAILABLE")
        sync(database, Source.from_path(in_source(tmp_path / "shop", text)))
        with Catalog(database) as own:
            assert "shop:UNAVAILABLE" in found(own, "the order failed: UNAVAILABLE")


class TestLikeNumbers:
    @each(
        ("code", "entry"),
        [
            ("23505", "sqlstate:23505"),
            ("40P01", "sqlstate:40P01"),
            ("08006", "sqlstate:08006"),
            ("42000", "sqlstate:42000"),
            ("hy000", "sqlstate:HY000"),
            ("CLASS_40", "sqlstate:CLASS_40"),
            ("5.7.8", "smtp:X.7.8"),
            ("4.7.1", "smtp:X.7.1"),
            ("X.7.8", "smtp:X.7.8"),
            ("000", "http:HTTP_000"),
            ("0A00010B", "openssl:SSL_R_WRONG_VERSION_NUMBER"),
            ("EDE_22", "dns:EDE_NO_REACHABLE_AUTHORITY"),
        ],
    )
    def test_are_names(self, catalog: Catalog, code: str, entry: str) -> None:
        """SQLSTATEs and codes of several parts are symbols, whatever they look like."""
        assert asked(catalog, code) == entry
        assert found(catalog, code)[0] == entry
        assert asked(catalog, code, system=entry.partition(":")[0]) == entry

    def test_numbers_stay_numbers(self, catalog: Catalog) -> None:
        """A number is a name only where a name is so written, and a zero before it is none."""
        assert asked(catalog, "10054") == asked(catalog, "010054") == "winsock:WSAECONNRESET"
        assert "win32:FRS_ERR_SERVICE_COMM" in found(catalog, "08006")
        assert found(catalog, 23505) == []
