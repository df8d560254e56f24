"""From a code to the entries it can mean: the order, the reasons, and what platforms decide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import GOOD, each, in_source, written

from catalog import AmbiguousCode, Catalog, InvalidPlatform, Match, Platform, UnknownCode
from catalog.codes import platforms
from catalog.codes.platforms import PLATFORMS
from catalog.sync import Source, sync

linux = pytest.mark.skipif(platforms.RUNNING != "linux", reason="the order is that of Linux")
Expected = list[tuple[str, tuple[str, ...]]]

# the systems whose numbers nobody writes alone
LABELLED = {
    "chromium", "cloudflare", "curl", "dns", "exit", "gnutls", "grpc", "http2", "http3", "kafka",
    "mysql", "node", "openssl", "redis", "signal", "smtp", "sqlite", "sqlstate", "tls",
    "websocket", "x509",
}  # fmt: skip
EVERYWHERE = ("linux", "macos", "freebsd", "windows")
# on Linux: those that Linux gives by system and symbol, then those of other platforms alone
ON_LINUX: dict[str, Expected] = {
    "8": [
        ("errno:ENOEXEC", EVERYWHERE),
        ("getaddrinfo:EAI_NONAME", ("macos", "freebsd")),
        ("win32:ERROR_NOT_ENOUGH_MEMORY", ("windows",)),
        ("winsock:WSA_NOT_ENOUGH_MEMORY", ("windows",)),
        ("getaddrinfo:EAI_MEMORY", ("windows",)),
    ],
    "11": [
        ("errno:EAGAIN", ("linux", "windows")),
        ("errno:EWOULDBLOCK", ("linux",)),
        ("errno:EDEADLK", ("macos", "freebsd")),
        ("getaddrinfo:EAI_SYSTEM", ("macos", "freebsd")),
        ("win32:ERROR_BAD_FORMAT", ("windows",)),
    ],
    "110": [
        ("errno:ETIMEDOUT", ("linux",)),
        ("win32:ERROR_OPEN_FAILED", ("windows",)),
        ("errno:EHOSTUNREACH", ("windows",)),
    ],
    "104": [
        ("errno:ECONNRESET", ("linux",)),
        ("http:HTTP_UPLOAD_RESUMPTION_SUPPORTED", ()),
        ("errno:ENOTRECOVERABLE", ("macos",)),
        ("win32:ERROR_INVALID_AT_INTERRUPT_TIME", ("windows",)),
        ("errno:EBADMSG", ("windows",)),
    ],
}
NAMED: dict[tuple[str, str], list[str]] = {
    ("8", "linux"): [
        "errno:ENOEXEC",
        "win32:ERROR_NOT_ENOUGH_MEMORY",
        "winsock:WSA_NOT_ENOUGH_MEMORY",
    ],
    ("8", "macos"): [
        "errno:ENOEXEC",
        "getaddrinfo:EAI_NONAME",
        "win32:ERROR_NOT_ENOUGH_MEMORY",
        "winsock:WSA_NOT_ENOUGH_MEMORY",
    ],
    ("8", "freebsd"): [
        "errno:ENOEXEC",
        "getaddrinfo:EAI_NONAME",
        "win32:ERROR_NOT_ENOUGH_MEMORY",
        "winsock:WSA_NOT_ENOUGH_MEMORY",
    ],
    ("8", "windows"): [
        "win32:ERROR_NOT_ENOUGH_MEMORY",
        "winsock:WSA_NOT_ENOUGH_MEMORY",
        "errno:ENOEXEC",
        "getaddrinfo:EAI_MEMORY",
    ],
    ("11", "linux"): ["errno:EAGAIN", "errno:EWOULDBLOCK", "win32:ERROR_BAD_FORMAT"],
    ("11", "macos"): ["errno:EDEADLK", "getaddrinfo:EAI_SYSTEM", "win32:ERROR_BAD_FORMAT"],
    ("11", "freebsd"): ["errno:EDEADLK", "getaddrinfo:EAI_SYSTEM", "win32:ERROR_BAD_FORMAT"],
    ("11", "windows"): ["win32:ERROR_BAD_FORMAT", "errno:EAGAIN"],
    ("110", "linux"): ["errno:ETIMEDOUT", "win32:ERROR_OPEN_FAILED"],
    ("110", "macos"): ["win32:ERROR_OPEN_FAILED"],
    ("110", "freebsd"): ["win32:ERROR_OPEN_FAILED"],
    ("110", "windows"): ["win32:ERROR_OPEN_FAILED", "errno:EHOSTUNREACH"],
    ("104", "linux"): [
        "errno:ECONNRESET",
        "http:HTTP_UPLOAD_RESUMPTION_SUPPORTED",
        "win32:ERROR_INVALID_AT_INTERRUPT_TIME",
    ],
    ("104", "macos"): [
        "errno:ENOTRECOVERABLE",
        "http:HTTP_UPLOAD_RESUMPTION_SUPPORTED",
        "win32:ERROR_INVALID_AT_INTERRUPT_TIME",
    ],
    # what is not explained comes after what is, whosever it is
    ("104", "windows"): [
        "errno:EBADMSG",
        "http:HTTP_UPLOAD_RESUMPTION_SUPPORTED",
        "win32:ERROR_INVALID_AT_INTERRUPT_TIME",
    ],
    ("3", "linux"): ["errno:ESRCH", "win32:ERROR_PATH_NOT_FOUND", "ntstatus:STATUS_WAIT_3"],
    ("4000", "windows"): ["win32:ERROR_WINS_INTERNAL"],
}


@pytest.fixture(scope="module", params=["read", "preloaded"], autouse=True)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    """The same answers from the database and from memory."""
    with Catalog() as opened:
        if request.param == "preloaded":
            opened.preload("en")
        yield opened


def matches_of(catalog: Catalog, code: int | str, **how: Any) -> list[Match]:
    """Return what a code means to systems whose numbers stand alone; all others come last."""
    matches = catalog.find(code, **how)
    labelled = [match.entry.system in LABELLED for match in matches]
    assert labelled == sorted(labelled)
    return matches[: labelled.count(False)]


def found(catalog: Catalog, code: int | str, **how: Any) -> list[str]:
    return [f"{one.entry.system}:{one.entry.symbol}" for one in matches_of(catalog, code, **how)]


def asked(catalog: Catalog, code: int | str, **how: Any) -> str:
    entry = catalog.get(code, **how)
    return f"{entry.system}:{entry.symbol}"


class TestOrder:
    @linux
    @each("code", ON_LINUX)
    def test_of_the_running_platform(self, catalog: Catalog, code: str) -> None:
        """Its own come first; then the others', by platform, with the platforms told."""
        for way in (code, int(code), hex(int(code))):
            matches = matches_of(catalog, way)
            assert [(f"{m.entry.system}:{m.entry.symbol}", m.platforms) for m in matches] == (
                ON_LINUX[code]
            )

    @each(("code", "platform"), NAMED)
    def test_of_a_platform_that_is_named(self, catalog: Catalog, code: str, platform: str) -> None:
        """What other platforms alone have is left out; Windows' own systems come last."""
        assert found(catalog, code, platform=platform) == NAMED[code, platform]

    def test_windows_own_systems_come_last_elsewhere(self, catalog: Catalog) -> None:
        """On Windows 232 is of equal rank with others; elsewhere it is found after all of them."""
        for matches in (
            catalog.find("6", platform="linux"),
            catalog.find("87", platform="linux"),
            catalog.find("error code 10054: errno 104 and -104", platform="linux"),
        ):
            systems = [match.entry.system for match in matches]
            systems = [system for system in systems if system not in LABELLED]
            of_windows = [system not in ("errno", "getaddrinfo", "http") for system in systems]
            assert of_windows == sorted(of_windows)
            assert True in of_windows

    def test_packed_numbers(self, catalog: Catalog) -> None:
        """What a facility carries, the number as it stands or its sign turned, the same bits."""
        assert found(catalog, "-104", platform="linux") == [
            "getaddrinfo:EAI_INTR",
            "errno:ECONNRESET",
        ]
        assert found(catalog, "0xC0000022") == ["ntstatus:STATUS_ACCESS_DENIED"]
        assert found(catalog, "0xD0000022") == ["ntstatus:STATUS_ACCESS_DENIED"]
        assert found(catalog, "0x801901F7") == [
            "http:HTTP_SERVICE_UNAVAILABLE",
            "hresult:HTTP_E_STATUS_SERVICE_UNAVAIL",
        ]
        assert found(catalog, "0x80070005") == [
            "win32:ERROR_ACCESS_DENIED",
            "hresult:E_ACCESSDENIED",
        ]
        for same in (0x80004005, -2147467259, 0xFFFF_FFFF_8000_4005, "80004005"):
            assert asked(catalog, same) == "hresult:E_FAIL"
        assert found(catalog, "0x800704C7", system="winsock") == []

    def test_names(self, catalog: Catalog) -> None:
        """A name comes as it stands, then with the prefixes of the systems."""
        assert found(catalog, "ECONNRESET") == ["errno:ECONNRESET", "winsock:WSAECONNRESET"]
        assert found(catalog, "wsaeconnreset") == ["winsock:WSAECONNRESET"]
        assert found(catalog, "uv_econnreset") == ["errno:ECONNRESET"]
        assert found(catalog, "enotfound") == ["getaddrinfo:EAI_NONAME"]
        assert found(catalog, "ERROR_IO_PENDING") == ["win32:ERROR_IO_PENDING"]
        assert found(catalog, "service_unavailable") == ["http:HTTP_SERVICE_UNAVAILABLE"]
        assert found(catalog, "AGAIN")[0] == "errno:EAGAIN"

    def test_each_entry_once(self, catalog: Catalog) -> None:
        """An entry that several readings lead to has the reason of the best of them."""
        matches = catalog.find("[WinError 10054] WSAECONNRESET, ECONNRESET, 0x80072746")
        keys = [(match.entry.system, match.entry.symbol) for match in matches]
        assert len(keys) == len({*keys})
        assert matches[0].reason == "after “WinError”: the number 10054"


