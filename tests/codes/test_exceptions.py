"""Exceptions, most of them raised for real, and the entries they lead to."""

import errno
import socket
import ssl
import subprocess
import sys
from http import HTTPStatus
from unittest import mock

import pytest
from support import AT_ONCE, each

from catalog import Catalog, InvalidCode, InvalidPlatform, Platform

WINDOWS = sys.platform == "win32"
# on Windows OSError itself refuses a number of more than 32 bits
TOO_LARGE = "1" * 25 if WINDOWS else 1 << 80


def winerror(code: int) -> int:
    """Return a code as OSError takes it: on Windows of 32 bits with a sign."""
    return code - (1 << 32) if WINDOWS and code >> 31 else code


# what Winsock calls an error by another name than WSA and that of errno.h
RENAMED = {
    "EAGAIN": "WSAEWOULDBLOCK",
    "EAI_AGAIN": "WSATRY_AGAIN",
    "EAI_FAMILY": "WSAEAFNOSUPPORT",
    "EAI_NONAME": "WSAHOST_NOT_FOUND",
}


def here(name: str) -> str:
    """Return what the running platform calls an error of sockets."""
    return RENAMED.get(name, f"WSA{name}") if WINDOWS else name


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
        assert symbol(catalog, error) == here("ECONNREFUSED")

    def test_reset(self, catalog: Catalog) -> None:
        """The peer closes hard, by SO_LINGER with no time."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                peer, _ = server.accept()
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                peer.close()
                error = raised(client.recv, 1)
        assert symbol(catalog, error) == here("ECONNRESET")

    def test_time_out(self, catalog: Catalog) -> None:
        """A socket's time-out carries no number; its type says it."""
        silent, other = socket.socketpair()
        with silent, other:
            silent.settimeout(0.01)
            error = raised(silent.recv, 1)
        assert getattr(error, "errno", None) is None
        assert symbol(catalog, error) == "ETIMEDOUT"

    def test_in_use(self, catalog: Catalog) -> None:
        """Binding twice to one port."""
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as second:
            assert symbol(catalog, raised(second.bind, server.getsockname())) == here("EADDRINUSE")

    def test_would_block(self, catalog: Catalog) -> None:
        """Reading a non-blocking socket that has nothing yet."""
        one, other = socket.socketpair()
        with one, other:
            one.setblocking(False)
            assert symbol(catalog, raised(one.recv, 1)) == here("EAGAIN")

    def test_not_connected(self, catalog: Catalog) -> None:
        """Asking an unconnected socket for its peer."""
        with socket.socket() as alone:
            assert symbol(catalog, raised(alone.getpeername)) == here("ENOTCONN")

    def test_name(self, catalog: Catalog) -> None:
        """A name that cannot resolve, without asking any server: RFC 6761 keeps .invalid so."""
        error = raised(socket.getaddrinfo, "no host.invalid", 1, 0, 0, 0, socket.AI_NUMERICHOST)
        assert isinstance(error, socket.gaierror)
        assert symbol(catalog, error) == here("EAI_NONAME")

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
        assert symbol(catalog, error) == "SSL_R_WRONG_VERSION_NUMBER"
        assert symbol(catalog, ssl.SSLError(4, "WANT_X509_LOOKUP, not EINTR")) == "EPROTO"


