"""Reading through an engine: what a reader needs, and what it leaves as it was."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from small import SYSTEMS
from sqlalchemy import URL, StaticPool, create_engine, event, text
from support import GOOD, execute, fork, in_source

from catalog import Catalog, DatabaseError, migrate
from catalog.sync import Source, sync


@pytest.fixture
def reader(postgres_database: URL, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The URL of a role that may read the tables, and nothing else at all."""
    role = f"reader_of_{postgres_database.database}"
    execute(
        postgres_database,
        f"CREATE ROLE {role} LOGIN PASSWORD 'p@:/ %%'",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON DATABASE {postgres_database.database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {postgres_database.database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    )
    yield postgres_database.set(username=role, password="p@:/ %")  # noqa: S106
    execute(postgres_database, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def every_answer(catalog: Catalog) -> list[object]:
    return [
        list(catalog.entries(locale="ja")), catalog.get("WSAECONNRESET", locale="ja"),
        catalog.find("EINVAL"), catalog.search("接続 リセット"), catalog.systems(),
        catalog.coverage(), catalog.explain(TimeoutError()),
    ]  # fmt: skip


class TestReaders:
    def test_select_alone(self, reader: URL, small_catalog: Catalog) -> None:
        """SELECT on the tables is all that reading needs, search and preload included."""
        with Catalog(reader) as mine:
            assert every_answer(mine) == every_answer(small_catalog)
            mine.preload("ja")
            assert every_answer(mine) == every_answer(small_catalog)

    def test_nothing_is_written(self, reader: URL, tmp_path: Path) -> None:
        """A role that may only read is told so when it writes, and nothing has changed."""
        source = Source.from_path(in_source(tmp_path / "shop", GOOD))
        with pytest.raises(DatabaseError, match="permission denied"):
            sync(reader, source)
        with Catalog(reader) as catalog:
            assert len(catalog.systems()) == len(SYSTEMS)

    @pytest.mark.parametrize("how", ["database", "engine", "url"])
    def test_read_only_transactions(
        self, postgres_database: URL, small_catalog: Catalog, tmp_path: Path, how: str
    ) -> None:
        """Where every transaction is read-only, readers follow what another engine writes."""
        url, options = postgres_database, {}
        if how == "database":
            name = url.database
            execute(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        elif how == "url":
            url = url.update_query_dict({"options": "-c default_transaction_read_only=on"})
        else:
            options = {"postgresql_readonly": True, "isolation_level": "SERIALIZABLE"}
        reading = create_engine(url, execution_options=options)
        writing = create_engine(
            postgres_database,
            connect_args={"options": "-c default_transaction_read_only=off"},
        )
        with Catalog(reading, max_age=0) as engine, Catalog(url, max_age=0) as named:
            assert every_answer(engine) == every_answer(named) == every_answer(small_catalog)
            sync(writing, Source.from_path(in_source(tmp_path / "shop", GOOD)))
            assert engine.get("SOLD_OUT") == named.get("SOLD_OUT")
        reading.dispose()
        writing.dispose()

    def test_nothing_is_held(self, postgres_database: URL) -> None:
        """Between two questions no transaction is open, and no lock is held."""
        engine = create_engine(postgres_database)
        with Catalog(engine) as hosted, Catalog(postgres_database) as own:
            hosted.get(10054)
            own.get(10054)
            states = execute(
                postgres_database,
                "SELECT DISTINCT state FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            assert states == [("idle",)]
        engine.dispose()


def test_remedies(postgres_database: URL, empty_postgres: URL, reader: URL) -> None:
    """What helps depends on what is wrong."""
    for url, remedy in (
        (empty_postgres, "make the tables with: catalog db upgrade"),
        (postgres_database.set(database="nowhere"), "check that the server runs, and host"),
        (postgres_database.update_query_dict({"host": "/nowhere"}), "check that the server runs"),
    ):
        with pytest.raises(DatabaseError, match=remedy):
            Catalog(url)
    with pytest.raises(DatabaseError, match="have the owner of the tables grant"):
        migrate.upgrade(reader, "0001")
    with pytest.raises(DatabaseError, match="make it first: CREATE SCHEMA"):
        migrate.upgrade(empty_postgres.update_query_dict({"options": "-csearch_path=nowhere"}))
    with pytest.raises(DatabaseError, match="run catalog db upgrade with the same URL"):
        migrate.check(empty_postgres)


class TestHostsEngine:
    def test_its_connections_stay_as_they_were(self, postgres_database: URL) -> None:
        """A host finds its pool's connections in the isolation that it gave them."""
        engine = create_engine(postgres_database, pool_size=1, max_overflow=0)
        with Catalog(engine) as catalog:
            catalog.get(10054)
        with engine.connect() as connection:
            assert connection.get_isolation_level() == "READ COMMITTED"
            connection.execute(text("UPDATE catalog_state SET generation = 77"))
            connection.rollback()
        assert execute(postgres_database, "SELECT generation FROM catalog_state") != [(77,)]
        engine.dispose()

    def test_a_shared_connection(self) -> None:
        """In memory, where there is one connection, reading and writing work between the host's."""
        engine = create_engine("sqlite://", poolclass=StaticPool)
        migrate.upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE host (x)"))
            connection.execute(text("INSERT INTO host VALUES (1)"))
        with engine.connect() as connection:
            connection.execute(text("INSERT INTO host VALUES (2)"))
            with pytest.raises(DatabaseError, match="its one connection is in a transaction"):
                migrate.upgrade(engine)
        with Catalog(engine) as catalog:
            assert catalog.get(10054).symbol == "WSAECONNRESET"
        with engine.connect() as connection:
            assert connection.execute(text("SELECT x FROM host")).all() == [(1,)]
        engine.dispose()

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_a_fork_in_memory(self) -> None:
        """A child finds in memory what its parent had there."""
        engine = create_engine("sqlite://", poolclass=StaticPool)
        migrate.upgrade(engine)
        with Catalog(engine) as catalog:

            def ask() -> None:
                assert catalog.get(10060).symbol == "WSAETIMEDOUT"

            assert os.waitpid(fork(ask), 0)[1] == 0
        engine.dispose()

    def test_closing(self, postgres_database: URL) -> None:
        """An engine of the host's stays open; one made from a URL leaves no connection behind."""
        engine = create_engine(postgres_database)
        closed: list[object] = []
        event.listen(engine, "close", lambda *_: closed.append(1))
        catalogs = [Catalog(engine), Catalog(postgres_database)]
        for catalog in catalogs:
            catalog.get(10054)
            catalog.close()
        assert closed == []
        engine.dispose()
        living = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        assert execute(postgres_database, living) == [(1,)]
