"""Values and texts of others in messages: on one line, without secrets, and not too long."""

from __future__ import annotations

_SHOWN = 60
# user and password before a host: postgresql+psycopg://u:pw@h, and the same without its slashes
_LOGIN = (
    r"((?:[A-Za-z][\w.+-]*:?//|\w*(?:postgres|mysql|mariadb|oracle|mssql)[\w+]*:/*)[^\s:/@]*:)"
    r"[^\s]*@"
)
# a parameter of libpq's or of a URL
_TELLING = ("pass", "pwd", "secret", "token")
_CONCEALED = r"(?i)\b(\w*pass\w*|pwd|secret|token)\s*=\s*(?:'[^']*'?|\"[^\"]*\"?|[^\s&;]*)"


def printable(text: str) -> str:
    """Return a text on one line, without passwords and without what a terminal could obey.

    Passwords are what stands where URLs and connection strings have them, well-formed or not.
    """
    if "@" in text or ("=" in text and any(word in text.lower() for word in _TELLING)):
        # imported here: no answer needs it, and the module of expressions takes long to load
        import re

        text = re.sub(_CONCEALED, r"\1=***", re.sub(_LOGIN, r"\1***@", text))
    return "".join([c if c.isprintable() else repr(c)[1:-1] for c in text])


def shown(value: object) -> str:
    """Return ``repr(value)`` on one line, printable, shortened to what fits in a message."""
    if isinstance(value, str) and ("@" in value or "=" in value):
        value = printable(value[: _SHOWN * 2])
    try:
        text = repr(value[: _SHOWN * 2]) if isinstance(value, str | bytes) else repr(value)
    except (ValueError, RecursionError):
        # an integer of thousands of digits, a list within a list within …
        text = f"{type(value).__name__}(…)"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
