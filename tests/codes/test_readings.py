"""What a person typed or pasted, and how it is read."""

import enum
import string
import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog import InvalidCode
from catalog.codes.readings import plain, readings


def values(code: int | str) -> list[int]:
    return [reading.value for reading in readings(code) if not reading.name]


def numbers(code: int | str) -> list[tuple[int, str]]:
    """Return the numbers with the only system that each can be of, or an empty string."""
    return [(reading.value, reading.system) for reading in readings(code) if not reading.name]


def names(code: str) -> list[str]:
    return [reading.name for reading in readings(code) if reading.name]


@pytest.mark.parametrize(
    "code",
    [
        10054, "10054", " 10054\n", "+10054", "010054", "10054L", "10054ul", "0x2746", "0X2746",
        "0x00002746", "0x2746u", "１００５４", "０ｘ２７４６",
        "\u200b10054\ufeff",
    ],
)  # fmt: skip
def test_numbers(code: int | str) -> None:
    """Decimal and hexadecimal, C's suffixes, full width and invisible characters are read."""
    assert values(code)[0] == 10054


@pytest.mark.parametrize(
    "code",
    [
        "0x80072746", "80072746", "0X80072746", -2147014842, "-2147014842", "\u22122147014842",
        "2147952454", 0x80072746, "0xFFFFFFFF80072746", "18446744071562536774", 0xC0072746,
        "c0072746", "-1073273018", "0xD0072746",
    ],
)  # fmt: skip
def test_carriers(code: int | str) -> None:
    """HRESULT_FROM_WIN32(10054) and its NTSTATUS kin carry 10054, signed or not, 64 bits too."""
    carried = [reading for reading in readings(code) if reading.value == 10054]
    # winsock.h's codes are Win32 codes, so they are looked for before the others of that facility
    assert [reading.system for reading in carried] == ["winsock", "win32"]
    assert carried[0].rank < carried[1].rank
    assert all("facility 7" in reading.reason for reading in carried)


@pytest.mark.parametrize(
    "code", ["0x801901F7", "801901F7", "2149122551", "-2145844745", -2145844745, 0xFFFFFFFF801901F7]
)
def test_carriers_of_http(code: int | str) -> None:
    """Facility 25 (FACILITY_HTTP) carries a status, 503 here: winerror.h, HTTP_E_STATUS_…."""
    (carried,) = [reading for reading in readings(code) if reading.value == 503]
    assert carried.system == "http"
    assert "facility 25 (HTTP)" in carried.reason


@pytest.mark.parametrize("code", ["0xD0000022", "D0000022", "-805306334", -805306334, 0xD0000022])
def test_carriers_of_ntstatus(code: int | str) -> None:
    """HRESULT_FROM_NT(STATUS_ACCESS_DENIED) leads back to that NTSTATUS, with its name."""
    (carried,) = [reading for reading in readings(code) if reading.value == 0xC0000022]
    assert carried.system == "ntstatus"
    assert "made from the NTSTATUS 0xC0000022" in carried.reason


@pytest.mark.parametrize("code", [-104, "-104", "\u2212104", "-0x68"])
def test_signs_of_errno(code: int | str) -> None:
    """A negative number is itself, or the errno of a kernel or of libuv; neither is likelier."""
    first, second, *_ = [reading for reading in readings(code) if not reading.name]
    assert [(one.rank, one.value, one.system) for one in (first, second)] == [
        (0, -104, ""),
        (0, 104, "errno"),
    ]


def test_signs_of_unsigned_numbers() -> None:
    """The same 32 bits without a sign are read as those with it, after what they are themselves."""
    found = [(one.rank, one.value, one.system) for one in readings("0xFFFFFF98")]
    assert found[:3] == [(0, 0xFFFFFF98, ""), (1, -104, ""), (1, 104, "errno")]


@pytest.mark.parametrize("code", [104, "104", -10_000, "-2147014842", 0, "-0", 0xFFFFD8F0])
def test_what_is_no_errno_with_its_sign_turned(code: int | str) -> None:
    """Positive numbers, zero, and numbers that no errno is as large as are not turned."""
    assert [reading for reading in readings(code) if reading.system == "errno"] == []


