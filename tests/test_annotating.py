"""Codes named in logs: what is found, what is not, and that nothing is lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import GOOD, amount, each, in_source

from catalog import Catalog, InvalidPlatform, Platform, UnknownSystem
from catalog.codes.platforms import PLATFORMS
from catalog.logs import annotate
from catalog.sync import Source, sync

CHUNKS = st.lists(
    st.binary(max_size=60) | st.sampled_from([b"[Errno 104]\n", b"WSAEINTR", b"\n", b"[Errno "])
)


def found(catalog: Catalog, text: str | bytes, platform: Platform = "linux") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    pieces = annotate(catalog, [data], platform=platform)
    return [entry.symbol for _, entries in pieces for entry in entries]


@each(
    ("line", "symbols"),
    [
        ("ConnectionResetError: [Errno 104] Connection reset by peer", ["ECONNRESET"]),
        ("open failed: errno=2", ["ENOENT"]),
        ("  errno: -104,", ["ECONNRESET"]),
        ("socket.gaierror: [Errno -2] Name or service not known", ["EAI_NONAME"]),
        ("OSError: [WinError 10054] An existing connection", ["WSAECONNRESET"]),
        ("[WinError 109] The pipe has been ended", ["ERROR_BROKEN_PIPE"]),
        ("[WinError 6] The handle is invalid", ["ERROR_INVALID_HANDLE"]),
        ("WSAGetLastError() = 10060", ["WSAETIMEDOUT"]),
        ("connect failed with error 10061", ["WSAECONNREFUSED"]),
        ("Socket error code: 10061", ["WSAECONNREFUSED"]),
        ("エラー 10061 が発生しました", ["WSAECONNREFUSED"]),
        ("read ECONNRESET at TCP.onStreamRead", ["ECONNRESET"]),
        ("WSAEWOULDBLOCK, again", ["WSAEWOULDBLOCK"]),
        ("uv_tcp_connect: UV_ECONNREFUSED", ["ECONNREFUSED"]),
        ("HRESULT 0x80072746", ["WSAECONNRESET"]),
        ("hr=0x80072746;", ["WSAECONNRESET"]),
        ("failed with error -2147014842", ["WSAECONNRESET"]),
        ("status=0xC000020D", ["STATUS_CONNECTION_RESET"]),
        ("Connection refused (os error 111)", ["ECONNREFUSED"]),
        ('"GET /x HTTP/1.1" 503 12', ["HTTP_SERVICE_UNAVAILABLE"]),
        ("< HTTP/2 404", ["HTTP_NOT_FOUND"]),
        ("HTTP error 502 from upstream", ["HTTP_BAD_GATEWAY"]),
        ('{"level":"error","status":504}', ["HTTP_GATEWAY_TIMEOUT"]),
        ('{"code":"ECONNREFUSED","errno":-111}', ["ECONNREFUSED"]),
        ("upstream status code: 504", ["HTTP_GATEWAY_TIMEOUT"]),
        ("Error: getaddrinfo ENOTFOUND db.example", ["EAI_NONAME"]),
        ("getaddrinfo EAI_AGAIN db.example", ["EAI_AGAIN"]),
        ("HTTP Error 404: Not Found", ["HTTP_NOT_FOUND"]),
        ("Server returned HTTP response code: 503 for URL", ["HTTP_SERVICE_UNAVAILABLE"]),
        ("connect() failed (111: Connection refused) while connecting", ["ECONNREFUSED"]),
        ("connect() failed (10061: No connection could be made", ["WSAECONNREFUSED"]),
        ("upstream timed out (110: Connection timed out) while", ["ETIMEDOUT"]),
        ("ConnectionResetError(104, 'Connection reset by peer')", ["ECONNRESET"]),
        ("(ProtocolError('x', OSError(113, \"No route to host\")))", ["EHOSTUNREACH"]),
        ("gaierror(-2, 'Name or service not known')", ["EAI_NONAME"]),
        ("OSError: [Errno -110] from a driver", ["ETIMEDOUT"]),
        ("socket.error(32, 'Broken pipe')", ["EPIPE"]),
        ('{"response_code":503}', ["HTTP_SERVICE_UNAVAILABLE"]),
        ("エラー コード: 10060", ["WSAETIMEDOUT"]),
        ("SocketException (111): Connection refused", ["ECONNREFUSED"]),
        ("Win32Exception (64): The specified network name", ["ERROR_NETNAME_DELETED"]),
        ("the server responded with a status of 404 (Not Found)", ["HTTP_NOT_FOUND"]),
        ("status='404'", ["HTTP_NOT_FOUND"]),
        ("err = 0x2746, hr=0x00002746", ["WSAECONNRESET"]),
        ("EAGAIN=>retry", ["EAGAIN"]),
        ("System error: Win32 error 64", ["ERROR_NETNAME_DELETED"]),
        ("failed, hr=-2147014842", ["WSAECONNRESET"]),
        ("HTTPエラー 503 が発生", ["HTTP_SERVICE_UNAVAILABLE"]),
        ("ステータスコード：503", ["HTTP_SERVICE_UNAVAILABLE"]),
        ("level=error status=500 bytes=104", ["HTTP_INTERNAL_SERVER_ERROR"]),
        ("status code does not indicate success: 404 (Not Found).", ["HTTP_NOT_FOUND"]),
        (
            "curl: (22) The requested URL returned error: 404",
            ["CURLE_HTTP_RETURNED_ERROR", "HTTP_NOT_FOUND"],
        ),
        (
            "curl: (6) Could not resolve host: db.example",
            ["CURLE_COULDNT_RESOLVE_HOST", "EAI_NONAME"],
        ),
        ("error: RPC failed; curl 18 transfer closed", ["CURLE_PARTIAL_FILE"]),
        ("sslv3 alert handshake failure: SSL alert number 40", ["TLS_ALERT_HANDSHAKE_FAILURE"]),
        (
            "verify error:num=20:unable to get local",
            ["X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
        ),
        ("[SSL: WRONG_VERSION_NUMBER] wrong (_ssl.c:1129)", ["SSL_R_WRONG_VERSION_NUMBER"]),
        ("GnuTLS recv error (-54)", ["GNUTLS_E_PULL_ERROR"]),
        ("returned -1, SSL error code 1, net_error -101", ["ERR_CONNECTION_RESET"]),
        ("GET /x net::ERR_ABORTED 404 (Not Found)", ["ERR_ABORTED", "HTTP_NOT_FOUND"]),
        ("Error [ERR_STREAM_DESTROYED]: Cannot call write", ["ERR_STREAM_DESTROYED"]),
        ("LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM", ["HTTP2_ENHANCE_YOUR_CALM"]),
        ("Application error 0x10c (remote)", ["H3_REQUEST_CANCELLED"]),
        ("rpc error: code = NotFound desc = no such", ["GRPC_NOT_FOUND"]),
        ("websocket: close 1006 (abnormal closure)", ["WS_ABNORMAL_CLOSURE"]),
        ('"GET / HTTP/1.1" 499 0', ["HTTP_CLIENT_CLOSED_REQUEST"]),
        ("Error 1020 Ray ID: 7d1f", ["CLOUDFLARE_1020"]),
        ("The remote server returned an error: (404) Not Found.", ["HTTP_NOT_FOUND"]),
        ("HTTPStatusError: Server error '503 Service Un", ["HTTP_SERVICE_UNAVAILABLE"]),
        ("ClientResponseError: 404, message='Not Found'", ["HTTP_NOT_FOUND"]),
        ("Connection refused (0x0000274D/10061)", ["WSAECONNREFUSED"]),
        ("mount error(13): Permission denied", ["EACCES"]),
        ("while reading: (104, 'Connection reset by peer')", ["ECONNRESET"]),
        ("(10061, 'No connection could be made')", ["WSAECONNREFUSED"]),
        ("AH00957: (OS 10061)No connection could be made", ["WSAECONNREFUSED"]),
        ("recv failed, err=10054", ["WSAECONNRESET"]),
        ("WSAGetLastError() の戻り値は 10060", ["WSAETIMEDOUT"]),
        ("tree connect failed: NT_STATUS_ACCESS_DENIED", ["STATUS_ACCESS_DENIED"]),
        ("EPERM/EACCES", ["EPERM", "EACCES"]),
        ("AH01114: (111)Connection refused: AH00957", ["ECONNREFUSED"]),
        ("System.Net.Sockets.SocketException (10061): No connection", ["WSAECONNREFUSED"]),
        ("NativeErrorCode: 10054", ["WSAECONNRESET"]),
        ("Os { code: 111, kind: ConnectionRefused }", ["ECONNREFUSED"]),
        ("エラーコード：10054です", ["WSAECONNRESET"]),
        ("\x1b[31mECONNREFUSED\x1b[0m", ["ECONNREFUSED"]),
        ("\x1b[31mWSAEINTR\x1b[0m", ["WSAEINTR"]),
        (r'{"log":"boom\nECONNREFUSED"}', ["ECONNREFUSED"]),
        ("exited with error 3221225997", ["STATUS_CONNECTION_RESET"]),
        ('"ECONNREFUSED"' + " " * 181 + "ECONNRESET" + " " * 5000, ["ECONNREFUSED", "ECONNRESET"]),
        ("[Errno 111] refused, then [Errno 110]", ["ECONNREFUSED", "ETIMEDOUT"]),
        ("ECONNRESET [Errno 104]", ["ECONNRESET"]),
        ("[WinError 10054] ECONNRESET", ["WSAECONNRESET"]),
    ],
)
def test_what_names_a_code(catalog: Catalog, line: str, symbols: list[str]) -> None:
    """Every form that programs write; an error that a line names twice counts once."""
    assert found(catalog, line) == symbols


@each(
    "line",
    [
        "104", "10054", "listening on 127.0.0.1:10054", "port 10054", "pid=10054 exited",
        "took 104 ms", "wrote 10054 bytes", "ERROR: 3 errors in EVENT_LOG", "exit status 104",
        "status=8", "code 8", "error 8", "version 1.10054", "0x80072746ff", "0x7ffe1234abcd",
        '"GET / HTTP/1.1" 200 503', "HTTP/1.1 301", "status: 200", "[Errno 9999]", "E", "EIOU",
        "SOME_ECONNRESET_COUNTER", "econnreset", "PREWSAEINTR", "[WinError 123456789012345678901]",
        "ERROR 10054 --- [main] c.e.Demo", "ERROR (10054): x", "ZIP_CODE:10013", "exit code 10054",
        "DiscordAPIError: Unknown User code: 10013", '{"zip_code": 10013}', "order code: 10054",
        "error: 10054 files skipped", "Error 10013 of 20000", "エラー: 10054件", "HTTP 500 rows",
        "status: 503 items processed", "Status: 500 MB used", "WHERE status=500 LIMIT 1",
        'GET /api?statuscode=404 HTTP/1.1" 200', "exit status 404", "[mem 0xc0000022-0xcfffffff]",
        "pointer 0xc0000034 freed", "Loaded module at 0xC0000022", "thread 0xC000020D started",
        '"EPIPE_" ' + "." * 189 + " MY_ECONNRESET or " + " " * 5000,
        "OperationalError(13, 'x')", "MyOSError(13, 'x')", "OSError(13)",
        "see (2: Note that it is)", "(5) Connection pools", "(5, 'Host a')",
        "BusinessException (12): Order not found",
        "imap(10054): Connection closed", "SMTPStatus: 451", "exit_status=500",
        "arr = 10054", "GET /docs/errno/ENOENT HTTP/1.1",
        "error=13, Order lost", "handle 0xC0000022",
        "retry (3: Connection lost)", "worker failed (5: Host is bad)", "pool (12)Connections x",
        "hr=0x0068", "err=0x00000068", "stderr=10054", "KeyError: 10054", "配送ステータス：404",
        "md5 0xC0000022", "xmm0=0xC0000022", "GET /WSAECONNRESET", "Exit Status: 404",
        "(3: No items)", "step (1: Connection setup)", "(10053) Connection pools", "err=104",
        "returned error: 40", "returned error: 404 rows", "error: 404, message=none",
        "error '404 x", "AGENT_ECONNRESET",
        "NT_ECONNRESET", "stderr = 12",
        'GET /foo?error=10054 HTTP/1.1" 200', 'GET /ENOENT HTTP/1.1" 200', "ENOENT.txt", "EPERM=1",
        "mov eax, 0xC0000005", "#3 0xC0000005 in main", "crc=0xC0000005", "HTTP 404 pages",
        "EXIT 1: TRY_AGAIN", "result: NO_DATA", "rax=0xc0000005", "EIP: 0xc0000005",
        "r12 = 0xc0000022",
        "curl 7.68.0 (x86_64-pc-linux-gnu)", "curl/7.88.1", "curl 8 times", "running curl 22",
        "alert 40 fired on db1", "fatal error 80", "TLS alert, close notify (256)",
        "Verify return code: 0 (ok)", "error=access_denied", "internal_error", "unknown ca",
        "made a self signed certificate for localhost", "SSL handshake has read 22 bytes",
        "stream ID 47 opened", "PROTOCOL_ERROR", "INTERNAL_ERROR", "error code 256",
        "code = Internal", "Status: Unavailable", "StatusCode.OK", "NotFound", "grpc_status:0",
        "websocket on port 3000", "closed 1006 files", "code: 1006", "received 1000 rows",
        "-101", "gnutls.c: 0 fatal error", "ERR_INVALID", "[ERR_]",
        "port 522 is open", "loaded 499 items", "Error 1006 in table", "error code: 1045",
        "refused to connect", "GET /ERR_ABORTED HTTP/1.1",
        "too many redirects", "Application error 0x1234", "num=20 of 30", "result=56",
        "error 99999", "STATUS_OK", "2026-11-22 10:10:54",
    ],
)  # fmt: skip
def test_what_names_none(catalog: Catalog, line: str) -> None:
    """A bare number, a port, a size, a time, a success and a part of a word are no codes."""
    assert found(catalog, line) == []


def test_the_platform_decides(catalog: Catalog) -> None:
    """The log of another machine is read by that machine's numbers."""
    assert found(catalog, "[Errno 54]", "macos") == ["ECONNRESET"]
    assert found(catalog, "[Errno 54]", "linux") == ["EXFULL"]
    assert found(catalog, "[Errno 54]", "windows") == []