class TestReasons:
    @each(
        ("code", "reason"),
        [
            ("8", "the number 8, on Linux, macOS, FreeBSD and Windows"),
            ("0x8", "0x8, which is 8, on Linux, macOS, FreeBSD and Windows"),
            ("404", "the number 404"),
            ("ECONNRESET", "the name ECONNRESET"),
            ("enotfound", "the name enotfound, an alias of EAI_NONAME"),
            ("NOT_FOUND", "NOT_FOUND with HTTP_ before it"),
            ("0x801901F7", "0x801901F7, an HRESULT of severity error with facility 25 (HTTP) that "
             "carries 503"),
            ("-1073741790", "-1073741790, the same 32 bits as 3221225506, on Windows"),
            ("[Errno 8] x", "after “Errno”: the number 8, on Linux, macOS, FreeBSD and Windows"),
            ('HTTP/1.1" 503', "after “HTTP/1.1”: the number 503"),
        ],
    )  # fmt: skip
    def test_in_words(self, catalog: Catalog, code: str, reason: str) -> None:
        """The reason says how the code was read, and on which platforms it means this."""
        assert catalog.find(code)[0].reason == reason

    def test_one_platform(self, catalog: Catalog) -> None:
        """One or two platforms are told as a person would."""
        reasons = {
            match.entry.symbol: match.reason
            for match in matches_of(catalog, "11", platform="linux")
        }
        assert reasons == {
            "EAGAIN": "the number 11, on Linux and Windows",
            "EWOULDBLOCK": "the number 11, on Linux",
            "ERROR_BAD_FORMAT": "the number 11, on Windows",
        }
        with pytest.raises(AmbiguousCode):
            catalog.get(-104, platform="linux")
        (match,) = catalog.find("-104", system="errno", platform="linux")
        assert match.reason == (
            "104 with its sign turned, as kernels and libuv return it, on Linux"
        )


