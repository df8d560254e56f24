"""Attributes in which libraries carry codes: for real where a library is at hand, else made."""

import asyncio
import smtplib
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import grpc
import h2.connection
import h2.exceptions
import psycopg
import pymysql
import pytest
import tornado.httpclient
import tornado.iostream
from sqlalchemy import URL
from support import each, execute

from catalog import Catalog

HOST = "127.0.0.1"


def explained(catalog: Catalog, work: Callable[[], object]) -> str | None:
    """Return the code of what some work raises, as system:symbol."""
    try:
        work()
    except Exception as error:
        entry = catalog.explain(error)
        return f"{entry.system}:{entry.symbol}" if entry else None
    raise AssertionError("nothing was raised")


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine that nobody listens on, held so that nobody else takes it."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        yield holder.getsockname()[1]


@contextmanager
def saying(*lines: bytes) -> Iterator[int]:
    """Serve one connection: say the first line at once, and each other after a line of its own."""
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection, connection.makefile("rb") as heard:
                for place, line in enumerate(lines):
                    if place and not heard.readline():
                        return
                    connection.sendall(line)

        thread = Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join(10)


class TestProcesses:
    @pytest.mark.skipif(sys.platform == "win32", reason="signals end no process there")
    @pytest.mark.parametrize(
        ("script", "expected"),
        [
            ("kill -9 $$", "signal:SIGKILL"),
            ("kill -15 $$", "signal:SIGTERM"),
            ("sh -c 'kill -9 $$'; exit $?", "signal:SIGKILL"),
            ("no-such-command-here", "exit:EXIT_COMMAND_NOT_FOUND"),
            ("exit 1", None),
            ("exit 3", None),
        ],
    )
    def test_what_ended_it(self, catalog: Catalog, script: str, expected: str | None) -> None:
        """A signal, as Python and as a shell tell it, and what a shell says itself."""

        def work() -> None:
            subprocess.run(["sh", "-c", script], check=True, stderr=subprocess.DEVNULL)

        assert explained(catalog, work) == expected

    @pytest.mark.skipif(sys.platform == "win32", reason="signals end no process there")
    def test_asyncio(self, catalog: Catalog) -> None:
        """asyncio gives the same number, of which a host makes the same exception."""

        async def work() -> None:
            process = await asyncio.create_subprocess_exec("sh", "-c", "kill -11 $$")
            returncode = await process.wait()
            raise subprocess.CalledProcessError(returncode, "sh")

        assert explained(catalog, lambda: asyncio.run(work())) == "signal:SIGSEGV"


class TestDatabases:
    def test_sqlite(self, catalog: Catalog, tmp_path: Path) -> None:
        """The extended code where SQLite has one."""
        opened = sqlite3.connect(tmp_path / "x.db", isolation_level=None, timeout=0)
        opened.execute("CREATE TABLE t (x INTEGER UNIQUE)")
        opened.execute("INSERT INTO t VALUES (1)")
        other = sqlite3.connect(tmp_path / "x.db", isolation_level=None, timeout=0)
        other.execute("BEGIN EXCLUSIVE")
        asked = {
            "INSERT INTO t VALUES (1)": "sqlite:SQLITE_BUSY",
            "SELEC": "sqlite:SQLITE_ERROR",
        }
        for statement, expected in asked.items():
            assert explained(catalog, partial(opened.execute, statement)) == expected
        other.execute("ROLLBACK")
        insert = explained(catalog, lambda: opened.execute("INSERT INTO t VALUES (1)"))
        assert insert == "sqlite:SQLITE_CONSTRAINT_UNIQUE"
        opened.close()
        other.close()

    def test_postgresql(self, catalog: Catalog, empty_postgres: URL) -> None:
        """SQLSTATE, those of digits alone too."""
        execute(empty_postgres, "CREATE TABLE t (x INTEGER UNIQUE)", "INSERT INTO t VALUES (1)")
        url = empty_postgres.set(drivername="postgresql").render_as_string(hide_password=False)
        asked = {
            "INSERT INTO t VALUES (1)": "sqlstate:23505",
            "SELECT * FROM nothing": "sqlstate:42P01",
            "SELECT 1 / 0": "sqlstate:22012",
        }
        for statement, expected in asked.items():
            with psycopg.connect(url) as connection:
                found = explained(catalog, partial(connection.execute, statement))
                assert found == expected
                connection.rollback()

    def test_mysql(self, catalog: Catalog, closed_port: int) -> None:
        """The number of the client or of the server comes before what is behind it."""

        def connect(port: int) -> None:
            pymysql.connect(host=HOST, port=port, user="x", connect_timeout=5)

        assert explained(catalog, lambda: connect(closed_port)) == "mysql:CR_CONN_HOST_ERROR"
        refusal = b"\xff\x10\x04#08004Too many connections"
        packet = len(refusal).to_bytes(3, "little") + b"\0" + refusal
        with saying(packet) as port:
            assert explained(catalog, lambda: connect(port)) == "mysql:ER_CON_COUNT_ERROR"