@each(
    ("line", "symbol"),
    [
        ("ConnectionRefusedError: [Errno 61] Connection refused", "ECONNREFUSED"),
        ("OSError: [Errno 48] Address already in use: ('', 80)", "EADDRINUSE"),
        ("connect() failed (54: Connection reset by peer) while", "ECONNRESET"),
        ("Connection reset by peer (errno 54)", "ECONNRESET"),
        ("{ errno: -54, code: 'ECONNRESET', syscall: 'read' }", "ECONNRESET"),
        ('{"errno":-54,"code":"ECONNRESET"}', "ECONNRESET"),
        ("ConnectionResetError: [Errno 54]", "ECONNRESET"),
        ("TimeoutError(60, 'x')", "ETIMEDOUT"),
        ("[Errno 48] error while attempting to bind (80): address already in use", "EADDRINUSE"),
        ("connect failed: error=61, Connection refused", "ECONNREFUSED"),
        ("java.io.IOException: error=13, Permission denied", "EACCES"),
        ("cannot read from it Connection reset by peer (errno 54)", "ECONNRESET"),
        ("errno=54 (Connection reset by peer)", "ECONNRESET"),
        ("errno 54 - Connection reset by peer", "ECONNRESET"),
        ("Connection reset by peer (os error 54)", "ECONNRESET"),
        ("[Errno 60] Operation timed out", "ETIMEDOUT"),
        ("[Errno 60] Operation timed out - retrying", "ETIMEDOUT"),
        ('Os { code: 60, kind: TimedOut, message: "Operation timed out" }', "ETIMEDOUT"),
        ("[Errno 11] Resource deadlock avoided", "EDEADLK"),
        ("gaierror: [Errno 8] nodename nor servname provided, or not known", "EAI_NONAME"),
        ("ConnectionRefusedError(61, 'Connection refused')", "ECONNREFUSED"),
        ('OSError(49, "Can\'t assign requested address")', "EADDRNOTAVAIL"),
    ],
)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_message_beside_a_number(
    catalog: Catalog, line: str, symbol: str, platform: Platform
) -> None:
    """Where both say something, the message is right: the line is of another platform."""
    assert found(catalog, line, platform) == [symbol]