class TestPlatforms:
    @each(
        ("symbol", "values"),
        [
            ("ECONNRESET", (104, 54, 54, 108, -4077)),
            ("EAGAIN", (11, 35, 35, 11, -4088)),
            ("EAI_NONAME", (-2, 8, 8, 11001, -3008)),
            ("EXFULL", (54, None, None, None, None)),
            ("WSAECONNRESET", (10054,) * 5),
            ("HTTP_NOT_FOUND", (404,) * 5),
        ],
    )
    def test_the_value_is_that_of_the_platform(
        self, catalog: Catalog, symbol: str, values: tuple[int | None, ...]
    ) -> None:
        """Whichever way an entry is asked for, its value is the number there, or None."""
        each: list[Any] = list(PLATFORMS)
        for platform, value in zip(each, values, strict=True):
            entry = catalog.get(symbol, platform=platform)
            assert entry.value == value
            assert catalog.find(symbol, platform=platform)[0].entry == entry
            assert entry in catalog.search(symbol, platform=platform)
            assert entry in catalog.entries(entry.system, platform=platform)
            if entry.numbers:
                assert dict(entry.numbers).get(platform) == value
                assert [name for name, _ in entry.numbers] == [
                    name for name in PLATFORMS if name in dict(entry.numbers)
                ]

    def test_names_of_a_platform(self, catalog: Catalog) -> None:
        """The platform goes by the names of sys.platform and platform.system() too."""
        names: list[Any] = ["macos", "darwin", "Darwin", "macOS"]
        for name in names:
            assert catalog.get(54, system="errno", platform=name).symbol == "ECONNRESET"
        of_freebsd: Any = "freebsd14"
        assert catalog.get(93, system="errno", platform=of_freebsd).symbol == "ENOTCAPABLE"

    def test_the_running_one(self, catalog: Catalog) -> None:
        """Unless one is named it is that on which the program runs."""
        running = platforms.RUNNING
        if running is not None:
            for symbol in ("ECONNRESET", "EAI_NONAME", "EAGAIN"):
                assert catalog.get(symbol) == catalog.get(symbol, platform=running)

    @each("platform", ["beos", "", " linux", 5, b"linux", ["linux"]])
    def test_no_platform(self, catalog: Catalog, platform: object) -> None:
        """Another is InvalidPlatform, whatever is asked."""
        for ask in (
            lambda: catalog.find(8, platform=platform),  # type: ignore[arg-type]
            lambda: catalog.search("reset", platform=platform),  # type: ignore[arg-type]
            lambda: catalog.explain(OSError(8, "x"), platform=platform),  # type: ignore[arg-type]
            lambda: catalog.entries(platform=platform),  # type: ignore[arg-type]
            lambda: catalog.get("ECONNRESET", platform=platform),  # type: ignore[arg-type]
        ):
            with pytest.raises(InvalidPlatform, match="there are linux, macos, freebsd, windows"):
                ask()


