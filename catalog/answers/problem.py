"""Problem documents (RFC 9457): what an HTTP API answers with when something went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..errors import InvalidParameters
from ..language import parameters
from ..marking import gettext_lazy as _
from ..marking import names
from ..records import Record
from .filling import filled, legible

if TYPE_CHECKING:
    from .entry import Entry

MEDIA_TYPE = "application/problem+json"
# what the type of a problem begins with where a host has no pages of its own for them
URN = "urn:error-catalog:"

_STATUSES = range(100, 600)
_MEMBERS = ("type", "title", "status", "detail", "instance")
_WORTH_RETRYING = ("yes", "later")


class Problem(Record):
    """A problem document: its members, and the headers of the answer that carries it.

    ``title`` says what happened and is the same each time, ``detail`` what happened this time, or
    why; both are in ``language``, which is ``"und"`` where there is no text. ``extensions`` are
    the other members. ``retry_after`` are seconds, or None.
    """

    __slots__ = (*_MEMBERS, "extensions", "language", "retry_after")

    type: str
    title: str
    status: int
    detail: str
    instance: str | None
    extensions: Mapping[str, object]
    language: str
    retry_after: int | None

    __hash__ = None  # type: ignore[assignment] # its extensions may be anything

    def as_dict(self) -> dict[str, object]:
        """Return the members for JSON, those of the RFC first; empty ones are left out."""
        members = {name: getattr(self, name) for name in _MEMBERS if getattr(self, name)}
        return members | dict(self.extensions)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an answer with this document."""
        made = {"Content-Type": MEDIA_TYPE, "Vary": "Accept-Language"}
        if self.language != "und":
            made["Content-Language"] = self.language
        if self.retry_after is not None:
            made["Retry-After"] = str(self.retry_after)
        return made


def made(
    entry: Entry,
    values: Mapping[str, object],
    extensions: Mapping[str, object],
    *,
    status: int | None,
    instance: str | None,
    base: str | None,
    retry_after: int | None,
    forgiving: bool = False,
) -> Problem:
    """Return the problem document of an entry; see ``Entry.problem``.

    A ``forgiving`` one takes any values: where one is missing or does not fit, its name stands.
    """
    status = entry.status if status is None else _checked_status(status)
    if taken := sorted({*_MEMBERS} & extensions.keys()):
        problem = _("extensions may not have the members {names}", names=names(taken))
        raise InvalidParameters(taken, problem)
    this = (legible if forgiving else filled)(entry, values)
    always = entry.meaning if not parameters.of_text(entry.meaning) else legible(entry, {}).meaning
    own = {
        "code": entry.symbol,
        "system": entry.system,
        "kind": entry.kind,
        "retry": entry.retry,
        "retry_reason": str(this.retry_reason),
        "action": str(this.action),
    }
    return Problem(
        type_uri(entry, base),
        str(always) or entry.symbol,
        status,
        str(this.meaning if this.meaning != always else this.description),
        instance,
        {name: value for name, value in own.items() if value} | dict(extensions),
        entry.meaning.locale,
        _checked_seconds(retry_after) if entry.retry in _WORTH_RETRYING else None,
    )


def type_uri(entry: Entry, base: str | None) -> str:
    """Return the URI that names an entry as the type of a problem.

    ``base`` is what it begins with; without one, it is a URN.
    """
    if base is None:
        return f"{URN}{quote(entry.system, safe='')}:{quote(entry.symbol, safe='')}"
    return f"{base.rstrip('/')}/{quote(entry.system, safe='')}/{quote(entry.symbol, safe='')}"


def _checked_seconds(seconds: object) -> int | None:
    # RFC 9110, 10.2.3: whole seconds, and no sign
    if seconds is None:
        return None
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
        problem = _("{value} is no time to wait; give whole seconds, from 0 up")
        raise InvalidParameters(seconds, problem)
    return int(seconds)


def _checked_status(status: object) -> int:
    # http.HTTPStatus has whole numbers too
    if not isinstance(status, int) or isinstance(status, bool) or status not in _STATUSES:
        raise InvalidParameters(status, _("{value} is no HTTP status"))
    return int(status)
