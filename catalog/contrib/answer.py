"""What is answered with: status, headers and body, for every framework to send in its own way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ..answers.entry import Entry
from ..answers.problem import Problem
from ..records import Record

_OF_THE_BODY = ("content-type", "content-length", "content-encoding", "transfer-encoding")
_VARIES = "Accept-Language"


class Answer(Record):
    """An answer to a request; a header may come several times."""

    __slots__ = ("status", "headers", "body")

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Refusal(Record):
    """What an HTTP exception of a framework says.

    ``detail`` is what a developer has written for the reader, or empty. ``headers`` are to be sent
    with the answer, and ``extensions`` members of its problem document.
    """

    __slots__ = ("status", "detail", "headers", "extensions")

    status: int
    detail: str
    headers: tuple[tuple[str, str], ...]
    extensions: Mapping[str, object]


def of_problem(problem: Problem, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """Return the answer with a problem document, and some headers, those that vary it merged."""
    given = [(name, value) for name, value in headers if name.lower() not in _OF_THE_BODY]
    body = _json(problem.as_dict())
    return Answer(problem.status, _merged(given, problem.headers), body)


def of_entry(entry: Entry, status: int = 200) -> Answer:
    """Return the answer with an entry as it is, in JSON."""
    headers = {"Content-Type": "application/json", "Vary": _VARIES}
    if entry.meaning.locale != "und":
        headers["Content-Language"] = entry.meaning.locale
    return Answer(status, tuple(headers.items()), _json(entry.as_dict()))


def _json(value: object) -> bytes:
    # escaped to ASCII: what a request has in it may be no text that has an encoding
    return json.dumps(value, allow_nan=False).encode("ascii")


def _merged(given: list[tuple[str, str]], own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return headers with our own, unless they are given; what varies an answer comes together."""
    names = {name.lower() for name, _ in given}
    varied = [value for name, value in given if name.lower() == "vary"]
    rest = [(name, value) for name, value in given if name.lower() != "vary"]
    ours = [(name, value) for name, value in own.items() if name.lower() not in {*names, "vary"}]
    return (*rest, *ours, ("Vary", with_language(varied)))


def with_language(varied: Iterable[str]) -> str:
    """Return the value of the header Vary that some values and our own make together."""
    every = [one.strip() for value in varied for one in value.split(",") if one.strip()]
    if "*" in every:
        return "*"
    if _VARIES.lower() not in [one.lower() for one in every]:
        every.append(_VARIES)
    return ", ".join(every)
