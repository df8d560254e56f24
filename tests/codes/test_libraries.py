"""What libraries raise for real against servers of this machine, and the entries it leads to."""

import asyncio
import socket
import socketserver
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import dns.asyncresolver
import dns.message
import dns.query
import dns.rcode
import dns.resolver
import httpx
import psycopg
import pytest
import requests
import requests.adapters
import urllib3
import websockets.asyncio.client
import websockets.sync.client
import websockets.sync.server
from support import AT_ONCE

from catalog import Catalog, Entry

HOST = "127.0.0.1"
# long enough for what works, as nothing here waits for what does not
SHORT = 0.1
LONG = 5.0
# of "localhost" and 127.0.0.1, signed by itself, until 2126
KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1aU5JBaxz+dJmH1a
d6snvM1MDlRrUb0RU2gQVADgKPmhRANCAARYC2W1rfV+heP4w2wj1fn+L1kFCniY
WeunVC41mKOXw+L3/sQZhCbBGshw4fz3iADofAtdQYzi5EzeZAlpJWnG
-----END PRIVATE KEY-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIULqC8FjqptIF8nWwCzdlXIANeH7swCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIyMzM1OVoYDzIxMjYxMDI5
MjIzMzU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARYC2W1rfV+heP4w2wj1fn+L1kFCniYWeunVC41mKOXw+L3/sQZhCbB
Gshw4fz3iADofAtdQYzi5EzeZAlpJWnGo28wbTAdBgNVHQ4EFgQUk6yAQgrA0Fl7
u0KSQK5YjeTMGFMwHwYDVR0jBBgwFoAUk6yAQgrA0Fl7u0KSQK5YjeTMGFMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAN0JRsaTIY5pjdTdRIp5vK/6Go5QG5YMtGWyGVaojQybAiEA
5VsDyCmOA+OExeUPms0aZ1dkyYdB7Ett6ea0w2kKLW0=
-----END CERTIFICATE-----
"""


# -- servers


@contextmanager
def running(server: socketserver.TCPServer) -> Iterator[int]:
    """Let a server of the standard library answer in a thread; yield its port."""
    with server:
        thread = Thread(target=server.serve_forever, args=(0.005,))
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serving(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """Answer every connection to a port; those that are left are ended."""
    peers: list[socket.socket] = []

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            peers.append(self.request)
            # the client has gone, or was to be sent away
            with suppress(OSError):
                answer(self.request)

    with running(socketserver.ThreadingTCPServer((HOST, 0), Answering)) as port:
        try:
            yield port
        finally:
            for peer in peers:
                with suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
                    if sys.platform == "win32":
                        # nothing else wakes a thread that reads from it
                        peer.close()


@contextmanager
def closed() -> Iterator[int]:
    """Keep a port that nobody listens on."""
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        yield unused.getsockname()[1]


@contextmanager
def full() -> Iterator[int]:
    """Keep a port that takes no further connection, for nobody accepts those that it has."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server((HOST, 0), backlog=0))
        for _ in range(3):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


@contextmanager
def http(status: int) -> Iterator[int]:
    """Answer every request with a status, by http.server."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with running(ThreadingHTTPServer((HOST, 0), Answering)) as port:
        yield port


def reset(peer: socket.socket) -> None:
    """Hang up by RST, once something has come."""
    peer.recv(65536)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    peer.close()


def silent(peer: socket.socket) -> None:
    """Say nothing until the client hangs up."""
    while peer.recv(65536):
        pass


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    """Answer the first request with some bytes, then hang up in good order."""

    def say(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(answer)
        peer.shutdown(socket.SHUT_WR)
        silent(peer)

    return say


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with the certificate and its key."""
    path = tmp_path / "certificate.pem"
    path.write_text(KEY + CERTIFICATE)
    return path