@pytest.mark.parametrize(
    "code", ["0x80042746", "0x00072746", "0x80082746", "0x20072746", "0x87272746", "0x801A01F7"]
)
def test_other_facilities_are_not_unwrapped(code: str) -> None:
    """Only facility 7 with the failure bit carries a Win32 code: winerror.h, HRESULT_FROM_WIN32."""
    assert not {10054, 503} & {*values(code)}


def test_a_code_of_more_than_32_bits_carries_nothing() -> None:
    """The low half of a 64-bit number is a code only when the high half extends its sign."""
    assert 10054 not in values("0x0000000180072746")
    assert values(1 << 62) == [1 << 62]


def test_signed_and_unsigned_are_the_same_bits() -> None:
    """A code stored as a signed number is found by its unsigned form, and the other way round."""
    assert -2147014842 in values("0x80072746")
    assert 0x80072746 in values(-2147014842)


def test_bare_hexadecimal() -> None:
    """Eight hexadecimal digits are read as such after decimal; four only with a letter."""
    assert values("80072746")[0] == 80072746
    assert values("274C") == [10060]
    assert values("273E") == [10046]
    assert values("2746") == [2746]


@pytest.mark.parametrize("code", ["econnreset", "WSAECONNRESET", "Econnreset"])
def test_symbols(code: str) -> None:
    """A symbol is looked for as it is, then with Winsock's prefix."""
    assert names(code)[:2] == [code, f"WSA{code}"]


def test_prefixes() -> None:
    """A name without its prefix is looked for with that of each system, as likely as another."""
    found = [reading for reading in readings("IO_PENDING") if reading.name]
    # a name that looks like a symbol is one in a line, too; that comes later
    whole = [reading for reading in found if reading.rank < 10]
    assert [(reading.rank, reading.name) for reading in whole] == [
        (0, "IO_PENDING"),
        (1, "WSAIO_PENDING"),
        (1, "WSA_IO_PENDING"),
        (1, "EIO_PENDING"),
        (1, "EAI_IO_PENDING"),
        (1, "ERROR_IO_PENDING"),
        (1, "STATUS_IO_PENDING"),
        (1, "HTTP_IO_PENDING"),
    ]
    assert {reading.system for reading in found} == {""}


@pytest.mark.parametrize("text", ["NT_STATUS_CANCELLED", "smbd: NT_STATUS_CANCELLED, again"])
def test_names_of_samba(text: str) -> None:
    """Samba puts NT_ before the names of NTSTATUS (its libcli/util/ntstatus.h)."""
    assert ("STATUS_CANCELLED", "ntstatus") in [(one.name, one.system) for one in readings(text)]
    assert "SOME_CANCELLED" not in names("NT_SOME_CANCELLED")


def test_prefixes_in_a_line() -> None:
    """In a line, where any word may be in capitals, only Winsock's prefixes are put before it."""
    assert names("the CONNRESET, again") == ["CONNRESET", "WSACONNRESET", "WSA_CONNRESET"]


