"""Migrations on real SQLite files: up, down, atomic, and by every way of naming the database."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from small import ENTRIES
from sqlalchemy import create_engine, text
from support import ROOT, assert_sound

from catalog import Catalog, DatabaseError, migrate, models, paths
from catalog.db import migrations
from catalog.db.transactions import transaction
from catalog.store import connect

ALEMBIC = [sys.executable, "-m", "alembic"]


@pytest.fixture
def config() -> Config:
    made = Config()
    made.set_main_option("script_location", paths.migrations().replace("%", "%%"))
    return made


def contents(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


def run_alembic(
    *arguments: str, cwd: Path = ROOT, **environ: str
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "CATALOG_DATABASE_URL"}
    return subprocess.run(
        [*ALEMBIC, "-c", str(ROOT / "pyproject.toml"), *arguments],
        cwd=cwd, env=environment | environ, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip


class TestNaming:
    def test_by_argument(self, tmp_path: Path) -> None:
        """-x url= takes a path or a URL, and goes before the variable."""
        for number, url in enumerate((f"{tmp_path}/0.db", f"sqlite:///{tmp_path}/1.db")):
            run_alembic("-x", f"url={url}", "upgrade", "head", CATALOG_DATABASE_URL="/no/such")
            with Catalog(tmp_path / f"{number}.db") as catalog:
                assert catalog.get(10054, locale="ja").meaning.locale == "ja"

    def test_by_variable(self, tmp_path: Path) -> None:
        """CATALOG_DATABASE_URL names the database."""
        run_alembic("upgrade", "0001", CATALOG_DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
        assert (tmp_path / "x.db").exists()

    def test_by_default(self, tmp_path: Path) -> None:
        """With neither, it is catalog.db in the current folder."""
        run_alembic("upgrade", "0001", cwd=tmp_path)
        assert (tmp_path / "catalog.db").exists()

    def test_no_ini_file(self) -> None:
        """Alembic is configured in pyproject.toml alone."""
        assert not list(ROOT.glob("*.ini"))

    @pytest.mark.parametrize("name", ["a%b.db", "50%25.db", "日本.db"])
    def test_odd_names(self, tmp_path: Path, name: str) -> None:
        """A % in a name is part of the name."""
        migrate.upgrade(tmp_path / name)
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_a_connection_or_engine_of_the_caller(self, tmp_path: Path, config: Config) -> None:
        """config.attributes may carry an Engine or a Connection."""
        for number in range(2):
            engine = create_engine(f"sqlite:///{tmp_path}/{number}.db")
            if number:
                with transaction(engine) as connection:
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
            else:
                config.attributes["connection"] = engine
                command.upgrade(config, "head")
            with Catalog(engine) as catalog:
                assert len(list(catalog.entries())) == ENTRIES
            engine.dispose()


class TestUpAndDown:
    def test_one_head(self, config: Config) -> None:
        """The revisions are one line."""
        assert len(ScriptDirectory.from_config(config).get_heads()) == 1

    def test_every_step_and_back(self, tmp_path: Path, config: Config) -> None:
        """Each revision's downgrade restores exactly what was there before its upgrade."""
        path = tmp_path / "steps.db"
        engine = create_engine(f"sqlite:///{path}")
        config.attributes["connection"] = engine
        revisions = [r.revision for r in ScriptDirectory.from_config(config).walk_revisions()][::-1]
        for revision in revisions:
            before = contents(path)
            command.upgrade(config, revision)
            after = contents(path)
            command.downgrade(config, "-1")
            assert _settled(contents(path)) == _settled(before)
            command.upgrade(config, revision)
            assert _settled(contents(path)) == _settled(after)
        engine.dispose()

    def test_base_leaves_nothing(self, database: Path) -> None:
        """Not even Alembic's own table."""
        run_alembic("-x", f"url={database}", "downgrade", "base")
        with sqlite3.connect(database) as connection:
            assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

    def test_again_changes_nothing(self, database: Path) -> None:
        """Upgrading what is at the head changes no byte."""
        before = database.read_bytes()
        assert migrate.upgrade(database) == "0002"
        assert database.read_bytes() == before

    def test_sound(self, database: Path) -> None:
        """Integrity, foreign keys, and the full-text index against its content."""
        assert_sound(database)

    @pytest.mark.full
    def test_offline(self, tmp_path: Path) -> None:
        """``alembic upgrade head --sql`` prints what SQLite takes, with the same result."""
        # whatever the encoding of the output
        script = run_alembic("upgrade", "head", "--sql", PYTHONIOENCODING="ascii").stdout
        with sqlite3.connect(tmp_path / "x.db") as connection:
            connection.executescript(script)
        connection.close()
        with Catalog(tmp_path / "x.db") as made, Catalog() as bundled:
            assert list(made.entries(locale="ja")) == list(bundled.entries(locale="ja"))


