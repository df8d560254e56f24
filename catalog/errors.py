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

Each pickles as far as what it carries does. ``str(error)`` is one line in English, for logs;
``error.localized(locale)`` is the same line for a person, in the person's language.
"""

from __future__ import annotations

from .hints import Iterable
from .marking import InterfaceMessage, Listing, any_of, names, words
from .marking import gettext_lazy as _
from .printing import printable as printable
from .printing import shown as shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .answers.entry import Entry
    from .language.text import Text
else:
    Entry = Text = object

_LONGEST_NAME = 200
_LONGEST_PROBLEM = 500
_MOST_NAMED = 5
_NONE = _("none")


class CatalogError(Exception):
    """The catalogue cannot answer; what it is given instead of a message of ours stays as it is."""

    @property
    def message(self) -> InterfaceMessage:
        """What is wrong and what to do, in no language yet."""
        return words(self.args[0] if self.args else _("the catalogue cannot answer"))

    def __str__(self) -> str:
        return printable(str(self.message))

    def localized(self, locale: str | Iterable[str] | None = None) -> Text:
        """Return the error in one line, in the first of some languages that the interface has.

        English serves where it has none of them. Raises InvalidLocale for what is no tag.
        """
        # imported here: no answer needs it, and it stands upon the errors
        from .language.interface import localized
        from .language.text import Text

        told = localized(self.message, locale)
        return Text(printable(told), told.locale)


class _Invalid(CatalogError, ValueError):
    """A value is wrong; ``problem`` says how, and may name it as ``{value}``."""

    def __init__(self, value: object, problem: InterfaceMessage) -> None:
        problem = problem.given(value=shown(value))
        super().__init__(value, problem)
        self.value = value
        self.problem = problem

    @property
    def message(self) -> InterfaceMessage:
        return self.problem


class InvalidCode(_Invalid):
    """The value cannot be read as a code."""


class InvalidLocale(_Invalid):
    """The value is not a language tag."""


class InvalidParameters(_Invalid):
    """The text cannot be filled with these values.

    ``where`` says which text of which entry it is, or is empty for a text alone.
    """

    def __init__(self, value: object, problem: InterfaceMessage, where: str = "") -> None:
        super().__init__(value, problem)
        self.args = (value, self.problem, where)
        self.where = where

    @property
    def message(self) -> InterfaceMessage:
        if not self.where:
            return self.problem
        return _("{place}: {problem}", place=self.where, problem=self.problem)


class InvalidPlatform(_Invalid):
    """The value is not a platform that numbers are known of."""


class InvalidSearch(_Invalid):
    """The text holds nothing to search for."""


class InvalidSource(CatalogError, ValueError):
    """A source file has a mistake in it; a ``problem`` that is a str is what others have said."""

    def __init__(self, path: str, line: int | None, problem: InterfaceMessage | str) -> None:
        problem = words(problem)
        super().__init__(path, line, problem)
        self.path = path
        self.line = line
        self.problem = problem

    @property
    def message(self) -> InterfaceMessage:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return _("{place}: {problem}", place=place, problem=self.problem.mapped(_shortened))


def _shortened(text: str) -> str:
    return text[:_LONGEST_PROBLEM]


class UnknownCode(CatalogError, LookupError):
    """No entry has this code.

    ``suggestions`` are names like those in it, best first; ``packed`` says in words what its
    number is made of or whose it is, or is None; ``nearest`` are entries whose texts have words of
    it, where somebody searched for some.
    """

    def __init__(
        self,
        code: int | str,
        system: str | None = None,
        suggestions: Iterable[str] = (),
        packed: InterfaceMessage | None = None,
        nearest: Iterable[Entry] = (),
    ) -> None:
        self.code = code
        self.system = system
        self.suggestions = tuple(suggestions)
        self.packed = packed
        self.nearest = tuple(nearest)
        super().__init__(code, system, self.suggestions, packed, self.nearest)

    @property
    def message(self) -> InterfaceMessage:
        nothing = _("no entry has the code {code}; {hint}")
        if self.system is not None:
            nothing = _("no entry in the system {system} has the code {code}; {hint}")
        values = {"system": shown(self.system), "code": shown(self.code), "hint": self._hint()}
        return nothing.given(**values)

    def _hint(self) -> InterfaceMessage:
        if self.suggestions:
            return _("did you mean {names}?", names=any_of(self.suggestions))
        if self.packed:
            return _("it is {packed}", packed=self.packed)
        if self.nearest:
            return _("perhaps {entries}", entries=any_of(map(_named, self.nearest)))
        if isinstance(self.code, int) or is_number(self.code):
            return _("it may be another platform's, or a number of the program's own")
        return _("look at how it is spelled, or give a number or a name alone")


def _named(entry: Entry) -> str:
    return f"{entry.system}:{entry.symbol}"


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number as Python writes it, decimal or with 0x."""
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

    @property
    def message(self) -> InterfaceMessage:
        return _(
            "there is no code system {system}; the catalogue has: {known}",
            system=shown(self.system),
            known=names(self.known or [_NONE]),
        )