@pytest.mark.parametrize(
    "line",
    [
        "[WinError 10054] An existing connection was forcibly closed",
        "OSError: [WinError 10054] whatever",
        "Connection reset (os error 10054)",
        "WSAGetLastError() = 0x2746",
        "WSAGetLastError returned 10054",
        "recv failed with error: 10054",
        "[Errno 10054] whatever",
        "error code 10054.",
        "socket error #10054",
        "エラーコード：10054 が発生しました。",
        "エラー 10054",
        "System.Net.Sockets.SocketException (10054): An existing",
        "failed, hr=0x80072746",
        "Exception from HRESULT: 80072746",
        "(10054)",
        "ERROR 2003 (HY000): Can't connect to MySQL server on 'db' (10054)",
        "[error] 1234#5678: *1 connect() failed (10054: whatever)",
        "socket 0x1f4 closed: 10054",
        "10054: connection reset",
        "10054:Connection reset",
        "10054-Connection reset",
        "10054.",
        "10054。",
        '{"code":10054,"message":"x"}',
        "ErrorCode:10054",
        "HRESULT:-2147014842",
        "\x1b[31merror 10054\x1b[0m",
        "エラー10054が発生しました",
        "エラーコード：10054です",
        "エラーコードは10054です",
        "エラーの番号は10054です",
        "エラー№10054",
        "10054番エラー",
        "コード10054",
        "エラー0x80072746が発生しました",
        "0x80072746エラー",
        "80072746エラー",
        "Win32 error code 10054",
        "システム エラー 10054 が発生しました。",
    ],
)
def test_numbers_in_lines(line: str) -> None:
    """The number is found in what programs print, and the reason quotes what pointed to it."""
    assert 10054 in values(line)


@pytest.mark.parametrize(
    "line",
    [
        "recv: WSAECONNRESET",
        "failed (WSAECONNRESET)",
        "<wsaeconnreset>",
        "WSAECONNRESET, again",
        "WSAECONNRESETエラー",
        "WinSock.WSAECONNRESET",
        "errno.ECONNRESET happened",
        "read econnreset",
    ],
)
def test_symbols_in_lines(line: str) -> None:
    """A symbol is found among other words."""
    assert "WSAECONNRESET" in [name.upper() for name in names(line)]


@pytest.mark.parametrize(
    "line",
    [
        "connect to 127.0.0.1:10054 ok",
        "listening on localhost:10054 now",
        "version 1.10054 of it",
        "2026-10054 is no date",
        "a/10054/b is a path",
        "the 10054th time",
        "x10054 y",
        "C:\\app\\10054\\run.exe failed",
        "OSError: [Errno 98] error while binding ('0.0.0.0', 10054): in use",
        "Connection refused (os error 111), wrote 10054 bytes",
        "HRESULT 0x80004005 in line 10054",
        "INFO:     Started server process [10054]",
        "[pid 10054] exited",
        "Event ID 10054",
        "sshd[10054]: Accepted publickey",
        "エラー 5: ポート 10054 を開けません",
        "ポート番号 10054 に接続",
        "took 10054 ms",
        "sent 10054 bytes",
        "port=10054",
        "[error] 10054#0: *1 connect() failed",
        'GET / HTTP/1.1" 200 10054',
    ],
)
def test_what_is_no_code_in_a_line(line: str) -> None:
    """Ports, versions, paths, sizes, and what stands beside a code of another system are none."""
    assert 10054 not in values(line)


@pytest.mark.parametrize(
    "line",
    [
        "Fault offset: 0x0001",
        "id: 0x6f",
        "error 0x4",
        "ERROR 5 (0x00000005) x",
        "RIP: 0010:foo+0x16/0x20",
        "exit code 8",
        "error 8",
        "エラー 5",
        "err=11",
        "the errnos 8",
        "status 8",
    ],
)
def test_small_numbers_differ_by_platform(line: str) -> None:
    """An exit code 8 is none of ours; only what names a system's own numbers may be small."""
    assert values(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "errno 0x8",
        "[Errno 8] Exec format error", "Exec format error (os error 8)", "errno=8", "errno: 8",
        "Error: errno is 8", "OSError(errno 8)", "ERRNO 8", "OSError(8, 'Exec format error')",
        "exec() failed (8: Exec format error)", "timed out (8: x)", "Os { code: 8, kind: Other }",
    ],
)  # fmt: skip
def test_errno_in_lines(line: str) -> None:
    """What stands after errno or Rust's "os error" is an errno and nothing else."""
    assert numbers(line) == [(8, "errno")]


@pytest.mark.parametrize(
    "line",
    [
        "socket.gaierror: [Errno 8] nodename nor servname provided, or not known",
        "getaddrinfo failed: errno 8",
        "[Errno 8] nodename nor servname provided, or not known",
    ],
)
def test_getaddrinfo_in_lines(line: str) -> None:
    """Python writes getaddrinfo's numbers as errno too; the rest of the line tells."""
    assert numbers(line) == [(8, "getaddrinfo")]