@each(
    ("exception", "expected"),
    [
        (OSError(errno.ECONNRESET, "x"), here("ECONNRESET")),
        (OSError(errno.EINVAL, "x"), "EINVAL"),
        (OSError(errno.ENOMEM, "x"), "ENOMEM"),
        (OSError(errno.EACCES, "x"), "EACCES"),
        (FileNotFoundError(errno.ENOENT, "x"), "ENOENT"),
        (OSError(10054, "as Windows' errno module numbers it"), "WSAECONNRESET"),
        (OSError(errno.EINVAL, "x", None, 10054, None), "WSAECONNRESET"),
        (OSError(errno.EINVAL, "x", None, 995, None), "ERROR_OPERATION_ABORTED"),
        (OSError(errno.EINVAL, "x", None, 121, None), "ERROR_SEM_TIMEOUT"),
        (OSError(errno.EINVAL, "x", None, 1314, None), "ERROR_PRIVILEGE_NOT_HELD"),
        (OSError(errno.EINVAL, "x", None, 9_999, None), None),
        (OSError(errno.EINVAL, "x", None, winerror(0x80072746), None), "WSAECONNRESET"),
        (OSError(errno.EINVAL, "x", None, winerror(0xC000020D), None), "STATUS_CONNECTION_RESET"),
        (OSError(errno.EINVAL, "x", None, winerror(0x801901F7), None), "HTTP_SERVICE_UNAVAILABLE"),
        (OSError(errno.EINVAL, "x", None, 0, None), "EINVAL"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), here("EAI_AGAIN")),
        (socket.gaierror(socket.EAI_FAMILY, "x"), here("EAI_FAMILY")),
        (socket.gaierror(11001, "as on Windows"), "WSAHOST_NOT_FOUND"),
        (socket.herror(1, "x"), "EAI_NONAME"),
        (socket.herror(2, "x"), "EAI_AGAIN"),
        (socket.herror(4, "x"), "EAI_NODATA"),
        (socket.herror(99, "x"), None),
        (socket.herror(11001, "as on Windows"), "WSAHOST_NOT_FOUND"),
        (ConnectionResetError(), "ECONNRESET"),
        (ConnectionAbortedError("x"), "ECONNABORTED"),
        (ConnectionRefusedError(), "ECONNREFUSED"),
        (InterruptedError(), "EINTR"),
        (BlockingIOError(), "EAGAIN"),
        (BlockingIOError(errno.EINPROGRESS, "x"), here("EINPROGRESS")),
        (TimeoutError(), "ETIMEDOUT"),
        (ssl.SSLWantReadError(), "EAGAIN"),
        (ssl.SSLZeroReturnError(6, "x"), "ESHUTDOWN"),
        (ssl.SSLEOFError(8, "x"), "ECONNRESET"),
        (OSError("Tunnel connection failed: 407 Who?"), "HTTP_PROXY_AUTHENTICATION_REQUIRED"),
        (OSError("Tunnel connection failed: all of them"), None),
        (OSError("it says: No route to host"), "EHOSTUNREACH"),
        (PermissionError(), None),
        (EOFError(), None),
        (EOFError("EOF when reading a line"), None),
        (OSError(), None),
        (OSError("a text", "another"), None),
        (OSError("errno 0x20"), "EPIPE"),
        (OSError("errno: -0x20"), "EPIPE"),
        (OSError(True, "a bool"), None),
        (OSError(1 << 80, "x"), None),
        (OSError(errno.EINVAL, "x", None, TOO_LARGE, None), "EINVAL"),
        (OSError(errno.EINVAL, "x", None, "10054", None), "EINVAL"),
        (ValueError(10054), None),
        (KeyboardInterrupt(), None),
        (OSError(13, "x", None, 5, None), "ERROR_ACCESS_DENIED"),
        (OSError(2, "x", None, 3, None), "ERROR_PATH_NOT_FOUND"),
        (OSError(22, "x", None, 1229999, None), None),
        (OSError(22, "x", None, 12029, None), "ERROR_INTERNET_CANNOT_CONNECT"),
        (OSError(22, "x", None, winerror(0x800401F3), None), "CO_E_CLASSSTRING"),
    ],
)
def test_one_exception(catalog: Catalog, exception: BaseException, expected: str | None) -> None:
    """winerror, or its type where it is unknown, before errno before the type; else None."""
    assert symbol(catalog, exception) == expected


class WindowsToldError(Exception):
    """Has what Windows told where pywin32, comtypes and smbprotocol have it."""

    def __init__(self, **told: object) -> None:
        super().__init__()
        vars(self).update(told)


def _exit(code: int) -> subprocess.CalledProcessError:
    return subprocess.CalledProcessError(code, ["tool"])


@each(
    ("exception", "expected"),
    [
        (WindowsToldError(winerror=5, funcname="OpenProcess"), "ERROR_ACCESS_DENIED"),
        (WindowsToldError(winerror=10054), "WSAECONNRESET"),
        (WindowsToldError(winerror=0, funcname="SetForegroundWindow"), None),
        (WindowsToldError(hresult=-2147221005, excepinfo=None), "CO_E_CLASSSTRING"),
        (WindowsToldError(hresult=-2147023174), "RPC_S_SERVER_UNAVAILABLE"),
        (
            WindowsToldError(hresult=-2147352567, excepinfo=(0, "x", "y", None, 0, -2147024891)),
            "ERROR_ACCESS_DENIED",
        ),
        (
            WindowsToldError(hresult=-2147352567, excepinfo=(0, "x", "y", None, 0, 0)),
            "DISP_E_EXCEPTION",
        ),
        (WindowsToldError(hresult="none", excepinfo="x"), None),
        (WindowsToldError(ntstatus=0xC0000022), "STATUS_ACCESS_DENIED"),
        (_exit(0xC0000005), "STATUS_ACCESS_VIOLATION"),
        (_exit(-1073741819), "STATUS_ACCESS_VIOLATION"),
        (_exit(3221225781), "STATUS_DLL_NOT_FOUND"),
        (_exit(-2147024894), "ERROR_FILE_NOT_FOUND"),
        (_exit(1), None),
        (_exit(5), None),
        (_exit(-11), "SIGSEGV"),
        (_exit(259), None),
    ],
)
def test_what_windows_told(
    catalog: Catalog, exception: BaseException, expected: str | None
) -> None:
    """Attributes of pywin32, comtypes and smbprotocol, and exit codes that Windows itself gives."""
    assert symbol(catalog, exception) == expected