class UnknownSource(CatalogError, LookupError):
    """The database has nothing of this source."""

    def __init__(self, source: str, known: Iterable[str] = ()) -> None:
        self.source = source
        self.known = tuple(known)
        super().__init__(source, self.known)

    @property
    def message(self) -> InterfaceMessage:
        return _(
            "the database has nothing of a source {source}; it has: {known}",
            source=shown(self.source),
            known=names(self.known or [_NONE]),
        )


class AmbiguousCode(CatalogError, LookupError):
    """Several entries have this code."""

    def __init__(self, code: int | str, candidates: Iterable[Entry]) -> None:
        self.code = code
        self.candidates = tuple(candidates)
        super().__init__(code, self.candidates)

    @property
    def message(self) -> InterfaceMessage:
        more = len(self.candidates) - _MOST_NAMED
        entries: InterfaceMessage | Listing = names(map(_named, self.candidates[:_MOST_NAMED]))
        if more > 0:
            # Translators: {entries} is a list
            entries = _("{entries} and {count} more", entries=entries, count=more)
        asking = _("{code} can mean {entries}; ask for one of these symbols")
        if len({entry.system for entry in self.candidates}) > 1:
            asking = _("{code} can mean {entries}; ask for one of these symbols or name the system")
        return asking.given(code=shown(self.code), entries=entries)


class DatabaseError(CatalogError):
    """The database cannot be read; a ``problem`` that is a str is what others have said."""

    def __init__(
        self, database: str, problem: InterfaceMessage | str, remedy: InterfaceMessage
    ) -> None:
        # an error is kept, pickled and printed by others: what is secret never gets into it
        if "@" in database or "=" in database:
            database = printable(database)
        problem, remedy = words(problem).mapped(printable), words(remedy).mapped(printable)
        super().__init__(database, problem, remedy)
        self.database = database
        self.problem = problem
        self.remedy = remedy

    @property
    def message(self) -> InterfaceMessage:
        # Translators: a database, what is wrong with it, and what to do
        return _(
            "{database}: {problem}; {remedy}",
            database=self.database[:_LONGEST_NAME],
            problem=self.problem,
            remedy=self.remedy,
        )


class MissingExtra(CatalogError, ImportError):
    """A package is not installed that an extra of this one brings.

    ``name`` is the module that was looked for, and ``extra`` what to install.
    """

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(name, extra)
        self.name = name
        self.extra = extra

    @property
    def message(self) -> InterfaceMessage:
        return _(
            "{package} is not installed; run: {command}",
            package=(self.name or "").replace("_", "-"),
            command=f"pip install 'error-catalog[{self.extra}]'",
        )


class CatalogClosed(CatalogError):
    """The catalogue is closed."""

    @property
    def message(self) -> InterfaceMessage:
        return words(self.args[0] if self.args else _("The catalogue is closed; open a new one."))
