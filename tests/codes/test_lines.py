"""Lines as people paste them, and that a log is read no more generously than a question."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import Catalog, InvalidCode, paths
from catalog.codes.evidence import in_line, present
from catalog.codes.rules import fold
from catalog.lookup.annotating import Annotator

LINES = [
    (line, expected.split("|"))
    for line, _, expected in (
        row.partition("\t")
        for row in (Path(__file__).parent / "lines.tsv").read_text("utf-8").splitlines()
    )
]
WRAPPING = {
    "curl: (56) Recv failure: Connection reset by peer": [
        "curl:CURLE_RECV_ERROR", "errno:ECONNRESET",
    ],
    "curl: (35) Recv failure: Connection reset by peer": [
        "curl:CURLE_SSL_CONNECT_ERROR", "errno:ECONNRESET",
    ],
    "curl: (7) Failed to connect to db.example.org port 443: Connection refused": [
        "curl:CURLE_COULDNT_CONNECT", "errno:ECONNREFUSED",
    ],
    "error: RPC failed; curl 92 HTTP/2 stream 7 was not closed cleanly: CANCEL (err 8)": [
        "curl:CURLE_HTTP2_STREAM", "http2:HTTP2_CANCEL",
    ],
    "error: RPC failed; curl 56 LibreSSL SSL_read: SSL_ERROR_SYSCALL, errno 60": [
        "curl:CURLE_RECV_ERROR", "errno:ETIMEDOUT",
    ],
    "curl: (22) The requested URL returned error: 404": [
        "http:HTTP_NOT_FOUND", "curl:CURLE_HTTP_RETURNED_ERROR",
    ],
    "rpc error: code = Unavailable desc = dial tcp 192.0.2.1:80: connect: connection refused": [
        "grpc:GRPC_UNAVAILABLE", "errno:ECONNREFUSED",
    ],
    "Error: write EPROTO 8:error:0A000410:SSL routines::sslv3 alert handshake failure": [
        "errno:EPROTO", "tls:TLS_ALERT_HANDSHAKE_FAILURE",
    ],
}  # fmt: skip
SYSTEMS = [
    tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(paths.systems()).glob("*.toml"))
]
EXAMPLES = [
    example
    for system in SYSTEMS
    for form in (*system.get("form", ()), *system.get("lookalike", ()))
    for example in form["examples"]
]
PHRASES = [
    (said if isinstance(said, str) else said["text"]).replace("…", "x")
    for system in SYSTEMS
    for says in (
        *(entry.get("says", ()) for entry in system.get("entry", ())),
        *system.get("says", {}).values(),
    )
    for said in says
]


def found(catalog: Catalog, line: str) -> list[str]:
    try:
        matches = catalog.find(line)
    except InvalidCode:
        return []
    return [f"{match.entry.system}:{match.entry.symbol}" for match in matches]


@pytest.fixture(scope="module")
def annotator(catalog: Catalog) -> Annotator:
    """One reader of logs for all tests: it is made once for a log, too."""
    return Annotator(*catalog.asked((), None, None))


def annotated(annotator: Annotator, line: str) -> list[str]:
    pieces = annotator.pieces_of([line.encode() + b"\n"])
    return [f"{entry.system}:{entry.symbol}" for _, entries in pieces for entry in entries]


def test_lines_of_bug_reports(catalog: Catalog) -> None:
    """The first reading is the right one; what is no code of ours has none."""
    wrong = {}
    for line, expected in LINES:
        got = found(catalog, line)
        if (got[0] if got else "NONE") not in expected:
            wrong[line] = got
    assert wrong == {}


def test_what_wraps_another_error_comes_before_it(catalog: Catalog) -> None:
    """Of a line with two codes both are told, the one that is behind the other after it."""
    wrong = {}
    for line, expected in WRAPPING.items():
        got = found(catalog, line)
        if got[: len(expected)] != expected:
            wrong[line] = got
    assert wrong == {}


def test_of_codes_that_are_tied_the_one_that_wraps_is_meant(catalog: Catalog) -> None:
    """One answer is asked for: that of the program that speaks, not that of what it heard."""
    for line, (first, _) in WRAPPING.items():
        entry = catalog.get(line)
        assert f"{entry.system}:{entry.symbol}" == first


def test_logs_are_read_no_more_generously(catalog: Catalog, annotator: Annotator) -> None:
    """What annotate names is among what find names for the line, over all that we have."""
    surplus = {}
    for line in (*(line for line, _ in LINES), *EXAMPLES, *PHRASES):
        beyond = [name for name in annotated(annotator, line) if name not in found(catalog, line)]
        if beyond:
            surplus[line] = beyond
    assert surplus == {}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*(line for line, _ in LINES), *EXAMPLES]), min_size=1, max_size=3),
       st.sampled_from([" ", ": ", " (", "; ", " - "]))  # fmt: skip
def test_joined_lines(
    catalog: Catalog, annotator: Annotator, parts: list[str], between: str
) -> None:
    """So it is where one line says several things."""
    line = between.join(parts)
    assert set(annotated(annotator, line)) <= set(found(catalog, line))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([line for line, _ in LINES]), min_size=2, max_size=6))
def test_what_was_read_before_changes_nothing(
    catalog: Catalog, annotator: Annotator, lines: list[str]
) -> None:
    """A line is annotated alike alone and after others, which are remembered."""
    pieces = annotator.pieces_of([("\n".join(lines) + "\n").encode()])
    together = [f"{e.system}:{e.symbol}" for _, entries in pieces for e in entries]
    assert together == [name for line in lines for name in annotated(annotator, line)]


def test_every_form_reads_its_examples(catalog: Catalog) -> None:
    """An example of a form that logs believe is evidence in a log, by itself."""
    rules = catalog.asked((), None, None)[0].rules()
    silent = []
    for system in SYSTEMS:
        for form in system.get("form", ()):
            for line in form["examples"]:
                here = present(rules, fold(line))
                if form.get("believed", "log") == "log" and not in_line(
                    line, rules, here, asked=False
                ):
                    silent.append(line)
    assert silent == []


def test_the_longest_line_of_a_log(catalog: Catalog, annotator: Annotator) -> None:
    """In a line of a mebibyte, what stands far apart is found too."""
    far = "x " * 200_000
    line = f'[Errno 104] {far} Connection refused (os error 111) {far} HTTP/1.1" 502 1'
    assert annotated(annotator, line) == [
        "errno:ECONNRESET", "errno:ECONNREFUSED", "http:HTTP_BAD_GATEWAY",
    ]  # fmt: skip


@pytest.mark.parametrize("colour", ["\x1b[31m", "\x1b[1;35m"])
def test_colours_hide_nothing(catalog: Catalog, annotator: Annotator, colour: str) -> None:
    """Escapes inside a form or a phrase are passed over, and stay in the log."""
    line = f'GET / {colour}HTTP/1.1\x1b[0m" {colour}502\x1b[0m - then Connection {colour}refused'
    assert annotated(annotator, line) == ["http:HTTP_BAD_GATEWAY", "errno:ECONNREFUSED"]
    text = (line + "\nplain\n" + line + "\n").encode()
    pieces = list(annotator.pieces_of([text]))
    assert b"".join(piece for piece, _ in pieces) == text
    assert [len(entries) for _, entries in pieces] == [2, 0, 2]
