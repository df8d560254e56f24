"""Logs in columns that their head names: W3C logs, as IIS and content delivery networks write."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import Catalog
from catalog.logs import annotate

IIS = (
    b"#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
    b"#Fields: date time cs-method cs-uri-stem sc-status sc-substatus sc-win32-status time-taken"
    b"\r\n"
)


def found(catalog: Catalog, chunks: Iterable[bytes], **options: Any) -> list[list[str]]:
    """Return the symbols that each line with any names."""
    pieces = annotate(catalog, chunks, **options)
    return [[entry.symbol for entry in entries] for _, entries in pieces if entries]


@pytest.mark.parametrize(
    ("row", "symbols"),
    [
        ("2026-11-28 10:00:00 GET /x 404 0 0 283", ["HTTP_NOT_FOUND"]),
        ("2026-11-28 10:00:00 GET /x 500 0 64 283", ["HTTP_INTERNAL_SERVER_ERROR",
                                                     "ERROR_NETNAME_DELETED"]),
        ("2026-11-28 10:00:00 GET /x 200 0 10054 503", ["WSAECONNRESET"]),
        ("2026-11-28 10:00:00 GET /x 200 0 2147952454 503", ["WSAECONNRESET"]),
        ("2026-11-28 10:00:00 - - 400 0 0 0", ["HTTP_BAD_REQUEST"]),
        ("2026-11-28 10:00:00 PROPFIND /x 404 0 0 283", ["HTTP_NOT_FOUND"]),
        # what stands in any other column is nobody's error
        ("2026-11-28 10:00:00 GET /ECONNRESET 200 404 0 503", []),
        ("2026-11-28 10:00:00 GET /x 304 0 0 500", []),
        ("2026-11-28 10:00:00 GET /x 600 0 - 500", []),
        # the statuses of FTP and SMTP are not HTTP's
        ("2026-11-28 10:00:00 [2]USER anonymous 530 0 0 0", []),
        ("2026-11-28 10:00:00 RCPT x 550 0 0 0", []),
        ("#Remark: HTTP/1.1 503", []),
        ("", []),
        # a line that is in no such columns is read like any other
        ("connect: [Errno 104]", ["ECONNRESET"]),
        ("10.0.0.9 \"GET / HTTP/1.1\" 503 12", ["HTTP_SERVICE_UNAVAILABLE"]),
    ],
)  # fmt: skip
def test_rows(catalog: Catalog, row: str, symbols: list[str]) -> None:
    """The status and the code of Windows stand where the head says, and nothing else counts."""
    rows = [row, "2026-11-28 10:00:00 GET /x 200 0 0 0", row]
    data = IIS + "\r\n".join(rows).encode()
    expected = [symbols] * 2 if symbols else []
    assert found(catalog, [data], platform="linux") == expected
    assert found(catalog, [data], platform="linux", system="http") == [
        [one for one in some if one.startswith("HTTP")]
        for some in expected
        if any(one.startswith("HTTP") for one in some)
    ]


def test_every_order(catalog: Catalog) -> None:
    """A head may name columns in any order, with tabs or several spaces, rows may be quoted."""
    data = (
        b"#Fields:   sc-win32-status  cs(User-Agent)   sc-status\n"
        b'10061   "a ""b"" 500 c"  502\n"10061" - "502"\n10061\ta b 500\t502\n'
        b"#Fields: sc-status\tcs(Referer)\n503\thttp://x/ [Errno 104]\n503 -\n"
        # CloudFront's head has spaces, and its rows have tabs
        b"#Version: 1.0\n#Fields: date cs-method sc-status\n2026-11-28\tGET\t504\n"
        b"#Fields: date cs-method cs-uri\n2026-11-28 GET 503\n"
    )
    assert found(catalog, [data]) == [
        *[["HTTP_BAD_GATEWAY", "WSAECONNREFUSED"]] * 3,
        *[["HTTP_SERVICE_UNAVAILABLE"]] * 2,
        ["HTTP_GATEWAY_TIMEOUT"],
    ]


def test_a_head_that_names_neither(catalog: Catalog) -> None:
    """Lines below it are read like any others, until another head comes."""
    data = b"#Fields: a b\n500 [Errno 104]\n#Fields: sc-status\n500\n#Fields: a\nECONNRESET\n"
    expected = [["ECONNRESET"], ["HTTP_INTERNAL_SERVER_ERROR"], ["ECONNRESET"]]
    assert found(catalog, [data], platform="linux") == expected


@given(
    parts=st.lists(
        st.sampled_from(
            [
                IIS,
                b"2026-11-28 10:00:00 GET /x 404 0 10054 2\r\n",
                b"[Errno 104]\n",
                b"\n",
                b"#",
                b"#Fields: sc-status\n",
                b"503\n",
                b"#Fields: x\n",
                b" ",
                b'"',
                b"\t",
            ]
        )
    ),
    size=st.integers(1, 100),
)
def test_chunks_do_not_matter(catalog: Catalog, parts: list[bytes], size: int) -> None:
    """However a log comes, it comes out again, and names the same codes."""
    data = b"".join(parts)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(piece for piece, _ in annotate(catalog, chunks)) == data
    assert found(catalog, chunks) == found(catalog, [data])
