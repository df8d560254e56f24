"""Every error that the catalogue raises.

::

    CatalogError
    ├── InvalidCode        also a ValueError: not readable as a code
    ├── InvalidLocale      also a ValueError: not a language tag
    ├── InvalidParameters  also a ValueError: a text filled with wrong names or values
    ├── InvalidPlatform    also a ValueError: not a platform that numbers are known of
    ├── InvalidSearch      also a ValueError: nothing to search for
    ├── InvalidSource      also a ValueError: a TOML or PO file with a mistake in it
    ├── UnknownCode        also a LookupError: readable, but no entry has it
    ├── UnknownSystem      also a LookupError: no such code system
    ├── UnknownSource      also a LookupError: the database has nothing of this source
    ├── AmbiguousCode      also a LookupError: several entries have it
    ├── DatabaseError      the database cannot be read, and which command mends it
    ├── MissingExtra       also an ImportError: what an extra brings is not installed
    └── CatalogClosed      used after ``close()``

Each pickles as far as what it carries does, and ``str(error)`` is one line for a person.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .answers.entry import Entry

_SHOWN = 60
_LONGEST_NAME = 200
_LONGEST_PROBLEM = 500
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
        text = f"a very long {type(value).__name__}"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class CatalogError(Exception):
    """The catalogue cannot answer."""

    def __str__(self) -> str:
        return super().__str__() or self.__doc__ or ""


class _Invalid(CatalogError, ValueError):
    def __init__(self, value: object, problem: str) -> None:
        super().__init__(value, problem)
        self.value = value
        self.problem = problem

    def __str__(self) -> str:
        return f"{shown(self.value)} {self.problem}"


class InvalidCode(_Invalid):
    """The value cannot be read as a code."""


class InvalidLocale(_Invalid):
    """The value is not a language tag."""


class InvalidParameters(_Invalid):
    """The text cannot be filled with these values.

    ``where`` says which text of which entry it is, or is empty for a text alone.
    """

    def __init__(self, value: object, problem: str, where: str = "") -> None:
        super().__init__(value, problem)
        self.args = (value, problem, where)
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {super().__str__()}" if self.where else super().__str__()


class InvalidPlatform(_Invalid):
    """The value is not a platform that numbers are known of."""


class InvalidSearch(_Invalid):
    """The text holds nothing to search for."""


class InvalidSource(CatalogError, ValueError):
    """A source file has a mistake in it."""

    def __init__(self, path: str, line: int | None, problem: str) -> None:
        super().__init__(path, line, problem)
        self.path = path
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return printable(f"{place}: {self.problem[:_LONGEST_PROBLEM]}")


class UnknownCode(CatalogError, LookupError):
    """No entry has this code.

    ``suggestions`` are names like those in it, best first; ``packed`` says in words what its
    number is made of or whose it is, or is empty; ``nearest`` are entries whose texts have words of
    it, where somebody searched for some.
    """

    def __init__(
        self,
        code: int | str,
        system: str | None = None,
        suggestions: Iterable[str] = (),
        packed: str = "",
        nearest: Iterable[Entry] = (),
    ) -> None:
        self.code = code
        self.system = system
        self.suggestions = tuple(suggestions)
        self.packed = packed
        self.nearest = tuple(nearest)
        super().__init__(code, system, self.suggestions, packed, self.nearest)

    def __str__(self) -> str:
        where = f" in the system {shown(self.system)}" if self.system is not None else ""
        return f"no entry{where} has the code {shown(self.code)}; {self._hint()}"

    def _hint(self) -> str:
        if self.suggestions:
            return f"did you mean {' or '.join(self.suggestions)}?"
        if self.packed:
            return f"it is {self.packed}"
        if self.nearest:
            return f"perhaps {' or '.join(f'{one.system}:{one.symbol}' for one in self.nearest)}"
        if isinstance(self.code, int) or _is_number(self.code):
            return "it may be another platform's, or a number of the program's own"
        return "look at how it is spelled, or give a number or a name alone"


def _is_number(text: str) -> bool:
    try:
        int(text, 0)
    except ValueError:
        return False
    return True


class UnknownSystem(CatalogError, LookupError):
    """The catalogue has no such code system."""

    def __init__(self, system: object, known: Iterable[str] = ()) -> None:
        self.system = system
        self.known = tuple(known)
        super().__init__(system, self.known)

    def __str__(self) -> str:
        known = ", ".join(self.known) or "none"
        return f"there is no code system {shown(self.system)}; the catalogue has: {known}"


class UnknownSource(CatalogError, LookupError):
    """The database has nothing of this source."""

    def __init__(self, source: str, known: Iterable[str] = ()) -> None:
        self.source = source
        self.known = tuple(known)
        super().__init__(source, self.known)

    def __str__(self) -> str:
        known = ", ".join(self.known) or "none"
        return f"the database has nothing of a source {shown(self.source)}; it has: {known}"


class AmbiguousCode(CatalogError, LookupError):
    """Several entries have this code."""

    def __init__(self, code: int | str, candidates: Iterable[Entry]) -> None:
        self.code = code
        self.candidates = tuple(candidates)
        super().__init__(code, self.candidates)

    def __str__(self) -> str:
        names = ", ".join(f"{entry.system}:{entry.symbol}" for entry in self.candidates[:5])
        several = len({entry.system for entry in self.candidates}) > 1
        system = " or name the system" if several else ""
        more = f" and {len(self.candidates) - 5} more" if len(self.candidates) > 5 else ""
        return f"{shown(self.code)} can mean {names}{more}; ask for one of these symbols{system}"


class DatabaseError(CatalogError):
    """The database cannot be read."""

    def __init__(self, database: str, problem: str, remedy: str) -> None:
        # an error is kept, pickled and printed by others: what is secret never gets into it
        if "@" in database or "=" in database:
            database = printable(database)
        problem, remedy = printable(problem), printable(remedy)
        super().__init__(database, problem, remedy)
        self.database = database
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return printable(f"{self.database[:_LONGEST_NAME]}: {self.problem}; {self.remedy}")


class MissingExtra(CatalogError, ImportError):
    """A package is not installed that an extra of this one brings.

    ``name`` is the module that was looked for, and ``extra`` what to install.
    """

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(name, extra)
        self.name = name
        self.extra = extra

    def __str__(self) -> str:
        package = (self.name or "").replace("_", "-")
        return f"{package} is not installed; run: pip install 'error-catalog[{self.extra}]'"


class CatalogClosed(CatalogError):
    """The catalogue is closed; open a new one."""