def test_negative_numbers_after_errno() -> None:
    """They are glibc's getaddrinfo's, else an errno whose sign a kernel or libuv turned."""
    found = numbers("[Errno -2] Name or service not known")
    assert found[0] == (-2, "getaddrinfo")
    assert found[-1] == (2, "errno")


def test_python_represents_getaddrinfo_so() -> None:
    """A negative number in an exception's brackets is glibc's before it is a kernel's."""
    found = numbers("gaierror(-2, 'Name or service not known')")
    assert found[0] == (-2, "getaddrinfo")
    assert found[-1] == (2, "errno")


@pytest.mark.parametrize("line", ["device descriptor read, error -110", "returned code: -110"])
def test_negative_numbers_in_lines(line: str) -> None:
    """What a driver reports is an errno, unless somebody has that very number."""
    assert numbers(line)[:2] == [(-110, ""), (110, "errno")]


def _told(line: str) -> list[tuple[str, str]]:
    return [(one.name, one.system) for one in readings(line) if "the message" in one.reason]


@pytest.mark.parametrize(
    ("message", "symbol"),
    [
        ("Connection reset by peer", "ECONNRESET"),
        ("No such file or directory", "ENOENT"),
        ("Permission denied", "EACCES"),
        ("Address already in use", "EADDRINUSE"),
        ("No such device or address", "ENXIO"),
    ],
)
def test_messages_in_lines(message: str, symbol: str) -> None:
    """A line without a number is read by the message that a system has for an error."""
    for line in (message, f"bash: x: {message}", message.upper()):
        assert _told(line) == [(symbol, "errno")]


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("ping: x: Name or service not known", "EAI_NONAME"),
        ("Temporary failure in name resolution", "EAI_AGAIN"),
        ("No address associated with hostname", "EAI_NODATA"),
    ],
)
def test_messages_of_resolvers(line: str, symbol: str) -> None:
    """What glibc's gai_strerror says, on every platform."""
    assert _told(line) == [(symbol, "getaddrinfo")]


@pytest.mark.parametrize("line", ["The user profile exists", "a gettext file busy loop"])
def test_no_message_is_part_of_a_word(line: str) -> None:
    """The C library has "File exists" and "Text file busy"."""
    assert _told(line) == []


@pytest.mark.parametrize("line", ["ValueError(13, 'x')", "MyError(13, 'x')", "Error(13)"])
def test_what_other_exceptions_hold_is_no_errno(line: str) -> None:
    """Only an OSError and what derives from it has an errno as its first argument."""
    assert "errno" not in [reading.system for reading in readings(line)]


def test_a_message_comes_after_a_number() -> None:
    """What a number says counts more than what stands beside it."""
    line = "[WinError 10054] Connection refused"
    found = [(one.value, one.name) for one in readings(line)]
    assert (found[0], found[-1]) == ((10054, ""), (0, "ECONNREFUSED"))


def test_a_message_is_as_good_as_an_errno() -> None:
    """Another platform's number beside a message that contradicts it is not simply believed."""
    line = "Connection refused (os error 61)"
    found = [one for one in readings(line) if one.rank == 10]
    assert [(one.value, one.name) for one in found] == [(61, ""), (0, "ECONNREFUSED")]


@pytest.mark.parametrize("line", ["bad gateway", "502 bad gateway", "Bad Gateway"])
def test_phrases(line: str) -> None:
    """RFC 9110 names each status; its name is known in any letter case."""
    assert "HTTP_BAD_GATEWAY" in names(line)


@pytest.mark.parametrize("line", ["[Errno 1236] x", "[Errno -2] x", "(os error 1236)"])
def test_errno_is_one_word(line: str) -> None:
    """Its beginning is not taken for the general word “err”, which any system's number follows."""
    assert {reading.system for reading in readings(line) if not reading.name} <= {
        "errno",
        "getaddrinfo",
    }