def test_several_entries_of_a_code(catalog: Catalog, database: Path, tmp_path: Path) -> None:
    """Where a code is that of several entries, none is chosen; those that are one error are one."""
    assert found(catalog, "[Errno 11]") == ["EAGAIN"]
    shop = in_source(tmp_path / "shop", GOOD.replace("OUT_OF_STOCK", "ECONNRESET"))
    sync(database, Source.from_path(shop))
    with Catalog(database) as own:
        pieces = annotate(own, [b"read ECONNRESET"], platform="linux")
        assert [entry.system for _, entries in pieces for entry in entries] == ["errno", "shop"]


def test_lines_do_not_meddle(catalog: Catalog) -> None:
    """What one line says of getaddrinfo says nothing of the next."""
    text = "[Errno 111] refused\nsocket.gaierror: [Errno -2] unknown\n[Errno 11] x\n"
    assert found(catalog, text) == ["ECONNREFUSED", "EAI_NONAME", "EAGAIN"]
    text = "gaierror: [Errno 8] nodename nor servname\n[Errno 8] Exec format error\n"
    assert found(catalog, text, "macos") == ["EAI_NONAME", "ENOEXEC"]


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("[WinError 5] x", "ERROR_ACCESS_DENIED"),
        ("[WinError 32]", "ERROR_SHARING_VIOLATION"),
        ("[WinError 104]", "ERROR_INVALID_AT_INTERRUPT_TIME"),
        ("GetLastError(): 0x20", "ERROR_SHARING_VIOLATION"),
        ("LastError = 5", "ERROR_ACCESS_DENIED"),
        ("Win32Exception (5): Access is denied.", "ERROR_ACCESS_DENIED"),
        ("Access is denied. (os error 5)", "ERROR_ACCESS_DENIED"),
        ("別のプロセスが使用中です。 (os error 32)", "ERROR_SHARING_VIOLATION"),
        (
            'Os { code: 3, kind: NotFound, message: "The system cannot find the path." }',
            "ERROR_PATH_NOT_FOUND",
        ),
    ],
)
def test_numbers_of_windows_are_no_errno(catalog: Catalog, line: str, symbol: str) -> None:
    """What Windows calls an error of its own is not looked for among those of others."""
    assert found(catalog, line) == [symbol]
    assert found(catalog, "WSAGetLastError() = 0x80072746") == ["WSAECONNRESET"]


