"""Exceptions, most of them raised for real, and the entries they lead to."""

import errno
import socket
import ssl

import pytest

from catalog import Catalog, InvalidCode


def raised(call: object, *arguments: object) -> BaseException:
    """Return what a call raises."""
    with pytest.raises(BaseException) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value


def symbol(catalog: Catalog, exception: BaseException) -> str | None:
    entry = catalog.explain(exception)
    return entry.symbol if entry else None


class TestForReal:
    def test_refused(self, catalog: Catalog) -> None:
        """Connecting to a port that nobody listens on."""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with socket.socket() as client:
                error = raised(client.connect, unused.getsockname())
        assert symbol(catalog, error) == "WSAECONNREFUSED"

    def test_reset(self, catalog: Catalog) -> None:
        """The peer closes hard, by SO_LINGER with no time."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                peer, _ = server.accept()
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                peer.close()
                error = raised(client.recv, 1)
        assert symbol(catalog, error) == "WSAECONNRESET"

    def test_time_out(self, catalog: Catalog) -> None:
        """A socket's time-out carries no number; its type says it."""
        silent, other = socket.socketpair()
        with silent, other:
            silent.settimeout(0.01)
            error = raised(silent.recv, 1)
        assert getattr(error, "errno", None) is None
        assert symbol(catalog, error) == "WSAETIMEDOUT"

    def test_in_use(self, catalog: Catalog) -> None:
        """Binding twice to one port."""
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as second:
            assert symbol(catalog, raised(second.bind, server.getsockname())) == "WSAEADDRINUSE"

    def test_would_block(self, catalog: Catalog) -> None:
        """Reading a non-blocking socket that has nothing yet."""
        one, other = socket.socketpair()
        with one, other:
            one.setblocking(False)
            assert symbol(catalog, raised(one.recv, 1)) == "WSAEWOULDBLOCK"

    def test_not_connected(self, catalog: Catalog) -> None:
        """Asking an unconnected socket for its peer."""
        with socket.socket() as alone:
            assert symbol(catalog, raised(alone.getpeername)) == "WSAENOTCONN"

    def test_name(self, catalog: Catalog) -> None:
        """A name that cannot resolve, without asking any server: RFC 6761 keeps .invalid so."""
        error = raised(socket.getaddrinfo, "no host.invalid", 1, 0, 0, 0, socket.AI_NUMERICHOST)
        assert isinstance(error, socket.gaierror)
        assert symbol(catalog, error) == "WSAHOST_NOT_FOUND"

    def test_tls(self, catalog: Catalog) -> None:
        """An SSLError's number is OpenSSL's, not an errno."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                peer, _ = server.accept()
                with peer:
                    peer.sendall(b"this is not TLS\r\n" * 4)
                    error = raised(
                        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_socket,
                        client,
                        False,
                        True,
                        True,
                        "localhost",
                    )
        assert isinstance(error, ssl.SSLError)
        assert symbol(catalog, error) is None
        assert symbol(catalog, ssl.SSLError(4, "WANT_X509_LOOKUP, where EINTR would be")) is None


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (OSError(errno.ECONNRESET, "x"), "WSAECONNRESET"),
        (OSError(errno.EOPNOTSUPP, "x"), "WSAEOPNOTSUPP"),
        (OSError(errno.EINVAL, "x"), "WSAEINVAL"),
        (OSError(errno.ENOMEM, "x"), "WSA_NOT_ENOUGH_MEMORY"),
        (OSError(10054, "as Windows' errno module numbers it"), "WSAECONNRESET"),
        (OSError(errno.EINVAL, "x", None, 10054, None), "WSAECONNRESET"),
        (OSError(errno.EINVAL, "x", None, 995, None), "WSA_OPERATION_ABORTED"),
        (OSError(errno.EINVAL, "as CPython maps what it does not know", None, 1314, None), None),
        (OSError(errno.ECONNRESET, "x", None, 0, None), "WSAECONNRESET"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "WSATRY_AGAIN"),
        (socket.gaierror(socket.EAI_FAMILY, "x"), "WSAEAFNOSUPPORT"),
        (socket.gaierror(11001, "as on Windows"), "WSAHOST_NOT_FOUND"),
        (socket.herror(1, "x"), "WSAHOST_NOT_FOUND"),
        (socket.herror(4, "x"), "WSANO_DATA"),
        (socket.herror(99, "x"), None),
        (ConnectionResetError(), "WSAECONNRESET"),
        (ConnectionAbortedError("x"), "WSAECONNABORTED"),
        (ConnectionRefusedError(), "WSAECONNREFUSED"),
        (InterruptedError(), "WSAEINTR"),
        (BlockingIOError(), "WSAEWOULDBLOCK"),
        (TimeoutError(), "WSAETIMEDOUT"),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (OSError(), None),
        (OSError("a text", "another"), None),
        (OSError(True, "a bool"), None),
        (OSError(1 << 80, "x"), None),
        (OSError(errno.EINVAL, "x", None, 1 << 80, None), "WSAEINVAL"),
        (ValueError(10054), None),
        (KeyboardInterrupt(), None),
    ],
    ids=repr,
)
def test_one_exception(catalog: Catalog, exception: BaseException, expected: str | None) -> None:
    """winerror before errno before the type; what none of them tells is None."""
    assert symbol(catalog, exception) == expected


def test_winerror_on_windows(catalog: Catalog) -> None:
    """On Windows `winerror` is true and `errno` rewritten: 10004 arrives as errno 4, 997 as 22."""

    class WindowsError(OSError):
        winerror = 997

    assert symbol(catalog, WindowsError(22, "x")) == "WSA_IO_PENDING"


class TestChains:
    def test_cause(self, catalog: Catalog) -> None:
        """An exception that tells nothing is explained by what it was raised from."""
        error = RuntimeError("request failed")
        error.__cause__ = ConnectionResetError()
        assert symbol(catalog, error) == "WSAECONNRESET"

    def test_context(self, catalog: Catalog) -> None:
        """What was being handled counts when nothing was named as the cause."""
        try:
            try:
                raise TimeoutError
            except TimeoutError:
                raise KeyError("x")  # noqa: B904
        except KeyError as error:
            assert symbol(catalog, error) == "WSAETIMEDOUT"

    def test_suppressed(self, catalog: Catalog) -> None:
        """``from None`` hides the context, here as in a traceback."""
        try:
            try:
                raise TimeoutError
            except TimeoutError:
                raise KeyError("x") from None
        except KeyError as error:
            assert symbol(catalog, error) is None

    def test_the_nearest_wins(self, catalog: Catalog) -> None:
        """The exception itself comes before its cause."""
        error = ConnectionAbortedError()
        error.__cause__ = TimeoutError()
        assert symbol(catalog, error) == "WSAECONNABORTED"

    def test_groups(self, catalog: Catalog) -> None:
        """A group's members come in order, nested ones too, before the group's cause."""
        group = ExceptionGroup("a", [ValueError(), ExceptionGroup("b", [InterruptedError()])])
        group.__cause__ = TimeoutError()
        assert symbol(catalog, group) == "WSAEINTR"

    def test_circles(self, catalog: Catalog) -> None:
        """A chain that bites its tail ends."""
        one, other = ValueError(1), ValueError(2)
        one.__cause__, other.__cause__ = other, one
        assert symbol(catalog, one) is None

    def test_depth(self, catalog: Catalog) -> None:
        """Ten thousand causes are no recursion."""
        error: BaseException = TimeoutError()
        for number in range(10_000):
            outer = ValueError(number)
            outer.__cause__ = error
            error = outer
        assert symbol(catalog, error) == "WSAETIMEDOUT"


@pytest.mark.parametrize("value", [None, "x", 10054, OSError])
def test_no_exception(catalog: Catalog, value: object) -> None:
    """What is no exception is InvalidCode."""
    with pytest.raises(InvalidCode, match="is no exception"):
        catalog.explain(value)  # type: ignore[arg-type]


def test_locale(catalog: Catalog) -> None:
    """The explanation is in the locale asked for."""
    entry = catalog.explain(TimeoutError(), locale="ja")
    assert entry
    assert entry.meaning.locale == "ja"