def test_large_numbers_after_errno() -> None:
    """Python on Windows writes Winsock's numbers as errno; they are looked for everywhere."""
    assert {reading.system for reading in readings("[Errno 10054] whatever")} == {""}


@pytest.mark.parametrize(
    "line",
    [
        'GET / HTTP/1.1" 503 1234',
        'HTTP/1.1" 503',
        "HTTP/1.1 503 Service Unavailable",
        "HTTP/2 503",
        "HTTP Error 503: Service Unavailable",
        "HTTPError: 503",
        "HTTP 503",
        "HTTP status 503",
        "status: 503",
        "status_code=503",
        "Request failed with status code 503",
        "503 Service Unavailable",
        "error 503",
        "エラー503",
        "503エラーになる",
        "500番エラーではなく503番エラー",
        "Response status code does not indicate success: 503 (Service Unavailable)",
        "HTTP Error 503.2 - Concurrent request limit exceeded",
        "HTTPステータス 503 – 利用できません",
        "リモート サーバーがエラーを返しました: (503) サーバーを使用できません",
        "HTTP503",
        '{"status": "503"}',
        "エラーコードは503",
        "ステータスコード503",
        "a 503 error",
        "ClientResponseError: 503, message='Service Unavailable', url='x'",
    ],
)
def test_http_in_lines(line: str) -> None:
    """A status is one after the protocol's version, HTTP or status, and before its phrase."""
    assert (503, "http") in numbers(line)


@pytest.mark.parametrize(
    "line",
    [
        "HTTP/1.1 5034",
        "HTTP/1.1 999",
        "503 bytes",
        "listen on 503",
        "xHTTP 503",
        "statusbar 503",
        "503 errors",
        "status=203/EXEC",
        "http://127.0.0.1:503",
        "HTTP/1.503",
        "1503 error",
        "1.503 error",
        "error 399",
        "error 600",
        "GET /?status=503",
        "GET /?a=1&error_code=503",
        "GET /?status_code=503",
        "exit status 503",
        "exit code 503",
        "終了コード 503",
        "24 hr 500 users",
        "exited with code 500",
        "line 404 error: x",
        "status404.png",
    ],
)
def test_what_is_no_status_in_a_line(line: str) -> None:
    """Sizes and numbers of another length are no status."""
    assert "http" not in [reading.system for reading in readings(line)]


def test_what_a_label_has_spoken_for_is_nothing_else() -> None:
    """A labelled number is not read again as one without a label, of whatever system."""
    line = "(8123): [os error 8123], [WinError 10054] and (10054)"
    assert numbers(line) == [(10054, "winsock"), (8123, "errno"), (10054, "win32")]


@pytest.mark.parametrize(
    "line",
    [
        "[WinError 8] x",
        "GetLastError: 0x8",
        "Win32 error code 8",
        "System error 8 has occurred.",
        "Win32エラー8",
    ],
)
def test_what_windows_alone_prints_may_be_small(line: str) -> None:
    """WinError 8 is ERROR_NOT_ENOUGH_MEMORY wherever it is pasted."""
    assert numbers(line) == [(8, "winsock"), (8, "win32")]


@pytest.mark.parametrize(
    "line", ["エラー" + " " * 9_900 + "x", "WSAGetLastError" + " " * 9_900, "error " * 1_600,
             "code code " * 900 + "x", "エラーは" * 2_000, "-" * 9_999, "0x" * 4_999,
             "1" * 9_999 + "x", "e_" * 4_999, "[" * 9_999, "10054:" * 1_600]
)  # fmt: skip
def test_reading_takes_time_in_proportion(line: str) -> None:
    """No line up to the longest makes the patterns run away; a second is a hundred times enough."""
    start = time.perf_counter()
    with suppress(InvalidCode):
        list(readings(line))
    assert time.perf_counter() - start < 1


def test_numbers_too_large_in_a_line() -> None:
    """A number that is no code does not keep the line from being read."""
    assert values("request 99999999999999999999 failed with error 10054")[0] == 10054