def test_one_system(catalog: Catalog) -> None:
    """``system`` leaves the codes of all others alone."""
    text = b"[Errno 104]\nWSAEINTR 0xC000020D\n"
    pieces = list(annotate(catalog, [text], system="winsock"))
    assert [entry.symbol for _, entries in pieces for entry in entries] == ["WSAEINTR"]


def test_bad_arguments(catalog: Catalog) -> None:
    """A system or platform that there is not is refused before anything is read."""
    with pytest.raises(UnknownSystem):
        list(annotate(catalog, [b"x"], system="unix"))
    with pytest.raises(InvalidPlatform):
        list(annotate(catalog, [b"x"], platform="beos"))  # type: ignore[arg-type]


def test_line_by_line() -> None:
    """Who gives each line to a call of its own waits once: what is searched for is kept."""
    with Catalog() as own:
        started = time.process_time()
        assert found(own, "[Errno 104]") == ["ECONNRESET"]
        first = time.process_time() - started
        for _ in range(10):
            assert found(own, "[Errno 104]") == ["ECONNRESET"]
        assert time.process_time() - started < 3 * first


@settings(max_examples=amount(10, 40))
@given(chunks=CHUNKS)
def test_nothing_is_lost(catalog: Catalog, chunks: list[bytes]) -> None:
    """What goes in comes out byte for byte, and what is found does not depend on the cuts."""
    pieces = list(annotate(catalog, chunks, platform="linux"))
    assert b"".join(piece for piece, _ in pieces) == b"".join(chunks)
    for piece, entries in pieces:
        assert not entries or piece.count(b"\n") <= 1
    whole = annotate(catalog, [b"".join(chunks)], platform="linux")
    assert [e for _, e in pieces if e] == [e for _, e in whole if e]


def test_a_line_without_end(catalog: Catalog) -> None:
    """A line is waited for to its end, but not beyond a mebibyte; what it names is still found."""
    chunk = b"[Errno 110]" + b"x" * 65_536
    pieces = list(annotate(catalog, [*[chunk] * 64, b" WSAEINTR\nEPIPE\n"], platform="linux"))
    assert max(len(piece) for piece, _ in pieces) < 1 << 21
    assert [[entry.symbol for entry in entries] for _, entries in pieces if entries] == [
        ["ETIMEDOUT", "WSAEINTR"],
        ["EPIPE"],
    ]
    long = b"y" * 500_000 + b" [Errno 104] " + b"z" * 500_000 + b" WSAEINTR \n"
    ((piece, entries),) = annotate(catalog, [long], platform="linux")
    assert piece == long
    assert [entry.symbol for entry in entries] == ["ECONNRESET", "WSAEINTR"]


def test_complete_lines_are_not_held(catalog: Catalog) -> None:
    """A line comes out before the next chunk is asked for."""
    asked = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            asked.append(number)
            yield b"[Errno 104] %d\n" % number

    pieces = annotate(catalog, chunks(), platform="linux")
    assert next(pieces)[0] == b"[Errno 104] 0\n"
    assert asked == [0]
