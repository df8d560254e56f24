"""Reading a database: the SQL, and what is made of its rows.

The statements are portable text with ``:name`` parameters; ``files`` and ``engines`` run them.
"""

from __future__ import annotations

from catalog.connections import generation
from catalog.entry import Entry, System, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from catalog.connections import Connection
    from catalog.files import Row, Value

    # rows of an entry, by what they hold
    Parts = dict[str, list[Row]]

_LOCALES = "SELECT system, locale, title FROM catalog_locale ORDER BY system, locale, source"
_TEXTS = (
    "SELECT locale, count(*) FROM (SELECT DISTINCT system, symbol, locale, field "
    "FROM catalog_message) AS texts GROUP BY locale "
    "UNION ALL SELECT '', count(*) FROM (SELECT DISTINCT system, symbol, field "
    "FROM catalog_message) AS every"
)
_TEXTS_IN_SYSTEM = _TEXTS.replace(
    "FROM catalog_message", "FROM catalog_message WHERE system = :system"
)
_SYSTEMS = "SELECT name FROM catalog_system ORDER BY name"
_SIZE = "SELECT count(*) FROM catalog_entry WHERE system = :system"
# every row repeats the entry, then has one of its names, related symbols, forms of a text, or
# rules for plurals; in one statement, so that all of it is of one state of the database
_ENTRY = """
SELECT e.system, e.symbol, e.value, e.os_dependent, n.kind, '', n.name, 0, 0
  FROM catalog_entry AS e JOIN catalog_name AS n ON n.system = e.system AND n.symbol = e.symbol
 WHERE {where}{names}
UNION ALL
SELECT e.system, e.symbol, e.value, e.os_dependent, 'related', '', r.related, 0, 0
  FROM catalog_entry AS e
  JOIN catalog_related AS r ON r.system = e.system AND r.symbol = e.symbol
 WHERE {where}
UNION ALL
SELECT e.system, e.symbol, e.value, e.os_dependent, m.field, m.locale, m.text, m.source, m.form
  FROM catalog_entry AS e
  JOIN catalog_message AS m ON m.system = e.system AND m.symbol = e.symbol
 WHERE {where} AND m.locale IN ({locales})
UNION ALL
SELECT e.system, e.symbol, e.value, e.os_dependent, 'plural', l.locale, l.plural, l.source, 0
  FROM catalog_entry AS e
  JOIN catalog_locale AS l ON l.system = e.system
 WHERE {where} AND l.locale IN ({locales}) AND l.plural IS NOT NULL
"""
_NAMES = " AND n.kind IN ('symbol', 'alias')"
_BY_VALUE = "e.value = :value"
_BY_KEY = "e.system = :system AND e.symbol = :symbol"
_BY_NAME = (
    "(e.system, e.symbol) IN (SELECT f.system, f.symbol FROM catalog_name AS f "
    "WHERE f.folded = :folded AND f.kind IN (:kind, :other))"
)
_NEAR = (
    "SELECT DISTINCT name FROM catalog_name WHERE kind IN ('symbol', 'alias') "
    "AND folded >= :low AND folded < :high ORDER BY name LIMIT 1000"
)
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
        self._rows = connection.rows
        self._statements: dict[tuple[str, int], str] = {}
        self.close = connection.close

    def version(self) -> tuple[object, ...]:
        """Return what changes whenever the database does, or another takes its place."""
        return self._connection.identity(), generation(self._connection)

    def systems(self) -> tuple[str, ...]:
        """Return the names of the code systems in order."""
        return tuple([row[0] for row in self._rows(_SYSTEMS, {})])

    def system(self, name: str, chain: Sequence[str]) -> System:
        """Return a code system, with its title in the first locale that has one."""
        titles = {row[1]: row[2] for row in self._rows(_LOCALES, {}) if row[0] == name and row[2]}
        size = self._rows(_SIZE, {"system": name})[0][0]
        return System(name, _first(titles, chain), size)

    def locales(self, system: str | None = None) -> tuple[str, ...]:
        """Return the locales that a system has texts in, or any system."""
        rows = self._rows(_LOCALES, {})
        return tuple(sorted({row[1] for row in rows if system in (None, row[0])}))

    def texts(self, system: str | None) -> tuple[int, dict[str, int]]:
        """Return how many texts there are, and how many of them each locale has."""
        if system is None:
            rows = self._rows(_TEXTS, {})
        else:
            rows = self._rows(_TEXTS_IN_SYSTEM, {"system": system})
        counts = {row[0]: row[1] for row in rows}
        return counts.pop("", 0), counts

    def by_value(self, value: int, system: str | None, chain: Sequence[str]) -> list[Entry]:
        """Return the entries that have a number, by system and symbol."""
        return self._entries(_BY_VALUE, system, {"value": value}, chain)

    def by_name(
        self, name: str, kinds: tuple[str, str], system: str | None, chain: Sequence[str]
    ) -> list[Entry]:
        """Return the entries that a name of one of two kinds leads to, in any letter case."""
        parameters: dict[str, Value] = {
            "folded": name.casefold(),
            "kind": kinds[0],
            "other": kinds[1],
        }
        return self._entries(_BY_NAME, system, parameters, chain)

    def by_key(self, system: str, symbol: str, chain: Sequence[str]) -> list[Entry]:
        """Return the one entry of a system with exactly this symbol, if there is one."""
        return self._entries(_BY_KEY, None, {"system": system, "symbol": symbol}, chain)

    def symbols(self, system: str) -> Iterator[str]:
        """Yield a system's symbols by number, those without a number last."""
        at: dict[str, Value] = {"system": system, "symbol": "", "limit": _PAGE}
        yield from self._paged(_NUMBERED, at | {"value": _SMALLEST})
        yield from self._paged(_UNNUMBERED, at)

    def _paged(self, statement: str, at: dict[str, Value]) -> Iterator[str]:
        while page := self._rows(statement, at):
            for row in page:
                yield row[0]
            at |= zip(("symbol", "value"), page[-1], strict=False)

    def every(self, locales: Sequence[str]) -> dict[tuple[str, str], Parts]:
        """Return what ``entry_of`` makes entries of, with all names, by system and symbol."""
        parameters: dict[str, Value] = {f"locale{n}": locale for n, locale in enumerate(locales)}
        return _by_entry(self._rows(_statement("1 = 1", "", locales), parameters))

    def names_near(self, name: str) -> list[str]:
        """Return up to a thousand symbols and aliases that begin like a name."""
        low = name.casefold()[:2]
        return [row[0] for row in self._rows(_NEAR, {"low": low, "high": low + "\U0010ffff"})]

    def search(
        self, wanted: Sequence[tuple[str, bool]], system: str | None, limit: int
    ) -> list[tuple[str, str]]:
        """Return (system, symbol) of entries that have all phrases: in names, then anywhere."""
        from catalog.fulltext import fts5, tsquery

        written = tsquery if self._connection.dialect == "postgresql" else fts5
        found: dict[tuple[str, str], None] = {}
        for marks in (1, 2, 3):
            statement, values = written(wanted, marks, system)
            rows = self._rows(statement, values | {"limit": limit})
            found |= dict.fromkeys([(row[0], row[1]) for row in rows])
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _entries(
        self, where: str, system: str | None, parameters: dict[str, Value], chain: Sequence[str]
    ) -> list[Entry]:
        if system is not None:
            where += " AND e.system = :system"
            parameters["system"] = system
        for number, locale in enumerate(chain):
            parameters[f"locale{number}"] = locale
        statement = self._statements.get((where, len(chain)))
        if statement is None:
            statement = _statement(where, _NAMES, chain)
            self._statements[where, len(chain)] = statement
        parts = _by_entry(self._rows(statement, parameters))
        return [entry_of(parts[key], chain) for key in sorted(parts)]


