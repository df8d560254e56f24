"""What stands behind an exception: its causes, its members, and what libraries put into it."""

from __future__ import annotations

from .safely import attribute, is_exception, is_plain, tuple_of


def behind(error: BaseException, *, context: bool = True) -> list[BaseException]:
    """Return what an exception was raised from or while, and what it carries, the last first."""
    cause = attribute(error, "__cause__")
    if context and cause is None and attribute(error, "__suppress_context__") is False:
        cause = attribute(error, "__context__")
    inside = tuple_of(error, "args")
    if not is_plain(type(error)):
        # not by getattr: where it is a property, it is no exception, and to ask may bring a warning
        own = attribute(error, "__dict__")
        reason = own.get("reason") if type(own) is dict else None
        inside = (*tuple_of(error, "exceptions"), reason, *inside)
    return [one for one in (cause, *inside[::-1]) if is_exception(one)]
