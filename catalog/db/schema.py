"""The schema, stated once: what the migrations must add up to.

Rows that people wrote are in ``catalog_system``, ``catalog_locale``, ``catalog_entry``,
``catalog_number``, ``catalog_name``, ``catalog_related``, ``catalog_same``, ``catalog_fact`` and
``catalog_message``, and ``catalog_source`` says whose they are. ``catalog_document`` is derived
from them for search; on SQLite the full-text index ``catalog_index`` follows it by triggers.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _string(length: int) -> TypeEngine[str]:
    """Return the type of a name: in the order of its characters, on every server."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


_SYSTEM = _string(64)
_SYMBOL = _string(255)
_LOCALE = _string(100)
_WORD = _string(32)


def _of_entry(symbol: str = "symbol") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["system", symbol], ["catalog_entry.system", "catalog_entry.symbol"], ondelete="CASCADE"
    )


class Base(DeclarativeBase):
    """Base of all catalogue tables, with names for every constraint."""

    metadata = MetaData(naming_convention=_NAMING)


class State(Base):
    """The one row that says what the other tables hold.

    ``schema_version`` is the layout that a reader must know; ``generation`` grows with every
    change of the contents.
    """

    __tablename__ = "catalog_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    schema_version: Mapped[int]
    generation: Mapped[int] = mapped_column(BigInteger)


class Source(Base):
    """Whom rows come from; where several have the same text, that of the highest id is served.

    Id 0 is the package itself, whose rows only migrations touch. ``digest`` is what a sync noted
    of the files and rows when they were last brought together, in JSON.
    """

    __tablename__ = "catalog_source"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(_SYSTEM)
    digest: Mapped[str | None] = mapped_column(Text)


def _source_id(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("catalog_source.id"), **options)


class System(Base):
    """A code system, the one source that defines its codes, and its traits.

    ``prefixes`` are what people leave off its symbols, ``spellings`` pairs of how other programs
    begin them and how the system does, ``windows`` how Windows packs its numbers, ``negated`` that
    kernels turn their sign, ``facilities`` those that carry them, ``labelled`` that they are never
    written alone; lists have spaces between, and are empty for most systems.
    """

    __tablename__ = "catalog_system"

    name: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    source: Mapped[int] = _source_id()
    prefixes: Mapped[str] = mapped_column(Text)
    spellings: Mapped[str] = mapped_column(Text)
    windows: Mapped[str] = mapped_column(_WORD)
    negated: Mapped[bool]
    facilities: Mapped[str] = mapped_column(Text)
    labelled: Mapped[bool]


class Sign(Base):
    """Something by which the codes of a system are recognised in text and exceptions.

    ``kind`` is ``form``, ``lookalike``, ``attribute``, ``says``, ``raised`` or ``ordinary``;
    ``symbol`` is empty for what belongs to the whole system. ``text`` is a shape, a phrase, the
    name of a type, also with a path in it, or a name; ``rule`` says in JSON when it counts.
    """

    __tablename__ = "catalog_sign"
    __table_args__ = ({"sqlite_with_rowid": False},)

    system: Mapped[str] = mapped_column(
        _SYSTEM, ForeignKey("catalog_system.name", ondelete="CASCADE"), primary_key=True
    )
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    kind: Mapped[str] = mapped_column(_WORD, primary_key=True)
    text: Mapped[str] = mapped_column(_string(500), primary_key=True)
    rule: Mapped[str] = mapped_column(Text)


class Locale(Base):
    """A language that a source has texts of a system in.

    With the system's title in it, if the source has one, and gettext's rule for its plurals
    (``nplurals=2; plural=(n != 1);``), if any of its texts has plurals.
    """

    __tablename__ = "catalog_locale"

    system: Mapped[str] = mapped_column(
        _SYSTEM, ForeignKey("catalog_system.name", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(_LOCALE, primary_key=True)
    source: Mapped[int] = _source_id(primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    plural: Mapped[str | None] = mapped_column(Text)


class Entry(Base):
    """A code; ``value`` is its number where that is the same on every platform."""

    __tablename__ = "catalog_entry"
    __table_args__ = (
        Index(None, "system", "value", "symbol"),
        {"sqlite_with_rowid": False},
    )

    system: Mapped[str] = mapped_column(
        _SYSTEM, ForeignKey("catalog_system.name", ondelete="CASCADE"), primary_key=True
    )
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    value: Mapped[int | None] = mapped_column(BigInteger)
    os_dependent: Mapped[bool]
    kind: Mapped[str | None] = mapped_column(_WORD)
    retry: Mapped[str | None] = mapped_column(_WORD)


class Number(Base):
    """The number that a platform gives an entry, where that is not the same on all of them."""

    __tablename__ = "catalog_number"
    __table_args__ = (_of_entry(), Index(None, "value"), {"sqlite_with_rowid": False})

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    platform: Mapped[str] = mapped_column(_WORD, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Name(Base):
    """A name that leads to an entry, and the same folded for look-up.

    ``kind`` is ``symbol`` or ``alias``.
    """

    __tablename__ = "catalog_name"
    __table_args__ = (_of_entry(), Index(None, "folded"), {"sqlite_with_rowid": False})

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    kind: Mapped[str] = mapped_column(_WORD, primary_key=True)
    name: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    folded: Mapped[str] = mapped_column(_SYMBOL)


class Related(Base):
    """A pair of entries of one system, one row a direction."""

    __tablename__ = "catalog_related"
    __table_args__ = (_of_entry(), _of_entry("related"), {"sqlite_with_rowid": False})

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    related: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)


class Same(Base):
    """An entry and the one that it is called in another system, or in its own.

    It holds both ways unless ``one_way``; the other one need not be in the database.
    """

    __tablename__ = "catalog_same"
    __table_args__ = (
        _of_entry(),
        Index(None, "other_system", "other_symbol"),
        {"sqlite_with_rowid": False},
    )

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    other_system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    other_symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    one_way: Mapped[bool]
    authority: Mapped[str] = mapped_column(Text)


class Fact(Base):
    """A text about an entry that is the same in every language.

    ``name`` is ``sources`` for a document that its texts rest on, ``phrase`` for what its registry
    calls it, ``status`` for the HTTP status of answers to it; ``place`` puts several of a name in
    order, from 0.
    """

    __tablename__ = "catalog_fact"
    __table_args__ = (_of_entry(), {"sqlite_with_rowid": False})

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    name: Mapped[str] = mapped_column(_WORD, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Message(Base):
    """One text of one entry in one locale.

    ``field`` is the name of one of TEXT_FIELDS.
    ``form`` is 0 for a plain text; the forms of a plural begin with 1, which gettext calls 0.
    """

    __tablename__ = "catalog_message"
    __table_args__ = (_of_entry(), {"sqlite_with_rowid": False})

    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    symbol: Mapped[str] = mapped_column(_SYMBOL, primary_key=True)
    locale: Mapped[str] = mapped_column(_LOCALE, primary_key=True)
    field: Mapped[str] = mapped_column(_string(32), primary_key=True)
    source: Mapped[int] = _source_id(primary_key=True)
    form: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Document(Base):
    """The search terms of an entry in all languages together."""

    __tablename__ = "catalog_document"
    __table_args__ = (_of_entry(), Index(None, "system", "symbol", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(_SYSTEM)
    symbol: Mapped[str] = mapped_column(_SYMBOL)
    terms: Mapped[str] = mapped_column(Text)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast(Table, model.__table__)
