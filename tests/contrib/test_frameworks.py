"""Every framework answers alike, for the host's own exceptions and no others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import pytest
from hosting import BASE, CASES, SECRET, Ask, own
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

VIEWS = {case.view.__name__: case.view for case in CASES}
Install = Callable[[Mapping[str, Callable[[], None]]], Ask]


def test_what_exceptions_are_answered_with(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    """Each case has its status and type, its language, one record in the log, and no secret."""
    ask, wrong = install(VIEWS), []
    for case in CASES:
        caplog.clear()
        reply = ask(f"/{case.view.__name__}")
        logged = [one for one in caplog.records if one.name == "catalog.contrib"]
        found: list[object] = [reply.status, SECRET in reply.body.decode(), len(logged)]
        expected: list[object] = [case.status, False, 0 if case.code is None else 1]
        if case.code is None:
            found.append("problem" in reply.headers["content-type"])
            expected.append(False)
        else:
            told = reply.problem
            names = ("content-language", "vary")
            found += [told["type"], told["status"], case.detail in told.get("detail", "")]
            found += [reply.headers.get(name) for name in names]
            found += [(one.levelno, one.exc_info is not None) for one in logged]
            expected += [BASE + case.code, case.status, True, case.language, "Accept-Language"]
            expected.append((logging.ERROR if case.status > 499 else logging.WARNING, True))
        if found != expected:
            wrong.append((case.view.__name__, found, expected))
    assert wrong == []


def test_a_title_is_the_same_each_time(install: Install) -> None:
    """Parameters are in the detail alone, and no reader sees a brace."""
    told = install(VIEWS)("/own", "en").problem
    assert told["detail"] == "Only 3 pieces of りんご are left."
    assert told["title"] == "Only <count> pieces of <item> are left."


def test_head_has_no_body(install: Install) -> None:
    """HEAD gets the headers of GET, its length too, and nothing else."""
    ask = install({"own": own})
    whole, head = ask("/nowhere"), ask("/nowhere", method="HEAD")
    assert (head.status, head.body) == (404, b"")
    assert head.headers["content-type"] == "application/problem+json"
    assert int(head.headers["content-length"]) == len(whole.body)


def test_a_reader_without_a_language(install: Install) -> None:
    """English serves who asks for nothing, or for nothing that there is."""
    ask = install({"own": own})
    for header in (None, "", "fr", "*;q=0", "tlh"):
        assert ask("/own", header).headers["content-language"] == "en", header


def test_addresses_and_methods_that_lead_nowhere(install: Install) -> None:
    """What no route leads to is answered with the entry of HTTP, in the reader's language."""
    reply = install({"own": own})("/nowhere")
    assert (reply.status, reply.headers["content-language"]) == (404, "ja")
    assert reply.problem["type"] == f"{BASE}http/HTTP_NOT_FOUND"


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80),
        st.sampled_from(
            ["ja;q=9", ",,,;q=", "a" * 5000, "en-" * 2000, "ja, " * 3000, "*;q=\u00e9", "x-\u00ff"]
        ),
    )
)
def test_hostile_headers(install: Install, header: str) -> None:
    """Whatever Accept-Language says, the answer is the same but for its language."""
    if not hasattr(install, "ask"):
        install.ask = install({"own": own})  # type: ignore[attr-defined]
    header = header.strip().encode("latin-1").decode("latin-1")
    reply = install.ask("/own", header)  # type: ignore[attr-defined]
    assert reply.status == 409
    assert reply.headers["content-language"] in ("en", "ja")
