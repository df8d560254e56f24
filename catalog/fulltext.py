"""The search statements, in the two full-text languages: FTS5 of SQLite, tsquery of PostgreSQL.

Both find the same: the documents that have all phrases of some columns, in the documents' order.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.files import Value

    Phrases = Sequence[tuple[str, bool]]

# in the order in which the columns of an index are numbered
_COLUMNS = ("names", "meanings", "descriptions")
_FTS5 = (
    "SELECT d.system, d.symbol "
    "FROM catalog_index AS i JOIN catalog_document AS d ON d.id = i.rowid "
    "WHERE catalog_index MATCH :wanted ORDER BY i.rowid LIMIT :limit"
)
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


def fts5(phrases: Phrases, columns: int, system: str | None) -> tuple[str, dict[str, Value]]:
    """Return a statement of SQLite's that searches the first so many columns, and its values."""
    wanted = " AND ".join(f'"{phrase}"{"*" if open_ else ""}' for phrase, open_ in phrases)
    values: dict[str, Value] = {"wanted": f"{{{' '.join(_COLUMNS[:columns])}}} : ({wanted})"}
    if system is None:
        return _FTS5, values
    return _FTS5.replace(" ORDER", " AND d.system = :system ORDER"), values | {"system": system}


def tsquery(phrases: Phrases, columns: int, system: str | None) -> tuple[str, dict[str, Value]]:
    """Return the same for PostgreSQL, whose lexemes begin with the number of their column."""
    values: dict[str, Value] = {
        "words": _tsquery(phrases, columns, " & "),
        "phrases": _tsquery(phrases, columns, " <-> "),
    }
    if system is None:
        return _TSQUERY, values
    return _TSQUERY.replace("WHERE ", "WHERE system = :system AND "), values | {"system": system}


def _tsquery(phrases: Phrases, columns: int, join: str) -> str:
    """Return a query for all phrases, each in any column, its words joined so."""

    def one(phrase: str, open_: bool, column: int) -> str:
        words = join.join(f"'{column}{word}'" for word in phrase.split(" "))
        return f"({words}{':*' if open_ else ''})"

    return " & ".join(
        f"({' | '.join(one(*phrase, column) for column in range(1, columns + 1))})"
        for phrase in phrases
    )