def _statement(where: str, names: str, chain: Sequence[str]) -> str:
    locales = ", ".join([f":locale{number}" for number in range(len(chain))]) or "''"
    return _ENTRY.format(where=where, names=names, locales=locales)


def _by_entry(rows: Sequence[Row]) -> dict[tuple[str, str], Parts]:
    """Return rows by the system and symbol of their entry, and then by what they hold."""
    parts: dict[tuple[str, str], Parts] = {}
    for row in rows:
        of_entry = parts.get((row[0], row[1]))
        if of_entry is None:
            of_entry = parts[row[0], row[1]] = {}
        of_kind = of_entry.get(row[4])
        if of_kind is None:
            of_entry[row[4]] = [row]
        else:
            of_kind.append(row)
    return parts


def is_name(row: Row) -> bool:
    """Tell whether a row of an entry has a name of it: its kind in place 4, the name in 6."""
    return not row[5] and row[4] != "related"


def entry_of(parts: Parts, chain: Sequence[str]) -> Entry:
    """Return the entry that rows tell of, with its texts in the first of the locales."""
    fact = next(iter(parts.values()))[0]
    return Entry(
        fact[0],
        fact[1],
        fact[2],
        tuple(sorted([row[6] for row in parts.get("alias", ())])),
        tuple(sorted([row[6] for row in parts.get("related", ())])),
        bool(fact[3]),
        _text(parts, "meaning", chain),
        _text(parts, "description", chain),
    )


def _text(parts: Parts, field: str, chain: Sequence[str]) -> Text:
    """Return the text of the first locale that has one, from the last of its sources."""
    rows = parts.get(field, ())
    for locale in chain:
        found = [row for row in rows if row[5] == locale]
        if len(found) == 1 and not found[0][8]:
            return Text(found[0][6], locale)
        if found:
            return _chosen(found, parts.get("plural", ()))
    return Text()


def _chosen(rows: Sequence[Row], plurals: Sequence[Row]) -> Text:
    """Return a text of which there are several rows: plural forms, or those of sources."""
    source = max([row[7] for row in rows])
    forms = [(row[8], row[6]) for row in rows if row[7] == source]
    texts = tuple([text for _, text in sorted(forms)])
    locale = rows[0][5]
    if not forms[0][0]:
        return Text(texts[0], locale)
    (plural,) = [row[6] for row in plurals if (row[5], row[7]) == (locale, source)]
    return Text(texts[-1], locale, texts, plural)


def _first(texts: Mapping[str, str | None], chain: Sequence[str]) -> Text:
    for locale in chain:
        text = texts.get(locale)
        if text:
            return Text(text, locale)
    return Text()