class TestMail:
    def test_log_in(self, catalog: Catalog) -> None:
        """An enhanced code in the text of a reply says more than the reply."""
        replies = (
            b"220 mail.example\r\n",
            b"250-mail.example\r\n250 AUTH PLAIN\r\n",
            b"535 5.7.8 Username and password not accepted\r\n",
        )
        with saying(*replies) as port, smtplib.SMTP(HOST, port, timeout=5) as mail:
            mail.ehlo("here")
            assert explained(catalog, lambda: mail.login("x", "y")) == "smtp:X.7.8"

    def test_a_recipient(self, catalog: Catalog) -> None:
        """So it is of each recipient; without one, the reply counts."""
        replies = (b"220 x\r\n", b"250 x\r\n", b"250 ok\r\n", b"550 no such user\r\n", b"250 x\r\n")
        with saying(*replies) as port, smtplib.SMTP(HOST, port, timeout=5) as mail:
            mail.ehlo("here")
            sent = explained(catalog, lambda: mail.sendmail("a@x.example", "b@x.example", "x"))
        assert sent == "smtp:SMTP_550"


class TestGRPC:
    def test_statuses(self, catalog: Catalog, closed_port: int) -> None:
        """A status that a server chose, and the one of a server that is not there."""

        def handle(call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
            def refuse(_: bytes, context: grpc.ServicerContext) -> bytes:
                context.abort(grpc.StatusCode[call.method.rpartition("/")[2]], "x")
                return b""

            return grpc.unary_unary_rpc_method_handler(refuse)

        class Refusing(grpc.GenericRpcHandler):  # type: ignore[misc]
            def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
                return handle(call)

        server = grpc.server(ThreadPoolExecutor(2), [Refusing()])
        port = server.add_insecure_port(f"{HOST}:0")
        server.start()
        try:
            for name in ("NOT_FOUND", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"):
                assert self.called(catalog, port, name) == f"grpc:GRPC_{name}"
        finally:
            server.stop(None).wait()
        assert self.called(catalog, closed_port, "OK") == "grpc:GRPC_UNAVAILABLE"

    @staticmethod
    def called(catalog: Catalog, port: int, method: str) -> str | None:
        with grpc.insecure_channel(f"{HOST}:{port}") as channel:
            call = channel.unary_unary(f"/x/{method}")
            return explained(catalog, lambda: call(b"", timeout=5))


def test_http2(catalog: Catalog) -> None:
    """The error code of HTTP/2 that the library answers the other side with."""
    config = h2.config.H2Configuration(client_side=False)
    asked = {
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n": "http2:HTTP2_PROTOCOL_ERROR",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x01\x04\0\0\0\0\0x": "http2:HTTP2_FRAME_SIZE_ERROR",
    }
    for data, expected in asked.items():
        connection = h2.connection.H2Connection(config)
        connection.initiate_connection()
        assert explained(catalog, partial(connection.receive_data, data)) == expected


class TestTornado:
    def test_a_status(self, catalog: Catalog) -> None:
        """Its status is no attribute that others have."""
        error = tornado.httpclient.HTTPClientError(503)
        assert catalog.explain(error) == catalog.get(503, system="http")

    def test_a_closed_stream(self, catalog: Catalog) -> None:
        """What closed a stream is an attribute, and no cause."""
        error = tornado.iostream.StreamClosedError(real_error=ConnectionResetError(104, "x"))
        entry = catalog.explain(error, platform="linux")
        assert entry
        assert entry.symbol == "ECONNRESET"


def made(name: str, /, *arguments: object, **attributes: object) -> Exception:
    """Make an exception as a library would: of a type of its module and name."""
    module, _, kind = name.rpartition(".")
    error: Exception = type(kind, (Exception,), {"__module__": module})(*arguments)
    vars(error).update(attributes)
    return error


class Coded:
    """Has its code by a method."""

    def __init__(self, code: object) -> None:
        self._code = code

    def code(self) -> object:
        if isinstance(self._code, Exception):
            raise self._code
        return self._code


REFUSED = ConnectionRefusedError(111, "x")


@each(
    ("error", "expected"),
    [
        (made("pycurl.error", 28, "Operation timed out"), "curl:CURLE_OPERATION_TIMEDOUT"),
        (made("curl_cffi.requests.exceptions.Timeout"), None),
        (made("MySQLdb._exceptions.MySQLError", 1213, "x"), "mysql:ER_LOCK_DEADLOCK"),
        (made("mysql.connector.errors.Error", errno=2013), "mysql:CR_SERVER_LOST"),
        (made("psycopg2.Error", pgcode="40P01"), "sqlstate:40P01"),
        (made("psycopg2.Error", pgcode=None), None),
        (made("asyncpg.exceptions._base.PostgresError", sqlstate="57014"), "sqlstate:57014"),
        (made("pyodbc.Error", "08S01", "x"), "sqlstate:08S01"),
        (made("pyodbc.Error", "no state", "x"), None),
        (made("kafka.errors.KafkaError", errno=7), "kafka:REQUEST_TIMED_OUT"),
        (made("cimpl.KafkaException", Coded(-195)), "kafka:_TRANSPORT"),
        (made("pycurl.error", Coded(ValueError("x"))), None),
        (made("botocore.exceptions.ClientError",
              response={"ResponseMetadata": {"HTTPStatusCode": 404}}), "http:HTTP_NOT_FOUND"),
        (made("botocore.exceptions.ClientError", response={"ResponseMetadata": {}}), None),
        (made("botocore.exceptions.BotoCoreError", kwargs={"error": REFUSED}),
         "errno:ECONNREFUSED"),
        (made("twisted.web.error.Error", status=b"404"), "http:HTTP_NOT_FOUND"),
        (made("stripe._error.StripeError", http_status=402), "http:HTTP_PAYMENT_REQUIRED"),
        (made("gitlab.exceptions.GitlabError", response_code=None), None),
        (made("xmlrpc.client.ProtocolError", errcode=503), "http:HTTP_SERVICE_UNAVAILABLE"),
        (made("google.api_core.exceptions.GoogleAPICallError", code=429),
         "http:HTTP_TOO_MANY_REQUESTS"),
        (made("paramiko.ssh_exception.NoValidConnectionsError", errors={("x", 22): REFUSED}),
         "errno:ECONNREFUSED"),
        (made("cassandra.cluster.NoHostAvailable", errors={"x": REFUSED}), "errno:ECONNREFUSED"),
        # by its type alone
        (made("cassandra.cluster.NoHostAvailable", errors=None), "errno:ECONNREFUSED"),
        (made("azure.core.exceptions.AzureError", inner_exception=REFUSED), "errno:ECONNREFUSED"),
        (made("zmq.error.ZMQError", errno=156384763), None),
        (made("impacket.smbconnection.SessionError", getErrorCode=lambda: 0xC0000022),
         "ntstatus:STATUS_ACCESS_DENIED"),
        (made("somebody.else.Error", errno=2013, pgcode="40P01"), None),
    ],
)  # fmt: skip
def test_shapes(catalog: Catalog, error: Exception, expected: str | None) -> None:
    """What libraries that are not at hand raise, by their types' names and attributes."""
    entry = catalog.explain(error, platform="linux")
    assert (f"{entry.system}:{entry.symbol}" if entry else None) == expected
