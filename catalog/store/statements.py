"""Reading a database: the SQL, and what is made of its rows.

The statements are portable text with ``:name`` parameters; ``sqlite`` and ``engine`` run them.
"""

from __future__ import annotations

from ..marking import gettext_lazy as _
from .connect import generation, is_storable
from .judging import FLAG, NAME, NAME_OR_NONE, NUMBER, Damage, by_entry, columns, damaged, locales

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeVar

    from ..errors import DatabaseError
    from ..marking import InterfaceMessage
    from .connect import Connection
    from .sqlite import Row, Value

    Made = TypeVar("Made")

    # system and symbol
    Key = tuple[str, str]
    # place, text, source and number of a row; what they hold is said at _ENTRY
    Part = Sequence[Any]
    # all rows of an entry, by part
    Parts = dict[str, list[Part]]
    # a system's name, its titles by locale, how many entries it has, and how many with texts
    Titles = tuple[str, dict[str, str], int, int]

_LOCALES = "SELECT system, locale, title FROM catalog_locale ORDER BY system, locale, source"
_TEXTS = (
    "SELECT locale, count(*) FROM (SELECT DISTINCT system, symbol, locale, field "
    "FROM catalog_message) AS texts GROUP BY locale "
    "UNION ALL SELECT '', count(*) FROM (SELECT DISTINCT system, symbol, field "
    "FROM catalog_message) AS every"
)
_TEXTS_IN_SYSTEM = _TEXTS.replace("catalog_message", "catalog_message WHERE system = :system")
_SYSTEMS = "SELECT name FROM catalog_system ORDER BY name"
_TRAITS = (
    "SELECT name, prefixes, spellings, windows, negated, facilities, labelled, source <> 0 "
    "FROM catalog_system ORDER BY name"
)
_SIGNS = "SELECT system, symbol, kind, text, rule FROM catalog_sign ORDER BY 1, 2, 3, 4"
_NAMES = "SELECT name, system FROM catalog_name ORDER BY name, system"
_TITLES = (
    "SELECT s.name, l.locale, l.title, "
    "(SELECT count(*) FROM catalog_entry AS e WHERE e.system = s.name), "
    "(SELECT count(DISTINCT m.symbol) FROM catalog_message AS m "
    "WHERE m.system = s.name AND m.field = 'meaning') "
    "FROM catalog_system AS s LEFT JOIN catalog_locale AS l ON l.system = s.name "
    "ORDER BY s.name, l.locale, l.source"
)
# All that is known of the entries that ``hits`` selects, in one statement, so that it is of one
# state of the database. A row is: system, symbol, part, place, text, source, number.
#
#   part           place     text                  source        number
#   entry          kind      retry                 os_dependent  value
#   symbol, alias            name
#   number         platform                                      value
#   related                  symbol
#   same           system    symbol and authority                one_way
#   sources, phrase, status  text                                place in order
#   a text field   locale    text                  source        form, 0 without plurals
#   plural         locale    rule                  source
_ENTRY = """
WITH hit AS ({hits})
SELECT hit.system, hit.symbol, 'entry', e.kind, e.retry,
       CASE WHEN e.os_dependent THEN 1 ELSE 0 END, e.value
  FROM hit JOIN catalog_entry AS e ON e.system = hit.system AND e.symbol = hit.symbol
UNION ALL
SELECT hit.system, hit.symbol, n.kind, '', n.name, 0, 0
  FROM hit JOIN catalog_name AS n ON n.system = hit.system AND n.symbol = hit.symbol
UNION ALL
SELECT hit.system, hit.symbol, 'number', r.platform, '', 0, r.value
  FROM hit JOIN catalog_number AS r ON r.system = hit.system AND r.symbol = hit.symbol
UNION ALL
SELECT hit.system, hit.symbol, 'related', '', r.related, 0, 0
  FROM hit JOIN catalog_related AS r ON r.system = hit.system AND r.symbol = hit.symbol
UNION ALL
SELECT hit.system, hit.symbol, 'same', s.other_system,
       s.other_symbol || ' ' || s.authority, 0, CASE WHEN s.one_way THEN 1 ELSE 0 END
  FROM hit JOIN catalog_same AS s ON s.system = hit.system AND s.symbol = hit.symbol
UNION ALL
SELECT hit.system, hit.symbol, 'same', s.system, s.symbol || ' ' || s.authority, 0, 0
  FROM hit JOIN catalog_same AS s ON s.other_system = hit.system AND s.other_symbol = hit.symbol
 WHERE NOT s.one_way
UNION ALL
SELECT hit.system, hit.symbol, f.name, '', f.text, 0, f.place
  FROM hit JOIN catalog_fact AS f ON f.system = hit.system AND f.symbol = hit.symbol
 WHERE f.name IN ('sources', 'phrase', 'status')
UNION ALL
SELECT hit.system, hit.symbol, m.field, m.locale, m.text, m.source, m.form
  FROM hit JOIN catalog_message AS m ON m.system = hit.system AND m.symbol = hit.symbol
 WHERE m.locale IN ({locales})
UNION ALL
SELECT hit.system, hit.symbol, 'plural', l.locale, l.plural, l.source, 0
  FROM hit JOIN catalog_locale AS l ON l.system = hit.system
 WHERE l.locale IN ({locales}) AND l.plural IS NOT NULL
"""
# No entry has both, so that there is nothing for UNION to sort out. The index of entries begins
# with the system, and there are few systems.
_BY_VALUE = (
    "SELECT system, symbol FROM catalog_system CROSS JOIN catalog_entry "
    "WHERE system = catalog_system.name AND value = :value{inside} "
    "UNION ALL SELECT DISTINCT system, symbol FROM catalog_number WHERE value = :value{inside}"
)
_BY_SYMBOLS = "SELECT system, symbol FROM catalog_entry WHERE symbol IN ({symbols}){inside}"
_BY_NAME = "SELECT DISTINCT system, symbol FROM catalog_name WHERE folded = :folded{inside}"
_ALL = "SELECT system, symbol FROM catalog_entry"
_INSIDE = " AND system = :system"
_NEAR = (
    "SELECT DISTINCT name FROM catalog_name WHERE folded >= :low AND folded < :high "
    "AND length(folded) BETWEEN :shortest AND :longest ORDER BY name LIMIT 2000"
)
NEAR = 4
"""How many characters shorter or longer a name may be that is like another."""
# two statements, for engines differ over where NULL sorts
_NUMBERED = (
    "SELECT symbol, value FROM catalog_entry WHERE system = :system AND "
    "(value, symbol) > (:value, :symbol) ORDER BY value, symbol LIMIT :limit"
)
_UNNUMBERED = (
    "SELECT symbol FROM catalog_entry WHERE system = :system AND value IS NULL "
    "AND symbol > :symbol ORDER BY symbol LIMIT :limit"
)
_PAGE = 500
_SMALLEST = -(1 << 63)