class TestOne:
    @each(
        ("code", "platform", "expected"),
        [
            (110, "linux", "errno:ETIMEDOUT"),
            (54, "macos", "errno:ECONNRESET"),
            (54, "linux", "errno:EXFULL"),
            (2, "windows", "win32:ERROR_FILE_NOT_FOUND"),
            (5, "windows", "win32:ERROR_ACCESS_DENIED"),
            (8, "windows", "win32:ERROR_NOT_ENOUGH_MEMORY"),
            (4000, "windows", "win32:ERROR_WINS_INTERNAL"),
            (-11, "macos", "errno:EDEADLK"),
            (-11, "windows", "errno:EAGAIN"),
            (10054, "linux", "winsock:WSAECONNRESET"),
            (10054, "windows", "winsock:WSAECONNRESET"),
            (0xC0000022, "linux", "ntstatus:STATUS_ACCESS_DENIED"),
            ("[Errno 8] Exec format error", "macos", "errno:ENOEXEC"),
            ("gaierror: [Errno 8] nodename nor servname", "macos", "getaddrinfo:EAI_NONAME"),
            ("ECONNRESET", "windows", "errno:ECONNRESET"),
            (404, "freebsd", "http:HTTP_NOT_FOUND"),
            (13, "linux", "errno:EACCES"),
            (6, "linux", "errno:ENXIO"),
            (0x80072EE2, "linux", "wininet:ERROR_INTERNET_TIMEOUT"),
            (0x80070020, "windows", "win32:ERROR_SHARING_VIOLATION"),
        ],
    )
    def test_best(self, catalog: Catalog, code: int | str, platform: str, expected: str) -> None:
        """The one of the best rank on that platform, and else the best of Windows' own."""
        assert asked(catalog, code, platform=platform) == expected

    @each(
        ("code", "platform", "candidates"),
        [
            (104, "linux", {"ECONNRESET", "HTTP_UPLOAD_RESUMPTION_SUPPORTED"}),
            (11, "macos", {"EDEADLK", "EAI_SYSTEM"}),
            (-11, "linux", {"EAI_SYSTEM", "EAGAIN", "EWOULDBLOCK"}),
        ],
    )
    def test_ambiguous(
        self, catalog: Catalog, code: int, platform: Platform, candidates: set[str]
    ) -> None:
        """Several of the best rank are not guessed at."""
        with pytest.raises(AmbiguousCode) as caught:
            catalog.get(code, platform=platform)
        assert {entry.symbol for entry in caught.value.candidates} == candidates

    @each("platform", PLATFORMS)
    def test_the_best_is_among_the_first(self, catalog: Catalog, platform: Platform) -> None:
        """What get answers, or calls ambiguous, is what find begins with."""
        for code in (*range(-120, 120), *range(400, 420), 995, 10054, 11001, 0xC0000022):
            matches = catalog.find(code, platform=platform)
            first = [f"{match.entry.system}:{match.entry.symbol}" for match in matches]
            try:
                assert asked(catalog, code, platform=platform) == first[0]
            except AmbiguousCode as error:
                several = [f"{entry.system}:{entry.symbol}" for entry in error.candidates]
                assert sorted(several) == sorted(first[: len(several)])
            except UnknownCode:
                assert first == []