def test_winerror_on_windows(catalog: Catalog) -> None:
    """On Windows `winerror` is true and `errno` rewritten: 10004 arrives as errno 4, 997 as 22."""

    class WindowsError(OSError):
        winerror = 997

    assert symbol(catalog, WindowsError(22, "x")) == "ERROR_IO_PENDING"


class TestChains:
    def test_cause(self, catalog: Catalog) -> None:
        """An exception that tells nothing is explained by what it was raised from."""
        error = RuntimeError("request failed")
        error.__cause__ = ConnectionResetError()
        assert symbol(catalog, error) == "ECONNRESET"

    def test_context(self, catalog: Catalog) -> None:
        """What was being handled counts when nothing was named as the cause."""
        try:
            try:
                raise TimeoutError
            except TimeoutError:
                raise KeyError("x")  # noqa: B904
        except KeyError as error:
            assert symbol(catalog, error) == "ETIMEDOUT"

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
        assert symbol(catalog, error) == "ECONNABORTED"

    def test_groups(self, catalog: Catalog) -> None:
        """A group's members come in order, nested ones too, before the group's cause."""
        group = ExceptionGroup("a", [ValueError(), ExceptionGroup("b", [InterruptedError()])])
        group.__cause__ = TimeoutError()
        assert symbol(catalog, group) == "EINTR"

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
        assert symbol(catalog, error) == "ETIMEDOUT"

    def test_endless(self, catalog: Catalog) -> None:
        """An exception that bears another one whenever it is looked at comes to an end."""

        class Endless(Exception):
            @property
            def __cause__(self) -> BaseException:  # type: ignore[override]
                return Endless()

        assert symbol(catalog, Endless()) is None

    def test_arguments(self, catalog: Catalog) -> None:
        """An exception among the arguments, or put into ``reason``, counts as a cause."""
        assert symbol(catalog, ValueError("x", InterruptedError())) == "EINTR"
        assert symbol(catalog, Carrying(reason=BrokenPipeError())) == "EPIPE"

    def test_would_block(self, catalog: Catalog) -> None:
        """What would block is waited for, so that what else goes wrong meanwhile tells more."""
        error = ssl.SSLEOFError(8, "x")
        error.__context__ = BlockingIOError(errno.EAGAIN, "x")
        assert symbol(catalog, error) == "ECONNRESET"
        alone = ValueError()
        alone.__context__ = BlockingIOError(errno.EAGAIN, "x")
        assert symbol(catalog, alone) == "EAGAIN"

    def test_repeated_number(self, catalog: Catalog) -> None:
        """A number that is copied from a cause is of the system that the cause is of."""

        class Copied(OSError):
            pass

        error = Copied(1, "x")
        error.__cause__ = ssl.SSLError(1, "x")
        assert symbol(catalog, error) == "EPROTO"
        error = Copied(socket.EAI_AGAIN, socket.gaierror(socket.EAI_AGAIN, "x"))
        assert symbol(catalog, error) == here("EAI_AGAIN")


class Carrying(Exception):
    """Carries what it is given as attributes."""

    def __init__(self, **attributes: object) -> None:
        super().__init__("x")
        vars(self).update(attributes)


