"""What a pasted line says of codes, by the rules that the catalogue ships."""

import time
from contextlib import suppress

import pytest

from catalog import Catalog, InvalidCode, Platform

RESET_BY_NUMBER = (
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
    "Can't connect to MySQL server on 'db' (10054)",
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
)
RESET_BY_SYMBOL = (
    "recv: WSAECONNRESET",
    "failed (WSAECONNRESET)",
    "<wsaeconnreset>",
    "WSAECONNRESET, again",
    "WSAECONNRESETエラー",
    "WinSock.WSAECONNRESET",
    "errno.ECONNRESET happened",
    "read econnreset",
)
NO_NUMBER = (
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
)
SMALL = (
    "Fault offset: 0x0001",
    # numbers that Windows has as well, of which nothing says that they are Windows'
    "E0000 00:00:1754611629.299163    1008 transport.cc:1316] GOAWAY with error code X",
    "id: 0x6f",
    "error 0x4",
    "RIP: 0010:foo+0x16/0x20",
    "exit code 8",
    "error 8",
    "エラー 5",
    "err=11",
    "the errnos 8",
    "status 8",
)
ERRNO = (
    "errno 0x8",
    "[Errno 8] Exec format error",
    "Exec format error (os error 8)",
    "errno=8",
    "errno: 8",
    "Error: errno is 8",
    "OSError(errno 8)",
    "ERRNO 8",
    "OSError(8, 'Exec format error')",
    "exec() failed (8: Exec format error)",
    "timed out (8: x)",
    "Os { code: 8, kind: Other }",
)
GETADDRINFO = (
    "socket.gaierror: [Errno 8] nodename nor servname provided, or not known",
    "getaddrinfo failed: errno 8",
    "[Errno 8] nodename nor servname provided, or not known",
)
OF_WINDOWS = (
    "[WinError 8] x",
    "GetLastError: 0x8",
    "Win32 error code 8",
    "System error 8 has occurred.",
    "Win32エラー8",
)
UNAVAILABLE = (
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
)
NO_STATUS = (
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
)
NOTHING = (
    "The user profile exists",
    "a gettext file busy loop",
    "ValueError(13, 'x')",
    "MyError(13, 'x')",
    "Error(13)",
)


def found(catalog: Catalog, line: str, platform: Platform | None = "linux") -> list[str]:
    """Return what a line is read as, best first."""
    matches = catalog.find(line, platform=platform)
    return [f"{one.entry.system}:{one.entry.symbol}" for one in matches]


def wrong(catalog: Catalog, lines: tuple[str, ...], expected: str) -> dict[str, list[str]]:
    """Return the lines whose first reading is another one, with their readings."""
    every = {line: found(catalog, line) for line in lines}
    return {line: got for line, got in every.items() if got[:1] != [expected]}


def test_numbers_of_winsock(catalog: Catalog) -> None:
    """The number is found in what programs print, whatever stands around it."""
    assert wrong(catalog, RESET_BY_NUMBER, "winsock:WSAECONNRESET") == {}


def test_symbols(catalog: Catalog) -> None:
    """A symbol is found among other words, in small letters too."""
    every = {line: found(catalog, line) for line in RESET_BY_SYMBOL}
    resets = ["winsock:WSAECONNRESET"], ["errno:ECONNRESET"]
    assert {line: got for line, got in every.items() if got[:1] not in resets} == {}


def test_other_numbers(catalog: Catalog) -> None:
    """Ports, versions, paths, sizes, and what stands beside a code of another system are none."""
    every = {line: found(catalog, line) for line in NO_NUMBER}
    assert {line: got for line, got in every.items() if "winsock:WSAECONNRESET" in got} == {}


def test_small_numbers(catalog: Catalog) -> None:
    """An exit code 8 is none of ours; only what names a system's own numbers may be small."""
    assert {line: got for line in SMALL if (got := found(catalog, line))} == {}


def test_errno(catalog: Catalog) -> None:
    """What stands after errno or Rust's "os error" is an errno."""
    assert wrong(catalog, ERRNO, "errno:ENOEXEC") == {}


def test_getaddrinfo(catalog: Catalog) -> None:
    """Python writes getaddrinfo's numbers as errno too; the rest of the line tells."""
    every = {line: found(catalog, line, "macos") for line in GETADDRINFO}
    expected = ["getaddrinfo:EAI_NONAME"]
    assert {line: got for line, got in every.items() if got[:1] != expected} == {}


def test_numbers_below_zero(catalog: Catalog) -> None:
    """After errno they are glibc's of getaddrinfo, or an errno whose sign was turned."""
    for line in (
        "[Errno -2] Name or service not known",
        "gaierror(-2, 'Name or service not known')",
    ):
        assert found(catalog, line)[0] == "getaddrinfo:EAI_NONAME"
    for line in ("usb 2-1: device descriptor read, error -110", "returned code: -110"):
        assert "errno:ETIMEDOUT" in found(catalog, line)