def _settled(lines: list[str]) -> list[str]:
    """Leave out what counts changes, full-text segments, and Alembic's own table."""
    ignored = re.compile(
        r"catalog_alembic_version|catalog_state|catalog_index_|sqlite_sequence|BEGIN|COMMIT"
    )
    return [line for line in lines if not ignored.search(line)]


class TestFailures:
    @pytest.fixture
    def broken(self, tmp_path: Path) -> Config:
        """Migrations with two more revisions, of which the second fails half-way."""
        folder = tmp_path / "alembic"
        shutil.copytree(paths.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        for revision, body in (
            ("0003", "op.create_table('catalog_extra', sa.Column('x', sa.Integer))"),
            ("0004", "op.execute('DELETE FROM catalog_entry'); op.execute('nonsense')"),
        ):
            (folder / "versions" / f"{revision}.py").write_text(
                f"import sqlalchemy as sa\nfrom alembic import op\n"
                f"revision = '{revision}'\ndown_revision = '{int(revision) - 1:04}'\n"
                f"def upgrade():\n    {body}\n"
            )
        made = Config()
        made.set_main_option("script_location", str(folder))
        return made

    @pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
    def test_a_failing_revision_changes_nothing(
        self, database: Path, broken: Config, foreign_keys: str
    ) -> None:
        """Of two pending revisions with the second failing, neither leaves a trace."""
        before = contents(database)
        engine = create_engine(f"sqlite:///{database}")
        broken.attributes["connection"] = engine
        with engine.connect() as connection:
            connection.execute(text(f"PRAGMA foreign_keys={foreign_keys}"))
        with pytest.raises(Exception, match="nonsense"):
            command.upgrade(broken, "head")
        assert contents(database) == before
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == (
                foreign_keys == "ON"
            )
        engine.dispose()

    def test_not_a_database(self, tmp_path: Path) -> None:
        """A file of something else is left alone."""
        path = tmp_path / "x.db"
        path.write_text("something else, " * 100)
        with pytest.raises(DatabaseError, match="not a database"):
            migrate.upgrade(path)
        assert path.read_text() == "something else, " * 100

    def test_newer_database(self, database: Path) -> None:
        """A database at a revision that this package does not have."""
        with sqlite3.connect(database) as connection:
            connection.execute("UPDATE catalog_alembic_version SET version_num = '9999'")
        connection.close()
        with pytest.raises(DatabaseError, match=r"9999.*upgrade this package"):
            migrate.upgrade(database)


class TestModels:
    def test_migrations_add_up_to_the_models(self, database: Path) -> None:
        """What `alembic check` compares, with types; drift fails."""
        engine = create_engine(f"sqlite:///{database}")
        with engine.connect() as connection:
            options = {
                "include_name": migrations.include_name,
                "version_table": migrations.VERSION_TABLE,
            }
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, models.Base.metadata) == []
        engine.dispose()

    def test_prefix_and_names(self) -> None:
        """Every table is prefixed, every constraint and index named."""
        for table in models.Base.metadata.tables.values():
            assert table.name.startswith("catalog_")
            assert all(item.name for item in table.constraints)
            assert all(item.name for item in table.indexes)

    def test_schema_version(self, database: Path) -> None:
        """The migrated database has the version of the schema that is read."""
        with sqlite3.connect(database) as connection:
            found = connection.execute("SELECT schema_version FROM catalog_state").fetchall()
        connection.close()
        assert found == [(connect.SCHEMA_VERSION,)]


def test_data_revisions_are_frozen() -> None:
    """No revision imports the package, whose models move on; it folds terms as search does."""
    for path in Path(paths.migrations(), "versions").glob("*.py"):
        imported = re.findall(
            r"^[ \t]*(?:from|import) catalog.*", path.read_text("utf-8"), re.MULTILINE
        )
        assert imported in ([], ["from catalog.language import folding"])
