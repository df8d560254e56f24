"""The search statements, in the two full-text languages: FTS5 of SQLite, tsquery of PostgreSQL.

Entries of the very name that is searched for come first. Both languages find the same: the
documents that have all phrases, each among the terms of any of some marks, in their order.
"""

from __future__ import annotations

from ..language.folding import MARKS
from .connect import is_storable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .sqlite import Value

    Phrases = Sequence[tuple[str, bool]]

_NAMED = (
    "SELECT DISTINCT n.system, n.symbol FROM catalog_name AS n WHERE n.folded = :folded{also} "
    "ORDER BY n.system, n.symbol LIMIT :limit"
)
_NOT_ORDINARY = (
    " AND NOT EXISTS (SELECT 1 FROM catalog_sign AS s WHERE s.system = n.system "
    "AND s.symbol = n.symbol AND s.kind = 'ordinary' AND s.text = n.name)"
)
_FTS5 = (
    "SELECT d.system, d.symbol "
    "FROM catalog_index AS i JOIN catalog_document AS d ON d.id = i.rowid "
    "WHERE catalog_index MATCH :wanted ORDER BY i.rowid LIMIT :limit"
)
# PostgreSQL's limit, in bytes; the index has no longer lexemes
_LONGEST_LEXEME = 2046
_NOWHERE = "0"
# A GIN index gives all hits or none, in no order. Few hits are sorted; where there are many, the
# documents are gone through in order until enough are found. The sub-selects keep the planner
# from guessing at frequencies, for which it would give the index up.
_TSQUERY = (
    "WITH hits AS MATERIALIZED (SELECT id FROM catalog_document "
    "WHERE lexemes @@ (SELECT CAST(:words AS tsquery)) LIMIT 2001), "
    "many AS MATERIALIZED (SELECT count(*) > 2000 AS so FROM hits) "
    "SELECT system, symbol FROM ("
    "(SELECT d.id, d.system, d.symbol FROM hits AS h JOIN catalog_document AS d ON d.id = h.id "
    "WHERE NOT (SELECT so FROM many) AND d.lexemes @@ CAST(:phrases AS tsquery) "
    "ORDER BY d.id LIMIT :limit) UNION ALL "
    "(SELECT d.id, d.system, d.symbol FROM catalog_document AS d "
    "WHERE (SELECT so FROM many) AND d.lexemes @@ (SELECT CAST(:phrases AS tsquery)) "
    "ORDER BY d.id LIMIT :limit)) AS found ORDER BY id LIMIT :limit"
)


def statements(
    dialect: str, text: str, phrases: Phrases, system: str | None
) -> Iterator[tuple[str, dict[str, Value]]]:
    """Yield the statements that find entries, best first, each with its values but the limit.

    ``phrases`` are those of the text.
    """
    folded = text.strip().casefold()
    # the words of what can be no name may be found even so
    if is_storable(folded):
        if system is None:
            # a word of any text says little of one name
            yield _NAMED.format(also=_NOT_ORDINARY), {"folded": folded}
        else:
            inside = _NAMED.format(also=" AND n.system = :system")
            yield inside, {"folded": folded, "system": system}
    written = tsquery if dialect == "postgresql" else fts5
    for marks in range(1, len(MARKS) + 1):
        yield written(phrases, marks, system)


def fts5(phrases: Phrases, marks: int, system: str | None) -> tuple[str, dict[str, Value]]:
    """Return a statement of SQLite's that searches terms of the first so many marks, and values."""

    def one(words: Sequence[str], open_: bool) -> str:
        return f'"{" ".join(words)}"{"*" if open_ else ""}'

    values: dict[str, Value] = {"wanted": _query(phrases, marks, " AND ", " OR ", one)}
    if system is None:
        return _FTS5, values
    return _FTS5.replace(" ORDER", " AND d.system = :system ORDER"), values | {"system": system}


def tsquery(phrases: Phrases, marks: int, system: str | None) -> tuple[str, dict[str, Value]]:
    """Return the same for PostgreSQL."""

    def joined(by: str) -> str:
        def one(words: Sequence[str], open_: bool) -> str:
            fit = (w if len(w.encode()) <= _LONGEST_LEXEME else _NOWHERE for w in words)
            quoted = by.join(f"'{word}'" for word in fit)
            return f"({quoted}{':*' if open_ else ''})"

        return _query(phrases, marks, " & ", " | ", one)

    values: dict[str, Value] = {"words": joined(" & "), "phrases": joined(" <-> ")}
    if system is None:
        return _TSQUERY, values
    return _TSQUERY.replace("WHERE ", "WHERE system = :system AND "), values | {"system": system}


def _query(
    phrases: Phrases,
    marks: int,
    all_of: str,
    any_of: str,
    one: Callable[[Sequence[str], bool], str],
) -> str:
    """Return a query for all phrases, each with any of the first so many marks."""

    def marked(phrase: str, open_: bool) -> str:
        words = phrase.split(" ")
        return any_of.join(one([mark + word for word in words], open_) for mark in MARKS[:marks])

    return all_of.join(f"({marked(*phrase)})" for phrase in phrases)