@each(
    ("exception", "platform", "expected"),
    [
        (OSError(104, "x"), "linux", "ECONNRESET"),
        (OSError(54, "x"), "macos", "ECONNRESET"),
        (OSError(54, "x"), "freebsd", "ECONNRESET"),
        (OSError(54, "x"), "darwin", "ECONNRESET"),
        (OSError(35, "x"), "macos", "EAGAIN"),
        (OSError(10054, "x"), "windows", "WSAECONNRESET"),
        (socket.gaierror(8, "x"), "macos", "EAI_NONAME"),
        (socket.gaierror(-2, "x"), "linux", "EAI_NONAME"),
        (socket.gaierror(11001, "x"), "windows", "WSAHOST_NOT_FOUND"),
        (OSError("Multiple exceptions: [Errno 61] x, [Errno 61] y"), "macos", "ECONNREFUSED"),
        (ConnectionResetError(), "freebsd", "ECONNRESET"),
        (OSError(9999, "x"), "linux", None),
    ],
)
def test_platform(
    catalog: Catalog, exception: BaseException, platform: Platform, expected: str | None
) -> None:
    """With ``platform`` the numbers are those that it has, wherever this runs."""
    entry = catalog.explain(exception, platform=platform)
    assert (entry.symbol if entry else None) == expected


def test_the_value_is_of_the_platform(catalog: Catalog) -> None:
    """An entry that a type leads to has the number of the platform that is asked for."""
    found = [catalog.explain(ConnectionResetError(), platform=p) for p in ("linux", "macos")]
    assert [entry.value for entry in found if entry] == [104, 54]


def test_no_platform(catalog: Catalog) -> None:
    """A platform that there is not is InvalidPlatform."""
    with pytest.raises(InvalidPlatform):
        catalog.explain(OSError(104, "x"), platform="plan9")  # type: ignore[arg-type]


class TestStatuses:
    @pytest.mark.parametrize("name", ["status", "status_code"])
    @pytest.mark.parametrize("value", [503, HTTPStatus.SERVICE_UNAVAILABLE])
    def test_numbers(self, catalog: Catalog, name: str, value: int) -> None:
        """The exception itself or its ``response`` may have the status, as an int of any kind."""
        itself = Carrying(**{name: value})
        response = Carrying(response=Carrying(**{name: value}))
        assert symbol(catalog, itself) == "HTTP_SERVICE_UNAVAILABLE"
        assert symbol(catalog, response) == "HTTP_SERVICE_UNAVAILABLE"

    @each("value", [True, "503", 503.0, 200, 101, 99, 600, -1, 1 << 80, None])
    def test_no_statuses(self, catalog: Catalog, value: object) -> None:
        """Texts, truths, numbers that are none, and successes do not explain an exception."""
        assert symbol(catalog, Carrying(status=value, status_code=value)) is None

    def test_the_response_first(self, catalog: Catalog) -> None:
        """The status of the response comes before one of the exception's own."""
        error = Carrying(response=Carrying(status_code=404), status=503)
        assert symbol(catalog, error) == "HTTP_NOT_FOUND"


class Raising(Exception):
    """Raises whatever is looked at."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)


class RaisingOSError(OSError):
    """Raises whatever is looked at."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)


class Mocked(Exception):
    """Has every attribute, and each is a mock."""

    def __getattribute__(self, name: str) -> object:
        return mock.MagicMock()


class Pretending(OSError):
    """Has attributes that say they are of the type that is looked for."""

    errno = winerror = status = status_code = mock.MagicMock(spec=int)
    response = reason = mock.MagicMock(spec=ConnectionResetError())
    args = (mock.MagicMock(spec=ConnectionResetError()), mock.Mock(spec=str))


class Number(int):
    """Is a number that cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __le__ = __lt__ = __ge__ = __gt__ = __int__ = __index__ = __eq__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class Nameless(Exception):
    """Is of no module."""

    __module__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [Raising, RaisingOSError, Mocked, Pretending, Nameless])
def test_strange_attributes(catalog: Catalog, kind: type[BaseException]) -> None:
    """Whatever attributes raise or pretend, nothing is raised, and no mock is taken for a code."""
    assert symbol(catalog, kind(errno.EPIPE, "x")) is None
    around = ValueError()
    around.__cause__ = kind()
    assert symbol(catalog, around) is None


def test_strange_numbers(catalog: Catalog) -> None:
    """An int is one by its bits, whatever its methods do."""
    assert symbol(catalog, Carrying(status=Number(503))) == "HTTP_SERVICE_UNAVAILABLE"
    error = OSError(errno.EPIPE, "x")
    error.errno = Number(errno.ECONNRESET)
    assert symbol(catalog, error) == here("ECONNRESET")


def test_warnings(catalog: Catalog) -> None:
    """A property that warns of being deprecated is not looked at."""

    class Deprecated(Exception):
        looked_at = False

        @property
        def reason(self) -> str:
            Deprecated.looked_at = True
            return "x"

    assert symbol(catalog, Deprecated()) is None
    assert not Deprecated.looked_at


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