@contextmanager
def tls(certificate: Path, **settings: Any) -> Iterator[int]:
    """Answer 200 over TLS, by a context with some settings."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.load_verify_locations(certificate)
    for name, value in settings.items():
        setattr(context, name, value)

    def answer(peer: socket.socket) -> None:
        # wrapped without the socket's own end, so that there is an orderly one below
        with suppress(OSError), context.wrap_socket(peer.dup(), server_side=True) as wrapped:
            wrapped.recv(65536)
            wrapped.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        peer.shutdown(socket.SHUT_WR)
        silent(peer)

    with serving(answer) as port:
        yield port


# -- clients: each fetches a page, all of it, and raises for a status


def by_http_client(url: str, timeout: float, context: ssl.SSLContext) -> None:
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port
    connection = (
        HTTPConnection(host, port, timeout=timeout)
        if parts.scheme == "http"
        else HTTPSConnection(host, port, timeout=timeout, context=context)
    )
    with closing(connection):
        connection.request("GET", "/")
        with connection.getresponse() as response:
            response.read()


def by_urllib(url: str, timeout: float, context: ssl.SSLContext) -> None:
    try:
        with urllib.request.urlopen(url, timeout=timeout, context=context) as response:  # noqa: S310
            response.read()
    except urllib.error.HTTPError as error:
        error.close()
        raise


def by_requests(url: str, timeout: float, context: ssl.SSLContext) -> None:
    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs, ssl_context=context)

    with requests.Session() as session:
        session.mount("https://", Adapter())
        session.get(url, timeout=timeout).raise_for_status()


def by_urllib3(url: str, timeout: float, context: ssl.SSLContext) -> None:
    # it raises for a status where it was told to try again
    retries = urllib3.Retry(0, status_forcelist=[404, 429, 503])
    with urllib3.PoolManager(ssl_context=context, timeout=timeout, retries=retries) as pool:
        pool.request("GET", url)


def by_httpx(url: str, timeout: float, context: ssl.SSLContext) -> None:
    with httpx.Client(verify=context, timeout=timeout) as client:
        client.get(url).raise_for_status()


async def with_httpx(url: str, timeout: float, context: ssl.SSLContext) -> None:
    async with httpx.AsyncClient(verify=context, timeout=timeout) as client:
        (await client.get(url)).raise_for_status()


async def with_aiohttp(url: str, timeout: float, context: ssl.SSLContext) -> None:
    limits = aiohttp.ClientTimeout(sock_connect=timeout, sock_read=timeout)
    async with aiohttp.ClientSession(timeout=limits, raise_for_status=True) as session:
        async with session.get(url, ssl=context) as response:
            await response.read()


async def with_asyncio(url: str, timeout: float, context: ssl.SSLContext) -> None:
    parts = urlsplit(url)
    async with asyncio.timeout(timeout):
        secure = context if parts.scheme == "https" else None
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=secure)
        try:
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            await reader.readexactly(65536)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def by_websockets(url: str, timeout: float, context: ssl.SSLContext) -> None:
    secure = context if url.startswith("https") else None
    with websockets.sync.client.connect(
        url.replace("http", "ws", 1), open_timeout=timeout, proxy=None, ssl=secure
    ):
        pass


async def with_websockets(url: str, timeout: float, context: ssl.SSLContext) -> None:
    secure = context if url.startswith("https") else None
    async with websockets.asyncio.client.connect(
        url.replace("http", "ws", 1), open_timeout=timeout, proxy=None, ssl=secure
    ):
        pass


Fetch = Callable[[str, float, ssl.SSLContext], object]


def blocking(fetch: Callable[..., Awaitable[object]]) -> Fetch:
    async def fetched(*arguments: object) -> None:
        await fetch(*arguments)

    return lambda *arguments: asyncio.run(fetched(*arguments))


# by what they do with a status: it is theirs to raise, or the caller's to look at
RAISING: dict[str, Fetch] = {
    "urllib": by_urllib,
    "requests": by_requests,
    "urllib3": by_urllib3,
    "httpx": by_httpx,
    "httpx async": blocking(with_httpx),
    "aiohttp": blocking(with_aiohttp),
    "websockets": by_websockets,
    "websockets async": blocking(with_websockets),
}
FETCHES: dict[str, Fetch] = RAISING | {
    "http.client": by_http_client,
    "asyncio": blocking(with_asyncio),
}
every_library = pytest.mark.parametrize("fetch", FETCHES.values(), ids=FETCHES)
every_raising = pytest.mark.parametrize("fetch", RAISING.values(), ids=RAISING)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes by way of a proxy that the environment names."""
    monkeypatch.setenv("no_proxy", "*")