@linux
def test_a_message_in_a_line(catalog: Catalog) -> None:
    """The number's platform is the one where it means what the message says."""
    reset = "Connection reset by peer"
    assert asked(catalog, f"[Errno 104] {reset}") == "errno:ECONNRESET"
    assert asked(catalog, f"[Errno 54] {reset}", platform="macos") == "errno:ECONNRESET"
    assert asked(catalog, f"[Errno 54] {reset}") == "errno:ECONNRESET"
    # Linux' 54 is not what the words mean
    (first,) = catalog.find(f"[Errno 54] {reset}")
    assert (first.entry.symbol, first.platforms) == ("ECONNRESET", ("macos", "freebsd"))
    assert first.reason == "after “Errno”: the number 54, on macOS and FreeBSD"


@linux
def test_a_message_against_a_number(catalog: Catalog) -> None:
    """Where the number means something else on every platform, the words are believed first."""
    line = "[Errno 2] Connection reset by peer"
    assert found(catalog, line)[:2] == ["errno:ECONNRESET", "errno:ENOENT"]
    assert asked(catalog, line) == "errno:ECONNRESET"


@linux
def test_words_of_another_platform(catalog: Catalog) -> None:
    """A symbol and an exception say as much as a message; a second number is not forgotten."""
    for line in (
        "errno=61 ECONNREFUSED",
        "ConnectionRefusedError: [Errno 61] Connect call failed ('127.0.0.1', 80)",
        "{ errno: -61, code: 'ECONNREFUSED', syscall: 'connect' }",
    ):
        assert asked(catalog, line) == "errno:ECONNREFUSED"
    with pytest.raises(AmbiguousCode):
        catalog.get("[Errno 2] Datei nicht gefunden; [Errno 13] Permission denied")
    with pytest.raises(AmbiguousCode):
        catalog.get("[Errno 111] in a retry; last error: [Errno 60] Operation timed out")
    # Rust on Windows
    assert asked(catalog, "The name is gone. (os error 64)") == "win32:ERROR_NETNAME_DELETED"
    in_use = "別のプロセスが使用中です。 (os error 32)"
    assert found(catalog, in_use) == ["win32:ERROR_SHARING_VIOLATION"]


@linux
def test_messages_of_other_systems(catalog: Catalog) -> None:
    """Where both are another system's, both are read as that one's."""
    of_macos = "gaierror: [Errno 8] nodename nor servname provided, or not known"
    assert asked(catalog, of_macos) == "getaddrinfo:EAI_NONAME"


def test_a_name_in_a_line(catalog: Catalog) -> None:
    """A name comes before the same with a prefix; in a line, none is put before it."""
    assert found(catalog, "ECONNRESET") == ["errno:ECONNRESET", "winsock:WSAECONNRESET"]
    for text in ("read ECONNRESET", "接続が切れました ECONNRESET"):
        assert found(catalog, text) == ["errno:ECONNRESET"]


def test_what_another_source_took_with_it(database: Path, tmp_path: Path) -> None:
    """An entry of a source that is gone is no equivalent, and the other way round all goes on."""
    text = GOOD.replace('name = "shop"', 'name = "mall"').replace(
        'symbol = "GONE"',
        'symbol = "GONE"\nsame_as = [{ code = "shop:GONE", authority = "the lease" }]',
    )
    shop = Source.from_path(in_source(tmp_path / "shop", GOOD))
    (tmp_path / "mall" / "systems").mkdir(parents=True)
    written(tmp_path / "mall" / "systems", text, "mall")
    mall = Source.from_path(tmp_path / "mall")
    sync(database, shop, mall)
    with Catalog(database, max_age=0) as catalog:
        (same,) = catalog.get("GONE", system="mall").equivalents
        assert (same.system, same.symbol) == ("shop", "GONE")
        (back,) = same.equivalents
        assert back.system == "mall"
        sync(database, remove="shop")
        catalog.refresh()
        gone = catalog.get("GONE", system="mall")
        assert gone.equivalents == ()
        assert [one.symbol for one in gone.same_as] == ["GONE"]
        sync(database, mall)
