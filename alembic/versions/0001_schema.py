"""Create the tables, and the full-text index over the search terms in the engine's own way."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# a tsvector holds no longer lexeme, no place above, and a mebibyte in all
_LONGEST_LEXEME = 2046
_LAST_PLACE = 16_383
_MOST_CHARACTERS = 200_000


def _string(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of a name: in the order of its characters, on every server."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    state = op.create_table(
        "catalog_state",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_state"),
    )
    op.create_table(
        "catalog_source",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", _string(64), nullable=False),
        sa.Column("digest", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_source"),
        sa.UniqueConstraint("name", name="uq_catalog_source_name"),
    )
    op.create_table(
        "catalog_system",
        sa.Column("name", _string(64), nullable=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("prefixes", sa.Text, nullable=False),
        sa.Column("spellings", sa.Text, nullable=False),
        sa.Column("windows", _string(32), nullable=False),
        sa.Column("negated", sa.Boolean, nullable=False),
        sa.Column("facilities", sa.Text, nullable=False),
        sa.Column("labelled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_catalog_system"),
        _of_source("catalog_system"),
    )
    op.create_table(
        "catalog_sign",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("kind", _string(32), nullable=False),
        sa.Column("text", _string(500), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("system", "symbol", "kind", "text", name="pk_catalog_sign"),
        _of_system("catalog_sign"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catalog_locale",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("locale", _string(100), nullable=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("plural", sa.Text),
        sa.PrimaryKeyConstraint("system", "locale", "source", name="pk_catalog_locale"),
        _of_system("catalog_locale"),
        _of_source("catalog_locale"),
    )
    op.create_table(
        "catalog_entry",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("value", sa.BigInteger),
        sa.Column("os_dependent", sa.Boolean, nullable=False),
        sa.Column("kind", _string(32)),
        sa.Column("retry", _string(32)),
        sa.PrimaryKeyConstraint("system", "symbol", name="pk_catalog_entry"),
        _of_system("catalog_entry"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_catalog_entry_system_value_symbol", "catalog_entry", ["system", "value", "symbol"]
    )
    op.create_table(
        "catalog_number",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("platform", _string(32), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("system", "symbol", "platform", name="pk_catalog_number"),
        _of_entry("catalog_number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_catalog_number_value", "catalog_number", ["value"])
    op.create_table(
        "catalog_name",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("kind", _string(32), nullable=False),
        sa.Column("name", _string(255), nullable=False),
        sa.Column("folded", _string(255), nullable=False),
        sa.PrimaryKeyConstraint("system", "symbol", "kind", "name", name="pk_catalog_name"),
        _of_entry("catalog_name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_catalog_name_folded", "catalog_name", ["folded"])
    op.create_table(
        "catalog_related",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("related", _string(255), nullable=False),
        sa.PrimaryKeyConstraint("system", "symbol", "related", name="pk_catalog_related"),
        _of_entry("catalog_related"),
        _of_entry("catalog_related", "related"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catalog_same",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("other_system", _string(64), nullable=False),
        sa.Column("other_symbol", _string(255), nullable=False),
        sa.Column("one_way", sa.Boolean, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "system", "symbol", "other_system", "other_symbol", name="pk_catalog_same"
        ),
        _of_entry("catalog_same"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_catalog_same_other_system_other_symbol",
        "catalog_same",
        ["other_system", "other_symbol"],
    )
    op.create_table(
        "catalog_fact",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("name", _string(32), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("system", "symbol", "name", "place", name="pk_catalog_fact"),
        _of_entry("catalog_fact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catalog_message",
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("locale", _string(100), nullable=False),
        sa.Column("field", _string(32), nullable=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "system", "symbol", "locale", "field", "source", "form", name="pk_catalog_message"
        ),
        _of_entry("catalog_message"),
        _of_source("catalog_message"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catalog_document",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("system", _string(64), nullable=False),
        sa.Column("symbol", _string(255), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_document"),
        _of_entry("catalog_document"),
    )
    op.create_index(
        "ix_catalog_document_system_symbol", "catalog_document", ["system", "symbol"], unique=True
    )
    if op.get_context().dialect.name == "sqlite":
        _create_fts5_index()
    else:
        _create_gin_index()
    op.bulk_insert(state, [{"id": 1, "schema_version": 1, "generation": 1}])


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE catalog_index")
    for table in (
        "catalog_document",
        "catalog_message",
        "catalog_fact",
        "catalog_same",
        "catalog_related",
        "catalog_name",
        "catalog_number",
        "catalog_entry",
        "catalog_locale",
        "catalog_sign",
        "catalog_system",
        "catalog_source",
        "catalog_state",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name != "sqlite":
        op.execute("DROP FUNCTION catalog_lexemes (text)")


def _of_source(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["source"], ["catalog_source.id"], name=f"fk_{table}_source_catalog_source"
    )


def _of_system(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["system"],
        ["catalog_system.name"],
        name=f"fk_{table}_system_catalog_system",
        ondelete="CASCADE",
    )


def _of_entry(table: str, symbol: str = "symbol") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["system", symbol],
        ["catalog_entry.system", "catalog_entry.symbol"],
        name=f"fk_{table}_system_{symbol}_catalog_entry",
        ondelete="CASCADE",
    )


def _create_fts5_index() -> None:
    """Index the terms as they are: ASCII letters and digits, and every other character.

    The triggers are those that the FTS5 manual gives for external content tables.
    """
    add = "INSERT INTO catalog_index (rowid, terms) VALUES (new.id, new.terms);"
    remove = (
        "INSERT INTO catalog_index (catalog_index, rowid, terms) "
        "VALUES ('delete', old.id, old.terms);"
    )
    op.execute(
        "CREATE VIRTUAL TABLE catalog_index USING fts5 "
        "(terms, content='catalog_document', content_rowid='id', tokenize='ascii')"
    )
    for when, statements in (("INSERT", add), ("DELETE", remove), ("UPDATE", remove + add)):
        op.execute(
            f"CREATE TRIGGER catalog_document_{when.lower()} AFTER {when} ON catalog_document "
            f"BEGIN {statements} END"
        )


def _create_gin_index() -> None:
    """Index the terms as they are; PostgreSQL's parsers would take them apart.

    Terms are letters and digits only, so they need no more than quotes in a tsvector.
    """
    op.execute(
        "CREATE FUNCTION catalog_lexemes (terms text) RETURNS tsvector "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        "SELECT coalesce(string_agg('''' || term || ''':' || place, ' '), '')::tsvector "
        f"FROM unnest(string_to_array(left(terms, {_MOST_CHARACTERS}), ' ')) "
        "WITH ORDINALITY AS t (term, place) "
        f"WHERE octet_length(term) BETWEEN 1 AND {_LONGEST_LEXEME} AND place <= {_LAST_PLACE} $$"
    )
    op.execute(
        "ALTER TABLE catalog_document ADD COLUMN lexemes tsvector NOT NULL "
        "GENERATED ALWAYS AS (catalog_lexemes(terms)) STORED"
    )
    op.execute("CREATE INDEX catalog_index ON catalog_document USING gin (lexemes)")