def explained(catalog: Catalog, call: Callable[..., object], *arguments: object) -> Entry | None:
    """Return the entry of what a call raises."""
    with pytest.raises(Exception) as caught:
        call(*arguments)
    return catalog.explain(caught.value)


def failing(
    catalog: Catalog,
    fetch: Fetch,
    url: str,
    timeout: float = LONG,
    context: ssl.SSLContext | None = None,
) -> str | None:
    """Return the symbol of what fetching a page raises."""
    entry = explained(catalog, fetch, url, timeout, context or ssl.create_default_context())
    return entry.symbol if entry else None


class TestConnecting:
    @every_library
    def test_refused(self, catalog: Catalog, fetch: Fetch) -> None:
        """Nobody listens on the port."""
        with closed() as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == "ECONNREFUSED"

    def test_refused_at_every_address(self, catalog: Catalog) -> None:
        """Where a name has several addresses, asyncio tells of all of them in words alone."""

        async def connect(port: int) -> None:
            # both families' addresses of this machine
            await asyncio.open_connection(None, port)

        with closed() as port:
            entry = explained(catalog, lambda: asyncio.run(connect(port)))
        assert entry
        # on a machine without the other family, the one exception is raised as it is
        assert entry.symbol in ("ECONNREFUSED", "EADDRNOTAVAIL", "EAFNOSUPPORT")

    @every_library
    def test_time_out(self, catalog: Catalog, fetch: Fetch) -> None:
        """The port's queue is full, and the system drops what would make it longer."""
        with full() as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/", SHORT) == "ETIMEDOUT"

    @every_library
    def test_name(self, catalog: Catalog, fetch: Fetch) -> None:
        """No server knows the name, or none can be asked."""
        url = "http://no-such-host.invalid/"
        entry = explained(catalog, fetch, url, LONG, ssl.create_default_context())
        assert entry
        assert (entry.system, entry.kind) == ("getaddrinfo", "name-resolution")

    @every_library
    def test_unreachable(self, catalog: Catalog, fetch: Fetch) -> None:
        """No stream leads to all hosts at once."""
        assert failing(catalog, fetch, "http://255.255.255.255:9/") in ("ENETUNREACH", "EACCES")


