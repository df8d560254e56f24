"""The catalogue: codes, texts and exceptions in, entries in the reader's language out."""

from __future__ import annotations

from functools import partial
from time import monotonic

from ..answers.entry import Entry
from ..answers.match import Match, System
from ..codes import readings
from ..codes.platforms import platform_of
from ..errors import InvalidCode
from ..hints import Any, Callable, Iterator, Locales, Platform, Self, Systems, overload
from ..language.accept import negotiate
from ..language.tags import tags_of
from ..marking import gettext_lazy
from ..store.connect import connect
from ..store.statements import Reader
from . import finding
from .asking import Asking, checked_seconds, listed
from .memory import Memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from ..answers.notes import Explaining
    from ..store.connect import Readable
    from ..store.statements import Key

    Function = TypeVar("Function", bound=Callable[..., Any])
else:
    Explaining = Function = Readable = object


class Catalog(Asking):
    """A catalogue of error codes, read-only, for any number of threads.

    ``database`` is the path of a SQLite file, a SQLAlchemy URL or an Engine, of SQLite or
    PostgreSQL; without it, the catalogue that comes with the package is read. ``schema`` is that
    of PostgreSQL which holds the tables, if the search path does not lead to it. Raises
    DatabaseError when there is nothing to read; a ``lazy`` one does so at the first question, and
    reads nothing before, so that the tables may be made meanwhile.

    Answers are remembered. Whether the database has changed is looked at when an answer is
    wanted and ``max_age`` seconds have passed since the last look; with None, only by
    ``refresh``. A thread of its own looks, and an answer waits for it a few milliseconds at most.
    While the database cannot be reached, what is remembered goes on being served. Any other answer
    waits ``timeout`` seconds at most for a server and a connection to it, then raises
    DatabaseError; with None, for ever.

    Everywhere, ``locale`` is a language tag or several in order of preference, and ``system`` is
    the code system to look in, or several (UnknownSystem if there is no such one). Of several
    that have a code, the first is meant. ``systems`` are those that ``get``, ``find``, ``search``
    and ``entries`` look in unless told otherwise; without it they look in all. Each text falls
    back on its own and says in ``.locale`` which language it came from. ``platform``
    (``"linux"``, ``"macos"``, ``"freebsd"``, ``"windows"``) is that whose numbers count where
    platforms have different ones; unless given, that on which the program runs. Raises
    InvalidPlatform for any other.
    """

    def __init__(
        self,
        database: Readable | None = None,
        *,
        schema: str | None = None,
        max_age: float | None = 5,
        timeout: float | None = 10,
        lazy: bool = False,
        systems: Systems = None,
    ) -> None:
        max_age = checked_seconds("max_age", max_age)
        timeout = checked_seconds("timeout", timeout)
        self._systems = listed(systems)
        self._reader = Reader(connect(database, schema, timeout=timeout, lazy=lazy))
        # the catalogue of the package changes with the package alone
        max_age = None if database is None else max_age
        try:
            self._memory = Memory(self._reader, self._find_one, max_age, lazy=lazy)
        except BaseException:
            self._reader.close()
            raise

    def get(
        self,
        code: int | str,
        *,
        system: Systems = None,
        locale: Locales = None,
        platform: Platform | None = None,
    ) -> Entry:
        """Return the entry of a code: a number, a symbol, or a text that holds one.

        Raises InvalidCode when the code cannot be read, UnknownCode when no entry has it, and
        AmbiguousCode when several have it.
        """
        if type(code) is not int and type(code) is not str:
            code = readings.plain(code)
        if locale is not None and type(locale) is not str:
            locale = tags_of(locale)
        if system is None:
            system = self._systems
        elif type(system) is not str:
            system = listed(system, self._known)
        if platform is not None and type(platform) is not str:
            platform = platform_of(platform)
        memory = self._memory
        if (due := memory.due) is not None and due <= monotonic():
            memory.look_again()
        return memory.get(code, system, locale, platform)

    def find(
        self,
        text: int | str,
        *,
        system: Systems = None,
        locale: Locales = None,
        platform: Platform | None = None,
    ) -> list[Match]:
        """Return every entry that a text can mean, best first, each with the reason.

        The order is that of ``lookup.finding``: numbers that other platforms alone have come
        last, or not at all where ``platform`` is given. Raises InvalidCode when the text cannot
        be read; the list is empty when no entry matches.
        """
        platform_of(platform)
        memory, question = self._current(), self._question(system, locale, platform)
        return finding.matches(memory, readings.plain(text), question)

    def search(
        self,
        text: str,
        *,
        system: Systems = None,
        locale: Locales = None,
        platform: Platform | None = None,
        limit: int = 20,
    ) -> list[Entry]:
        """Return the entries that have all words of a text, in any language of the catalogue.

        Words may be parts of symbols, beginnings of words, or pieces of unspaced text such as
        Japanese. First come entries of that name, then those with all words in names and keywords,
        then those that need their meanings too, then all others; in catalogue order within each,
        in which systems of one tool or protocol follow those that any program meets.
        Raises InvalidSearch when the text has no letter or digit or is too long.
        """
        from ..language import folding
        from . import answering

        wanted = folding.sought(text)
        limit = answering.checked_limit(limit)
        (systems, chain), platform = self._asked(system, locale), platform_of(platform)

        def search(system: str | None) -> list[Key]:
            return self._reader.search(text, wanted, system, limit)

        return answering.searched(self._memory, search, systems, chain, platform)[:limit]

    def explain(
        self,
        exception: BaseException,
        *,
        locale: Locales = None,
        platform: Platform | None = None,
        context: bool = True,
    ) -> Entry | None:
        """Return the entry of an exception, or of what it was raised from; None if unknown.

        See ``exceptions.codes`` for what is read of an exception, and in which order.
        ``platform`` is that where it was raised. Without ``context``, what was merely being
        handled when it was raised (``__context__``) tells nothing; what it was raised from
        (``__cause__``) does. Raises InvalidCode for what is no exception.
        """
        from . import answering

        if not isinstance(exception, BaseException):
            raise InvalidCode(exception, gettext_lazy("{value} is no exception"))
        named = platform and platform_of(platform)
        return answering.explained(
            exception, self._memory, lambda: self._asked(None, locale), named, context=context
        )

    def entries(
        self, system: Systems = None, *, locale: Locales = None, platform: Platform | None = None
    ) -> Iterator[Entry]:
        """Iterate over all entries, by system and number.

        Those without a number, or with one that differs between platforms, come last, by symbol.
        """
        from . import answering

        systems, chain = self._asked(system, locale)
        return answering.entries(self._memory, systems, chain, platform_of(platform))

    def systems(self, *, locale: Locales = None) -> tuple[System, ...]:
        """Return the code systems, by name."""
        chain = self._current().chain(tags_of(locale))
        every = self._memory.titles()
        return tuple([System.made(name, titles, size, chain) for name, titles, size, _ in every])

    def locales(self, system: Systems = None) -> tuple[str, ...]:
        """Return the tags of the languages that the catalogue, or some systems, have texts in."""
        systems = (None,) if system is None else self._within(system, ())
        return tuple(sorted({tag for one in systems for tag in self._reader.locales(one)}))

    def coverage(self, system: Systems = None) -> dict[str, float]:
        """Return for each language the share of all texts that it has, or of those of some systems.

        A share is from 0 to 1; the texts of several systems are counted together.
        """
        from . import answering

        systems = (None,) if system is None else self._within(system, ())
        return answering.coverage(self._reader, systems)

    def negotiate(self, header: str) -> tuple[str, ...]:
        """Return the languages that serve the reader of an Accept-Language header, best first.

        They suit every ``locale`` argument; see ``catalog.negotiate``.
        """
        return negotiate(header, self._current().languages())

    @overload
    def explaining(self, locale: Function, /) -> Function: ...
    @overload
    def explaining(  # noqa: F811 (an overload)
        self, locale: Locales = None, *, platform: Platform | None = None, context: bool = True
    ) -> Explaining: ...
    def explaining(  # noqa: F811
        self,
        locale: Locales | Function = None,
        *,
        platform: Platform | None = None,
        context: bool = True,
    ) -> Explaining | Function:
        """Return a context or decorator that notes the meaning on an exception passing (PEP 678).

        A traceback then ends with it: ``WSAECONNRESET (10054): …``. Nothing is added to what the
        catalogue does not know. It serves ``with`` and ``async with``, and decorates functions of
        every kind, also without parentheses: ``@catalog.explaining``, in English then. The
        arguments are those of ``explain``.
        """
        from ..answers.notes import Explaining

        if callable(locale):
            return Explaining(self.explain)(locale)
        return Explaining(partial(self.explain, locale=locale, platform=platform, context=context))

    def __repr__(self) -> str:
        return f"<Catalog {str(self._reader)!r}>"

    def refresh(self) -> bool:
        """Look now whether the database has changed, and tell; afterwards answers are of today.

        What was preloaded is loaded again. Raises DatabaseError when it cannot be read; nothing
        that is remembered is lost then.
        """
        return self._memory.refresh()

    async def keep_fresh(self, seconds: float = 5) -> None:
        """Look every so many seconds whether the database has changed, until cancelled or closed.

        It is for a task of an event loop, beside ``preload``. A thread of its own looks, and loads
        again what has changed: nothing waits for it. Where the database cannot be read, the log
        says so once, and what is remembered is served.
        """
        from asyncio import sleep

        checked_seconds("seconds", seconds)
        while not self._memory.is_closed:
            self._memory.look_beside(0)
            await sleep(seconds)

    def preload(self, locale: Locales = None) -> None:
        """Load all entries in the locale, so that later look-ups in it read nothing at all.

        That holds for ``get``, ``find``, ``explain`` and ``entries``, in an event loop for
        example; ``search`` still asks the database. It may be called for several locales. From now
        on the database is looked at by ``refresh`` alone, which reads and may take a while.
        """
        from . import answering

        self._memory.preload(tags_of(locale))
        answering.load(self._memory.chain(tags_of(locale)))

    def close(self) -> None:
        """Let go of the database; afterwards everything raises CatalogClosed."""
        self._reader.close()
        self._memory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
