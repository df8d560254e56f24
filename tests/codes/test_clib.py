"""What C libraries call their errors."""

import errno
import os
import subprocess
import sys

import pytest

from catalog import Catalog
from catalog.codes.clib import EXCEPTIONS, messages


@pytest.mark.skipif(os.strerror(errno.EPERM)[:3] != "Ope", reason="the C library is not POSIX's")
def test_every_message_of_this_system() -> None:
    """Each leads to an error with that very message, unless several errors share it."""
    texts = [os.strerror(number).lower() for number in errno.errorcode]
    for text in texts:
        symbol = messages().get(text)
        if symbol is None:
            assert texts.count(text) > 1
        else:
            assert os.strerror(getattr(errno, symbol)).lower() == text


def test_every_symbol_is_known(catalog: Catalog) -> None:
    """A message leads to an entry."""
    for symbol in {*messages().values()}:
        system = "getaddrinfo" if symbol.startswith("EAI_") else "errno"
        assert catalog.get(symbol, system=system).symbol == symbol


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Connection refused", "ECONNREFUSED"),
        ("Address in use", "EADDRINUSE"),
        ("Can't assign requested address", "EADDRNOTAVAIL"),
        ("Operation timed out", "ETIMEDOUT"),
        ("Connection timed out", "ETIMEDOUT"),
        ("Host is unreachable", "EHOSTUNREACH"),
        ("No route to host", "EHOSTUNREACH"),
        ("Resource deadlock avoided", "EDEADLK"),
        ("Name or service not known", "EAI_NONAME"),
    ],
)
def test_messages_of_any_system(text: str, symbol: str) -> None:
    """The words of the GNU C library, musl, macOS and FreeBSD are known everywhere."""
    assert messages()[text.lower()] == symbol


def test_what_is_said_of_several_errors() -> None:
    """A library that has one text for all it has none for, as musl and Windows, tells nothing."""
    program = (
        "import os; os.strerror = lambda number: 'No error information'\n"
        "from catalog.codes.clib import messages\n"
        "assert 'no error information' not in messages()\n"
        "assert messages()['broken pipe'] == 'EPIPE'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_exceptions() -> None:
    """Every built-in OSError, by all of its names, and those of the socket module."""
    assert {"OSError", "IOError", "ConnectionResetError", "gaierror"} <= {*EXCEPTIONS}
    assert "ValueError" not in EXCEPTIONS
