"""The words that entries are sorted by: kinds of errors, and whether to try again."""

from __future__ import annotations

from ..marking import gettext_lazy as _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..marking import InterfaceMessage

# kinds of errors, each with what belongs to it
KINDS = {
    "connection": "reaching, keeping or losing a peer",
    "name-resolution": "a name that does not lead to an address",
    "address": "addresses and ports: in use, not available, of the wrong family",
    "permission": "not allowed, or not known who asks",
    "resource": "something has run out: memory, descriptors, space, a quota, a rate limit",
    "usage": "the caller asked wrongly: a bad argument, a wrong state, a wrong type",
    "protocol": "not supported, or broken by a message",
    "file": "files, folders, file systems and other stored content",
    "device": "hardware, media, terminals and their drivers",
    "process": "processes, threads, signals, locks and what passes between them",
    "peer": "the other side failed inside",
    "status": "no failure: progress, an orderly end, a cancellation",
}
# whether trying again makes sense, each with when
RETRIES = {
    "yes": "try again as it is, at once",
    "later": "try again after a while; the cause may pass by itself",
    "after-change": "something must be changed first",
    "no": "trying again is of no use",
    "not-an-error": "pending, would block, orderly end, redirect, success",
}
# what people read for these words
KIND_LABELS = {
    # Translators: kinds of errors
    "connection": _("connection"),
    "name-resolution": _("name resolution"),
    # Translators: kinds of errors: addresses and ports
    "address": _("address"),
    "permission": _("permission"),
    # Translators: kinds of errors: memory, descriptors, space or a quota has run out
    "resource": _("resource"),
    # Translators: kinds of errors: the caller asked wrongly
    "usage": _("usage"),
    "protocol": _("protocol"),
    # Translators: kinds of errors: files, folders and other stored content
    "file": _("files"),
    # Translators: kinds of errors: hardware and its drivers
    "device": _("device"),
    # Translators: kinds of errors: processes, threads, signals and locks
    "process": _("process"),
    # Translators: kinds of errors: the other side failed inside
    "peer": _("peer"),
    # Translators: kinds of errors: no failure, but progress or an orderly end
    "status": _("status"),
}
RETRY_LABELS = {
    # Translators: try again? yes, at once
    "yes": _("yes"),
    # Translators: try again? later, the cause may pass by itself
    "later": _("later"),
    # Translators: try again? after something has been changed
    "after-change": _("after a change"),
    # Translators: try again? no, it is of no use
    "no": _("no"),
    # Translators: try again? it is no error
    "not-an-error": _("not an error"),
}
# the HTTP status (RFC 9110) that a server may answer with when an error of a kind is the cause:
# 502 for what another server did or did not, 503 for what may have ended soon, else 500
STATUSES = {
    "connection": 502,
    "name-resolution": 502,
    "protocol": 502,
    "peer": 502,
    "resource": 503,
}
OTHER_STATUS = 500


def label_of(labels: Mapping[str, InterfaceMessage], word: str | None) -> InterfaceMessage | str:
    """Return a label; a word of a later version stands for itself, and no word is empty."""
    return labels.get(word or "", word or "")