def test_numbers_of_windows(catalog: Catalog) -> None:
    """WinError 8 is ERROR_NOT_ENOUGH_MEMORY wherever it is pasted."""
    every = {line: found(catalog, line) for line in OF_WINDOWS}
    right = "winsock:WSA_NOT_ENOUGH_MEMORY", "win32:ERROR_NOT_ENOUGH_MEMORY"
    assert {line: got for line, got in every.items() if not got or got[0] not in right} == {}


def test_statuses(catalog: Catalog) -> None:
    """A status is one after the protocol's version, HTTP or status, and before its phrase."""
    every = {line: found(catalog, line) for line in UNAVAILABLE}
    expected = "http:HTTP_SERVICE_UNAVAILABLE"
    assert {line: got for line, got in every.items() if expected not in got} == {}


def test_other_numbers_than_statuses(catalog: Catalog) -> None:
    """Sizes, ports, exit statuses and numbers of another length are no status."""
    every = {line: found(catalog, line) for line in NO_STATUS}
    assert {line: got for line, got in every.items() if any("http:" in one for one in got)} == {}


def test_nothing(catalog: Catalog) -> None:
    """No phrase is part of a word, and not every exception's first argument is an errno."""
    every = {line: " ".join(found(catalog, line)) for line in NOTHING}
    assert {line: got for line, got in every.items() if "errno" in got} == {}


MESSAGES = {
    "Connection reset by peer": "errno:ECONNRESET",
    "No such file or directory": "errno:ENOENT",
    "Permission denied": "errno:EACCES",
    "Address already in use": "errno:EADDRINUSE",
    "No such device or address": "errno:ENXIO",
    "Name or service not known": "getaddrinfo:EAI_NONAME",
    "Temporary failure in name resolution": "getaddrinfo:EAI_AGAIN",
    "No address associated with hostname": "getaddrinfo:EAI_NODATA",
    "bad gateway": "http:HTTP_BAD_GATEWAY",
    "502 bad gateway": "http:HTTP_BAD_GATEWAY",
    "Bad Gateway": "http:HTTP_BAD_GATEWAY",
}


def test_words_alone(catalog: Catalog) -> None:
    """A line without a number is read by the words that a program has for an error."""
    every = {line: found(catalog, line)[:1] for line in MESSAGES}
    assert every == {line: [expected] for line, expected in MESSAGES.items()}
    for line, expected in MESSAGES.items():
        if expected.startswith(("errno", "getaddrinfo")):
            assert found(catalog, f"bash: x: {line}")[0] == expected
            assert found(catalog, line.upper())[0] == expected


def test_words_and_numbers(catalog: Catalog) -> None:
    """Words choose the platform of a number; against it, they are believed before it."""
    assert found(catalog, "Connection refused (os error 61)", None)[0] == "errno:ECONNREFUSED"
    assert found(catalog, "[Errno 61] Connection refused")[0] == "errno:ECONNREFUSED"
    # of another system, the number is
    assert found(catalog, "[WinError 10054] Connection refused") == [
        "winsock:WSAECONNRESET", "errno:ECONNREFUSED",
    ]  # fmt: skip


def test_several_codes_in_a_line(catalog: Catalog) -> None:
    """Each is named; numbers in a form of their own come before symbols, these before the rest."""
    line = "0x274D WSAEINTR and [WinError 10054]"
    assert found(catalog, line) == [
        "winsock:WSAECONNRESET", "winsock:WSAEINTR", "winsock:WSAECONNREFUSED",
    ]  # fmt: skip
    assert found(catalog, "request 99999999999999999999 failed with error 10054") == [
        "winsock:WSAECONNRESET"
    ]
    assert found(catalog, "\U0001faf8 \ue000 \u0378 error 10054") == ["winsock:WSAECONNRESET"]


@pytest.mark.parametrize(
    "line", ["エラー" + " " * 9_900 + "x", "WSAGetLastError" + " " * 9_900, "error " * 1_600,
             "code code " * 900 + "x", "エラーは" * 2_000, "-" * 9_999, "0x" * 4_999,
             "1" * 9_999 + "x", "e_" * 4_999, "[" * 9_999, "10054:" * 1_600, "a." * 4_999,
             "(1) " * 2_400, "HTTP/1.1 " * 1_100, "Error(1, '" * 990, "[Errno 1] " * 990]
)  # fmt: skip
def test_reading_takes_time_in_proportion(catalog: Catalog, line: str) -> None:
    """No line up to the longest makes the rules run away; a second is many times enough."""
    catalog.find("error 10054")
    start = time.perf_counter()
    with suppress(InvalidCode):
        catalog.find(line)
    assert time.perf_counter() - start < 1