class Reader:
    """What can be asked of a database, over a connection that runs the statements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: dict[tuple[str, bool, int], str] = {}
        self.close, self.require_free = connection.close, connection.require_free

    def __str__(self) -> str:
        return str(self._connection)

    def version(self) -> tuple[object, ...]:
        """Return what changes whenever the database does, or another takes its place."""
        return self._connection.identity(), generation(self._connection)

    def systems(self) -> tuple[str, ...]:
        """Return the names of the code systems in order."""
        return tuple([row[0] for row in self._rows(_SYSTEMS, {}, NAME)])

    def traits(self) -> Sequence[Row]:
        """Return the traits of the systems, in the order of ``codes.platforms.Traits.made``."""
        rows = self._rows(_TRAITS, {}, NAME, NAME, NAME, NAME, FLAG, NAME, FLAG, FLAG)
        for name, __, spellings, *__ in rows:
            if len(spellings.split()) % 2:
                raise self.damaged(_("the spellings of {system} are no pairs", system=name))
        return rows

    def signs(self) -> Sequence[Row]:
        """Return all rules of recognition, in the order of ``codes.rules.Rules``."""
        return self._rows(_SIGNS, {}, NAME, NAME, NAME, NAME, NAME)

    def names(self) -> Sequence[Row]:
        """Return all symbols and aliases, each with its system."""
        return self._rows(_NAMES, {}, NAME, NAME)

    def titles(self) -> list[Titles]:
        """Return for each code system its name, titles by locale, entries, and explained ones."""
        found: dict[str, Titles] = {}
        rows = self._rows(_TITLES, {}, NAME, NAME_OR_NONE, NAME_OR_NONE, NUMBER, NUMBER)
        for system, locale, title, size, explained in rows:
            titles = found.setdefault(system, (system, {}, size, explained))[1]
            if title:
                titles[locale] = title
        return list(found.values())

    def locales(self, system: str | None = None) -> tuple[str, ...]:
        """Return the locales that a system has texts in, or any system."""
        rows = self._rows(_LOCALES, {}, NAME, NAME, NAME_OR_NONE)
        return self._judged(locales, [row[1] for row in rows if system in (None, row[0])])

    def texts(self, system: str | None) -> tuple[int, dict[str, int]]:
        """Return how many texts there are, and how many of them each locale has."""
        statement = _TEXTS if system is None else _TEXTS_IN_SYSTEM
        rows = self._rows(statement, {"system": system}, NAME, NUMBER)
        counts = {row[0]: row[1] for row in rows}
        return counts.pop("", 0), counts

    def by_value(self, value: int, system: str | None, chain: Sequence[str]) -> dict[Key, Parts]:
        """Return the entries that have a number on any platform, by system and symbol."""
        return self._entries(_BY_VALUE, system, {"value": value}, chain)

    def by_name(self, name: str, system: str | None, chain: Sequence[str]) -> dict[Key, Parts]:
        """Return the entries that a symbol or alias leads to, in any letter case."""
        return self._entries(_BY_NAME, system, {"folded": name.casefold()}, chain)

    def by_symbols(
        self, system: str, symbols: Sequence[str], chain: Sequence[str]
    ) -> dict[Key, Parts]:
        """Return the entries of a system with exactly these symbols, those that are there."""
        named: dict[str, Value] = {f"symbol{at}": symbol for at, symbol in enumerate(symbols)}
        places = ", ".join([f":{name}" for name in named])
        hits = _BY_SYMBOLS.format(symbols=places, inside="{inside}")
        return self._entries(hits, system, named, chain)

    def symbols(self, system: str) -> Iterator[str]:
        """Yield a system's symbols by number, those without a number last."""
        at: dict[str, Value] = {"system": system, "symbol": "", "limit": _PAGE}
        yield from self._paged(_NUMBERED, at | {"value": _SMALLEST}, NAME, NUMBER)
        yield from self._paged(_UNNUMBERED, at, NAME)

    def _paged(
        self, statement: str, at: dict[str, Value], *kinds: frozenset[type]
    ) -> Iterator[str]:
        before = None
        while page := self._rows(statement, at, *kinds):
            last = tuple(reversed(page[-1]))
            if before is not None and last <= before:
                # it would lead here for ever
                raise self.damaged(_("an index of catalog_entry is out of order"))
            before = last
            for row in page:
                yield row[0]
            at |= zip(("symbol", "value"), page[-1], strict=False)

    def every(self, locales: Sequence[str]) -> dict[Key, Parts]:
        """Return all entries with their texts in some locales."""
        parameters: dict[str, Value] = {f"locale{n}": locale for n, locale in enumerate(locales)}
        rows = self._connection.rows(_statement(_ALL, locales), parameters, are_many=True)
        return self._judged(by_entry, rows)

    def names_near(self, name: str) -> list[str]:
        """Return up to 2,000 symbols and aliases that begin like a name and are about as long."""
        low, size = name.casefold()[:2], len(name.casefold())
        values: dict[str, Value] = {"low": low, "high": low + "\U0010ffff"}
        values |= {"shortest": size - NEAR, "longest": size + NEAR}
        return [row[0] for row in self._rows(_NEAR, values, NAME)] if is_storable(low) else []

    def search(
        self, text: str, wanted: Sequence[tuple[str, bool]], system: str | None, limit: int
    ) -> list[tuple[str, str]]:
        """Return (system, symbol) of entries: those of a name, then those with all phrases."""
        from .search import statements

        found: dict[tuple[str, str], None] = {}
        for statement, values in statements(self._connection.dialect, text, wanted, system):
            rows = self._rows(statement, values | {"limit": limit}, NAME, NAME)
            found |= dict.fromkeys([(row[0], row[1]) for row in rows])
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _entries(
        self,
        hits: str,
        system: str | None,
        parameters: dict[str, Value],
        chain: Sequence[str],
    ) -> dict[Key, Parts]:
        if system is not None:
            parameters["system"] = system
        if not all(map(is_storable, parameters.values())):
            return {}
        parameters |= {f"locale{number}": locale for number, locale in enumerate(chain)}
        asked = hits, system is None, len(chain)
        statement = self._statements.get(asked)
        if statement is None:
            inside = hits.format(inside="" if system is None else _INSIDE)
            statement = self._statements[asked] = _statement(inside, chain)
        found = self._judged(by_entry, self._connection.rows(statement, parameters))
        return found if len(found) < 2 else {key: found[key] for key in sorted(found)}

    def _rows(
        self, statement: str, parameters: dict[str, Value], *kinds: frozenset[type]
    ) -> Sequence[Row]:
        """Return all rows of a statement, whose columns are of some types."""
        rows = self._connection.rows(statement, parameters)
        try:
            return columns(rows, *kinds)
        except Damage as damage:
            raise self.damaged(damage.problem) from damage

    def _judged(self, judge: Callable[[Any], Made], found: object) -> Made:
        try:
            return judge(found)
        except Damage as damage:
            raise self.damaged(damage.problem) from damage

    def damaged(self, problem: InterfaceMessage) -> DatabaseError:
        """Return the error of a database whose rows are not what the schema promises."""
        return damaged(str(self._connection), problem)


def _statement(hits: str, chain: Sequence[str]) -> str:
    locales = ", ".join([f":locale{number}" for number in range(len(chain))]) or "''"
    return _ENTRY.format(hits=hits, locales=locales)