class TestAnswers:
    @every_library
    def test_reset(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server hangs up hard instead of answering."""
        with serving(reset) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == "ECONNRESET"

    @every_library
    def test_nothing(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server hangs up in good order, but instead of answering."""
        with serving(saying(b"")) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == "ECONNRESET"

    @every_library
    def test_time_out(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server takes the request and says nothing."""
        with serving(silent) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/", SHORT) == "ETIMEDOUT"

    @every_raising
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (404, "HTTP_NOT_FOUND"),
            (429, "HTTP_TOO_MANY_REQUESTS"),
            (503, "HTTP_SERVICE_UNAVAILABLE"),
        ],
    )
    def test_status(self, catalog: Catalog, fetch: Fetch, status: int, expected: str) -> None:
        """The server says that it will not, by a status."""
        with http(status) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == expected

    @every_library
    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        ],
        ids=["length", "chunked"],
    )
    def test_cut_short(self, catalog: Catalog, fetch: Fetch, answer: bytes) -> None:
        """The server hangs up before it has said all that it announced."""
        with serving(saying(answer)) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == "ECONNRESET"

    @pytest.mark.parametrize(
        "fetch",
        [fetch for name, fetch in FETCHES.items() if name != "asyncio"],
        ids=[name for name in FETCHES if name != "asyncio"],
    )
    def test_another_protocol(self, catalog: Catalog, fetch: Fetch) -> None:
        """What answers is no server of HTTP."""
        with serving(saying(b"SSH-2.0-OpenSSH\r\n\r\n")) as port:
            assert failing(catalog, fetch, f"http://{HOST}:{port}/") == "EPROTO"

    @pytest.mark.parametrize("name", ["requests", "urllib3", "httpx", "httpx async", "aiohttp"])
    def test_undecodable(self, catalog: Catalog, name: str) -> None:
        """What is said to be compressed is not."""
        answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nabcdef"
        with serving(saying(answer)) as port:
            assert failing(catalog, FETCHES[name], f"http://{HOST}:{port}/") == "EPROTO"

    def test_a_success_for_a_websocket(self, catalog: Catalog) -> None:
        """A status of success, where another one was wanted, is not what went wrong."""
        with http(200) as port:
            assert failing(catalog, by_websockets, f"http://{HOST}:{port}/") == "EPROTO"

    def test_retrieving(self, catalog: Catalog, tmp_path: Path) -> None:
        """urlretrieve has an exception of its own for what is cut short."""
        with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")) as port:
            url = f"http://{HOST}:{port}/"
            entry = explained(catalog, urllib.request.urlretrieve, url, tmp_path / "x")
        assert entry
        assert entry.symbol == "ECONNRESET"

    def test_proxy(self, catalog: Catalog) -> None:
        """A proxy that lets nobody through says so by a status, which Python puts into words."""
        with serving(saying(b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n")) as port:
            with closing(HTTPSConnection(HOST, port, timeout=LONG)) as connection:
                connection.set_tunnel("localhost", 443)
                entry = explained(catalog, connection.request, "GET", "/")
        assert entry
        assert entry.symbol == "HTTP_PROXY_AUTHENTICATION_REQUIRED"


class TestTLS:
    @every_library
    def test_plain(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server answers a handshake in plain text."""
        with serving(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
            symbol = failing(catalog, fetch, f"https://{HOST}:{port}/")
        assert symbol == "SSL_R_WRONG_VERSION_NUMBER"

    @every_library
    def test_not_trusted(self, catalog: Catalog, fetch: Fetch, certificate: Path) -> None:
        """The certificate is signed by nobody but itself."""
        with tls(certificate) as port:
            symbol = failing(catalog, fetch, f"https://{HOST}:{port}/")
        assert symbol == "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT"

    @every_library
    def test_versions(self, catalog: Catalog, fetch: Fetch, certificate: Path) -> None:
        """The server wants a version that the client does not have."""
        context = ssl.create_default_context(cafile=certificate)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with tls(certificate, minimum_version=ssl.TLSVersion.TLSv1_3) as port:
            url = f"https://{HOST}:{port}/"
            symbol = failing(catalog, fetch, url, context=context)
        assert symbol == "TLS_ALERT_PROTOCOL_VERSION"

    @every_library
    def test_certificate_of_the_client(
        self, catalog: Catalog, fetch: Fetch, certificate: Path
    ) -> None:
        """The server wants a certificate too, which with TLS 1.3 is told after the handshake."""
        context = ssl.create_default_context(cafile=certificate)
        with tls(certificate, verify_mode=ssl.CERT_REQUIRED) as port:
            url = f"https://{HOST}:{port}/"
            # anyio and websockets' event loop keep to themselves why the connection ended
            symbol = failing(catalog, fetch, url, context=context)
        assert symbol in ("TLS_ALERT_CERTIFICATE_REQUIRED", "ECONNRESET")

    @every_library
    def test_hanging_up(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server hangs up in the middle of the handshake."""
        with serving(saying(b"")) as port:
            symbol = failing(catalog, fetch, f"https://{HOST}:{port}/")
        # anyio tells nothing but that the connection ended
        assert symbol in ("SSL_R_UNEXPECTED_EOF_WHILE_READING", "ECONNRESET")

    @every_library
    def test_time_out(self, catalog: Catalog, fetch: Fetch) -> None:
        """The server does not answer the handshake."""
        with serving(silent) as port:
            assert failing(catalog, fetch, f"https://{HOST}:{port}/", SHORT) == "ETIMEDOUT"


class TestWebSockets:
    @contextmanager
    def serving(
        self, handler: Callable[[websockets.sync.server.ServerConnection], None], **options: Any
    ) -> Iterator[str]:
        """Serve WebSockets; yield the URL."""
        with websockets.sync.server.serve(handler, HOST, 0, **options) as server:
            thread = Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"ws://{HOST}:{server.socket.getsockname()[1]}/"
            finally:
                server.shutdown()
                thread.join()

    @staticmethod
    def receive(url: str) -> None:
        with websockets.sync.client.connect(url, proxy=None) as client:
            client.recv(LONG)

    @staticmethod
    async def receive_async(url: str) -> None:
        async with websockets.asyncio.client.connect(url, proxy=None) as client:
            await client.recv()

    @staticmethod
    async def receive_aiohttp(url: str) -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as client:
            await client.receive()

    @pytest.mark.parametrize("name", ["receive", "receive_async", "receive_aiohttp"])
    def test_forbidden(self, catalog: Catalog, name: str) -> None:
        """The handshake is answered with a status."""
        receive = getattr(self, name)
        call = receive if name == "receive" else lambda url: asyncio.run(receive(url))
        with self.serving(print, process_request=lambda c, _: c.respond(403, "no\n")) as url:
            entry = explained(catalog, call, url)
        assert entry
        assert entry.symbol == "HTTP_FORBIDDEN"

    @pytest.mark.parametrize("name", ["receive", "receive_async"])
    @pytest.mark.parametrize("linger", [bytes(len(AT_ONCE)), AT_ONCE], ids=["end", "reset"])
    def test_dropped(self, catalog: Catalog, name: str, linger: bytes) -> None:
        """The connection ends without a closing handshake."""
        receive = getattr(self, name)
        call = receive if name == "receive" else lambda url: asyncio.run(receive(url))

        def drop(connection: websockets.sync.server.ServerConnection) -> None:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.socket.shutdown(socket.SHUT_RDWR)

        with self.serving(drop) as url:
            entry = explained(catalog, call, url)
        assert entry
        assert entry.symbol == "ECONNRESET"

    @pytest.mark.parametrize("name", ["receive", "receive_async"])
    @pytest.mark.parametrize(
        ("code", "symbol"),
        [(1002, "WS_PROTOCOL_ERROR"), (1009, "WS_MESSAGE_TOO_BIG"), (1011, "WS_INTERNAL_ERROR")],
    )
    def test_close_codes(self, catalog: Catalog, name: str, code: int, symbol: str) -> None:
        """RFC 6455, 7.4.1: a peer says why it closes."""
        receive = getattr(self, name)
        call = receive if name == "receive" else lambda url: asyncio.run(receive(url))
        with self.serving(lambda connection: connection.close(code)) as url:
            entry = explained(catalog, call, url)
        assert entry
        assert entry.symbol == symbol

    def test_a_message_too_big(self, catalog: Catalog) -> None:
        """So does the reader itself, of a message that it does not take."""

        def receive(url: str) -> None:
            with websockets.sync.client.connect(url, proxy=None, max_size=10) as client:
                client.recv(LONG)

        with self.serving(lambda connection: connection.send("x" * 100)) as url:
            entry = explained(catalog, receive, url)
        assert entry
        assert entry.symbol == "WS_MESSAGE_TOO_BIG"


class TestDNS:
    @contextmanager
    def serving(self, code: dns.rcode.Rcode | None) -> Iterator[int]:
        """Answer questions over UDP with a code and nothing else, or not at all."""

        class Answering(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, server = self.request
                if code is not None:
                    answer = dns.message.make_response(dns.message.from_wire(data))
                    answer.set_rcode(code)
                    server.sendto(answer.to_wire(), self.client_address)

        with running(socketserver.ThreadingUDPServer((HOST, 0), Answering)) as port:
            yield port

    @pytest.mark.parametrize("way", ["resolver", "asyncresolver"])
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (dns.rcode.NXDOMAIN, "dns:NXDOMAIN"),
            (dns.rcode.NOERROR, "getaddrinfo:EAI_NODATA"),
            (dns.rcode.SERVFAIL, "dns:SERVFAIL"),
            (dns.rcode.REFUSED, "dns:REFUSED"),
            (None, "getaddrinfo:EAI_AGAIN"),
        ],
    )
    def test_resolving(
        self, catalog: Catalog, way: str, code: dns.rcode.Rcode | None, expected: str
    ) -> None:
        """NXDOMAIN, no answer in an answer, servers that fail or refuse, and one that is silent."""
        kind = dns.resolver.Resolver if way == "resolver" else dns.asyncresolver.Resolver
        resolver: Any = kind(configure=False)
        resolver.nameservers, resolver.lifetime = [HOST], SHORT if code is None else LONG

        async def resolve() -> None:
            await resolver.resolve("host.invalid", "A")

        with self.serving(code) as port:
            resolver.port = port
            if way == "resolver":
                entry = explained(catalog, resolver.resolve, "host.invalid", "A")
            else:
                entry = explained(catalog, lambda: asyncio.run(resolve()))
        assert entry
        assert f"{entry.system}:{entry.symbol}" == expected

    def test_query(self, catalog: Catalog) -> None:
        """A query that times out does so while a socket would block, which is not why."""
        question = dns.message.make_query("host.invalid", "A")
        with self.serving(None) as port:
            entry = explained(catalog, lambda: dns.query.udp(question, HOST, SHORT, port))
        assert entry
        assert entry.symbol == "EAI_AGAIN"


class TestPsycopg:
    @staticmethod
    def connect(**parameters: Any) -> None:
        psycopg.connect(**parameters).close()

    @staticmethod
    def connect_async(**parameters: Any) -> None:
        async def connect() -> None:
            async with await psycopg.AsyncConnection.connect(**parameters):
                pass

        asyncio.run(connect())

    @pytest.fixture(params=["connect", "connect_async"])
    def failing(self, request: pytest.FixtureRequest, catalog: Catalog) -> Callable[..., Entry]:
        """Connect as a program does, or as one with an event loop does."""

        def call(**parameters: Any) -> Entry:
            entry = explained(catalog, lambda: getattr(self, request.param)(**parameters))
            assert entry
            return entry

        return call

    def test_refused(self, failing: Callable[..., Entry]) -> None:
        """Nobody listens, which libpq tells in the words of the system."""
        with closed() as port:
            assert failing(host=HOST, port=port).symbol == "ECONNREFUSED"

    def test_refused_twice(self, failing: Callable[..., Entry]) -> None:
        """Of several hosts none listens, and there is a line for each."""
        with closed() as port:
            assert failing(host=f"{HOST},{HOST}", port=port).symbol == "ECONNREFUSED"

    def test_name(self, failing: Callable[..., Entry]) -> None:
        """The name does not resolve."""
        entry = failing(host="no-such-host.invalid")
        assert (entry.system, entry.kind) == ("getaddrinfo", "name-resolution")

    def test_no_socket(self, failing: Callable[..., Entry], tmp_path: Path) -> None:
        """There is no socket in the folder that was named."""
        assert failing(host=str(tmp_path)).symbol == "ENOENT"

    @pytest.mark.parametrize("answer", [reset, saying(b"")], ids=["reset", "end"])
    def test_hanging_up(
        self, failing: Callable[..., Entry], answer: Callable[[socket.socket], None]
    ) -> None:
        """The server hangs up on the first message."""
        with serving(answer) as port:
            assert failing(host=HOST, port=port).symbol == "ECONNRESET"

    @pytest.mark.parametrize(
        ("answer", "mode"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "prefer"), (b"N", "require")]
    )
    def test_another_protocol(
        self, failing: Callable[..., Entry], answer: bytes, mode: str
    ) -> None:
        """What answers is no PostgreSQL, or one without the TLS that is required."""
        with serving(saying(answer)) as port:
            assert failing(host=HOST, port=port, sslmode=mode).symbol == "EPROTO"

    def test_time_out(self, failing: Callable[..., Entry]) -> None:
        """The server says nothing; psycopg waits for two seconds at least."""
        with serving(silent) as port:
            assert failing(host=HOST, port=port, connect_timeout=1).symbol == "ETIMEDOUT"