def test_any_character_that_is_no_control_may_be_in_a_line() -> None:
    """Emoji, private and unassigned characters are text."""
    assert values("\U0001faf8 \ue000 \u0378 error 10054") == [10054]


def test_order_in_a_line() -> None:
    """Labelled numbers come before symbols, symbols before hexadecimal and other numbers."""
    for line, expected in (
        ("0x274D WSAEINTR and [WinError 10054]", (10054, "WSAEINTR", 0x274D)),
        ("10060 in WSAEINTR", ("WSAEINTR", 10060)),
    ):
        found = [reading.value or reading.name for reading in readings(line)]
        order = [found.index(wanted) for wanted in expected]
        assert order == sorted(order)


def test_ranks_ascend() -> None:
    """Readings come best first, also from lines with several codes."""
    ranks = [r.rank for r in readings("error 0x80072746 then error 10061, ECONNRESET 4242")]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "blank"),
        (" \t\n", "blank"),
        ("\u200b", "blank"),
        ("0x", "no digits"),
        ("-0x", "no digits"),
        ("1e5", "no whole number"),
        ("10054.0", "no whole number"),
        ("10_054", "no whole number"),
        ("99999999999999999999", "64 bits"),
        ("9" * 5000, "64 bits"),
        ("0x10000000000000000", "64 bits"),
        ("-9223372036854775809", "64 bits"),
        (1 << 64, "64 bits"),
        (-(1 << 63) - 1, "64 bits"),
        ("10054\x00", "control character U\\+0000"),
        ("10054\x07", "control character U\\+0007"),
        ("\ud800", "lone surrogate"),
        ("10054 \udcff", "lone surrogate"),
        ("x" * 10_001, "10,001 characters"),
    ],
)
def test_bad_input(code: int | str, problem: str) -> None:
    """What cannot be a code is an InvalidCode that says why."""
    with pytest.raises(InvalidCode, match=problem):
        list(readings(code))


@pytest.mark.parametrize("code", [None, True, 1.0, float("nan"), b"10054", [10054], object()])
def test_wrong_types(code: object) -> None:
    """Only int and str are codes; a bool is neither, though Python says it is an int."""
    with pytest.raises(InvalidCode, match=type(code).__name__):
        plain(code)


def test_subclasses_are_plain() -> None:
    """A member of an enumeration of numbers or texts is the number or text that it is."""

    class Code(enum.IntEnum):
        RESET = 10054

    class Name(str, enum.Enum):  # noqa: UP042 (str() of a StrEnum is the text, of this it is not)
        RESET = "WSAECONNRESET"

    assert (plain(Code.RESET), type(plain(Code.RESET))) == (10054, int)
    assert (plain(Name.RESET), type(plain(Name.RESET))) == ("WSAECONNRESET", str)


@given(st.text(max_size=200) | st.text(string.printable, max_size=200))
@example("error " * 2000)
@example("0x" * 100)
@example("٣")
@example("²")
def test_any_text_is_read_or_refused(text: str) -> None:
    """Reading never fails but with InvalidCode; every reading has a reason and fits."""
    try:
        found = list(readings(text))
    except InvalidCode as error:
        assert "\n" not in str(error)
        return
    assert [r.rank for r in found] == sorted(r.rank for r in found)
    for reading in found:
        assert reading.reason
        assert -(1 << 63) <= reading.value < 1 << 63
        reading.name.encode()


@given(st.integers(1, 0xFFFF))
def test_hresult_round_trip(code: int) -> None:
    """HRESULT_FROM_WIN32 is undone for every Win32 code, however it is written."""
    hresult = 0x80070000 | code
    for written in (hresult, hresult - (1 << 32), hex(hresult), f"{hresult:08X}", str(hresult)):
        assert code in values(written)


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_every_number_is_itself_first(number: int) -> None:
    """The first reading of a number is the number, in both bases."""
    assert values(number)[0] == values(str(number))[0] == number
    if number >= 0:
        assert values(hex(number))[0] == number
