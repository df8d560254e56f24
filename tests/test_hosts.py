"""Hosts: real web frameworks, and a real application with migrations of its own.

They are made of the pieces that docs/hosts.md shows.
"""

import json
import logging
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import alembic
import pytest
from small import SYSTEMS
from sqlalchemy import URL, create_engine, inspect
from support import PLAIN, ROOT, contents, execute

from catalog import Catalog, CodedError, DatabaseError, migrate
from catalog.sync import Source, build, sync

SNIPPETS = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "docs/hosts.md").read_text("utf-8"), re.M | re.S
)


def snippet(word: str) -> str:
    """Return the one piece of the page that has a word in it."""
    (found,) = [piece for piece in SNIPPETS if word in piece]
    return str(found)


def piece(word: str) -> Any:
    """Return the names that a piece of the page defines."""
    names: dict[str, Any] = {"__name__": "piece"}
    exec(compile(snippet(word), "docs/hosts.md", "exec"), names)  # noqa: S102
    return SimpleNamespace(**names)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database that the pieces and the examples open."""
    folder = tmp_path_factory.mktemp("shop")
    build(folder / "my.db", Source.from_path(ROOT / "docs/shop"))
    return folder


def sold_out() -> None:
    """Raise an error of the shop, as a view may."""
    error = CodedError(item="りんご", count=3)
    error.catalog_code = "shop:NOT_ENOUGH_STOCK"
    raise error


SOLD_OUT = {
    "type": "https://errors.example/shop/NOT_ENOUGH_STOCK",
    "title": "<item>の在庫は残り <count> 点です。",
    "status": 409,
    "detail": "りんごの在庫は残り 3 点です。",
    "code": "NOT_ENOUGH_STOCK",
    "system": "shop",
}
# of each example: who has asked for what, and what is to be answered
ASKED = {
    "/errors/10054": 200, "/errors/%20": 400, "/errors/%00": 400, f"/errors/{'1' * 30}": 400,
    "/errors/WSAECONREST": 404, "/order": 200, "/order?count=4": 409, "/pay": 502, "/nowhere": 404,
}  # fmt: skip


class TestFrameworks:
    def test_the_page_shows_what_is_answered(self) -> None:
        """The document at the top of the page is the one that the tests look for."""
        page = (ROOT / "docs/hosts.md").read_text("utf-8")
        shown = page[page.index('{"type"') :].partition("```")[0]
        assert json.loads(shown) == SOLD_OUT

    def test_pieces(self, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Three lines are enough to install it in FastAPI and in Flask."""
        from fastapi.testclient import TestClient

        monkeypatch.chdir(shop)
        host = piece("import FastAPI")
        host.app.get("/sold-out")(sold_out)
        client = TestClient(host.app, raise_server_exceptions=False)
        assert client.get("/sold-out", headers={"Accept-Language": "ja"}).json() == SOLD_OUT
        host.catalog.close()
        host = piece("import Flask")
        host.app.add_url_rule("/sold-out", view_func=sold_out)
        answer = host.app.test_client().get("/sold-out", headers={"Accept-Language": "ja"})
        assert json.loads(answer.data) == SOLD_OUT
        host.catalog.close()

    @pytest.mark.parametrize("name", ["fastapi", "starlette", "flask"])
    def test_examples(self, name: str, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each example answers what it is asked, whatever that is, in the reader's language."""
        from starlette.testclient import TestClient

        monkeypatch.chdir(shop)
        host = runpy.run_path(str(ROOT / "docs" / "web" / f"{name}_app.py"))
        app: Any = host["app"]
        client = app.test_client() if name == "flask" else TestClient(app)
        for path, status in ASKED.items():
            answer = client.get(path, headers={"Accept-Language": "ja"})
            assert answer.status_code == status, path
            if path[:6] != "/order" or status != 200:
                told = [answer.headers[one] for one in ("Content-Language", "Vary")]
                assert told == ["ja", "Accept-Language"], path
        host["catalog"].close()

    def test_django(self, tmp_path: Path) -> None:
        """The example brings the catalogue into its own database, and answers out of it."""
        example = ROOT / "docs" / "web" / "django_app.py"
        command = [sys.executable, str(example), "catalog_sync", str(ROOT / "docs" / "shop")]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=PLAIN)
        assert "46 added, 0 changed, 0 removed" in done.stdout, done.stderr
        script = (
            "import json, sys; sys.path.insert(0, sys.argv[1]); import django_app\n"
            "from django.test import Client; client = Client(raise_request_exception=False)\n"
            "told = lambda path: client.get(path, headers={'Accept-Language': 'ja'}).status_code\n"
            "print(json.dumps({path: told(path) for path in json.loads(sys.argv[2])}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, example.parent, json.dumps([*ASKED])],
            cwd=tmp_path, capture_output=True, text=True, env=PLAIN,
        )  # fmt: skip
        assert json.loads(done.stdout) == ASKED, done.stderr

    def test_settings_of_django(self, shop: Path) -> None:
        """The settings of the page are all that Django needs."""
        script = (
            f"{snippet('MIDDLEWARE')}\nCATALOG['database'] = 'my.db'\n"
            "from django.conf import settings; import django, json, sys\n"
            "settings.configure(ROOT_URLCONF='test_hosts', ALLOWED_HOSTS=['*'], "
            "INSTALLED_APPS=INSTALLED_APPS, MIDDLEWARE=MIDDLEWARE, CATALOG=CATALOG)\n"
            "django.setup(); from django.urls import path; from types import SimpleNamespace\n"
            "from catalog import CodedError\n"
            "class Sold(CodedError): catalog_code = 'shop:NOT_ENOUGH_STOCK'\n"
            "def view(request): raise Sold(item='りんご', count=3)\n"
            "sys.modules['test_hosts'] = SimpleNamespace(urlpatterns=[path('', view)])\n"
            "from django.test import Client\n"
            "answer = Client().get('/', headers={'Accept-Language': 'ja'})\n"
            "print(json.dumps(json.loads(answer.content)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=shop, capture_output=True, text=True, env=PLAIN
        )
        assert json.loads(done.stdout) == SOLD_OUT, done.stderr

    def test_each_alone(self) -> None:
        """No framework is imported unless its module is."""
        frameworks = {"django", "fastapi", "flask", "starlette", "werkzeug"}
        for name, own in {
            "catalog": set(),
            "catalog.contrib.policy": set(),
            "catalog.contrib.flask": {"flask", "werkzeug"},
            "catalog.contrib.starlette": {"starlette"},
            "catalog.contrib.fastapi": {"fastapi", "starlette"},
            "catalog.contrib.django": {"django"},
        }.items():
            script = f"import sys, {name}; print(*sys.modules)"
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
            assert frameworks & set(done.stdout.split()) == own, done.stderr


def test_structlog(tmp_path: Path) -> None:
    """The piece of the page logs an event in JSON, with what its error means."""
    script = tmp_path / "log.py"
    script.write_text(snippet("import structlog"), "utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    event = json.loads(done.stdout)
    assert event["explanation"].startswith("ETIMEDOUT (")
    assert (event["catalog_system"], event["catalog_symbol"]) == ("errno", "ETIMEDOUT")


HOST_ENV = """
import logging
from alembic import context
from sqlalchemy import create_engine
from host import Base

target_metadata = Base.metadata
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
{configure}
    with context.begin_transaction():
        context.run_migrations()
"""
HOST_MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "catalog_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    failure: Mapped[str | None]
"""
HOST_REVISION = """
import sqlalchemy as sa
{code}
revision, down_revision = {revision!r}, {down!r}
def downgrade():
    {downgrade}
"""


class Host:
    """An application with its own Alembic, models, and database."""

    def __init__(self, folder: Path, url: URL) -> None:
        self.folder = folder
        self.url = url
        (folder / "alembic" / "versions").mkdir(parents=True)
        written = url.render_as_string(hide_password=False).replace("%", "%%")
        (folder / "alembic.ini").write_text(
            f"[alembic]\nscript_location = %(here)s/alembic\nsqlalchemy.url = {written}\n"
            "prepend_sys_path = .\n"
        )
        configure = "".join(f"    {line}\n" for line in snippet("include_object").splitlines())
        (folder / "alembic" / "env.py").write_text(HOST_ENV.format(configure=configure))
        template = Path(alembic.__file__).parent / "templates" / "generic" / "script.py.mako"
        shutil.copy(template, folder / "alembic")
        (folder / "host.py").write_text(HOST_MODELS)
        table = "op.create_table('catalog_order', sa.Column('id', sa.Integer, primary_key=True)"
        self.revision("a", None, f"{table}, sa.Column('failure', sa.String))")
        self.revision("c", "b", "op.create_index('ix', 'catalog_order', ['failure'])")
        # the page's own, between two of the host
        code = snippet("op.get_bind()").replace("def upgrade", "\ndef upgrade")
        text = HOST_REVISION.format(code=code, revision="b", down="a", downgrade="pass")
        text = text[: text.rindex("def downgrade")]
        (folder / "alembic" / "versions" / "b.py").write_text(text)

    def revision(self, name: str, down: str | None, upgrade: str) -> None:
        code = f"from alembic import op\ndef upgrade():\n    {upgrade}\n"
        undo = "op.drop_index('ix', 'catalog_order')" if down else "op.drop_table('catalog_order')"
        text = HOST_REVISION.format(code=code, revision=name, down=down, downgrade=undo)
        (self.folder / "alembic" / "versions" / f"{name}.py").write_text(text)

    def alembic(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *words],
            cwd=self.folder, env=PLAIN, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def tables(self) -> set[str]:
        engine = create_engine(self.url)
        found = set(inspect(engine).get_table_names())
        engine.dispose()
        return {name for name in found if not name.startswith("catalog_index")}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "host.db"))
    url = request.getfixturevalue("empty_postgres")
    assert isinstance(url, URL)
    return url


class TestMigrations:
    OURS = {
        "catalog_alembic_version", "catalog_document", "catalog_entry", "catalog_fact",
        "catalog_locale", "catalog_message", "catalog_name", "catalog_number", "catalog_related",
        "catalog_same", "catalog_sign", "catalog_source", "catalog_state", "catalog_system",
    }  # fmt: skip

    @pytest.mark.full
    def test_a_host_with_a_history(self, tmp_path: Path, empty: URL) -> None:
        """Two histories in one database: each goes up and down, and finds no drift, alone."""
        host = Host(tmp_path / "host", empty)
        host.alembic("upgrade", "head")
        assert host.tables() == {"alembic_version", "catalog_order"} | self.OURS
        assert migrate.check(empty) == "0002"
        with Catalog(empty) as catalog:
            assert catalog.get(10054, locale="ja").meaning.locale == "ja"
        assert "No new upgrade operations detected" not in host.alembic("current")
        before = contents(empty)
        host.alembic("downgrade", "base")
        assert host.tables() == {"alembic_version"}
        host.alembic("upgrade", "head")
        assert contents(empty) == before
        assert execute(empty, "SELECT version_num FROM alembic_version") == [("c",)]

    def test_a_script(self, tmp_path: Path) -> None:
        """Alembic's --sql mode ends with one error, which tells what to do instead."""
        host = Host(tmp_path / "host", URL.create("sqlite", database=str(tmp_path / "host.db")))
        revision = host.folder / "alembic" / "versions" / "b.py"
        offline = host.folder / "alembic" / "env.py"
        offline.write_text(
            "from alembic import context\n"
            "context.configure(dialect_name='postgresql', literal_binds=True)\n"
            "with context.begin_transaction():\n    context.run_migrations()\n"
        )
        command = [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"]
        done = subprocess.run(command, cwd=host.folder, env=PLAIN, capture_output=True, text=True)
        assert done.returncode
        assert done.stderr.splitlines()[-1] == (
            "catalog.errors.DatabaseError: --sql: a script has no connection to ask; leave the "
            "catalogue out of it by: if not op.get_context().as_sql; when the script has run, "
            "give the same function an Engine"
        )
        left_out = "    if not op.get_context().as_sql:\n        migrate.upgrade("
        revision.write_text(revision.read_text("utf-8").replace("    migrate.upgrade(", left_out))
        assert "CREATE INDEX ix" in host.alembic("upgrade", "head", "--sql")

    def test_autogenerate(self, tmp_path: Path, empty: URL) -> None:
        """The host's autogenerate sees its own changes, and nothing of ours."""
        host = Host(tmp_path / "host", empty)
        host.alembic("upgrade", "head")
        (host.folder / "host.py").write_text(HOST_MODELS + "    note: Mapped[str | None]\n")
        host.alembic("revision", "--autogenerate", "--rev-id", "d")
        (made,) = host.folder.glob("alembic/versions/d_*.py")
        operations = re.findall(r"op\.\w+\('\w+'", made.read_text("utf-8"))
        assert [one for one in operations if "add_column" in one or "drop_table" in one] == [
            "op.add_column('catalog_order'"
        ]

    def test_the_hosts_transaction(self, empty: URL) -> None:
        """With a connection nothing is there until the host commits, and nothing if it does not."""
        engine = create_engine(empty)
        for commit in (False, True):
            with engine.connect() as connection:
                assert migrate.upgrade(connection) == "0002"
                assert connection.in_transaction()
                if commit:
                    connection.commit()
                else:
                    connection.rollback()
            assert (inspect(engine).get_table_names() != []) is commit
        with engine.begin() as connection:
            assert sync(connection, Source.from_path(ROOT / "docs/shop"))
        with Catalog(engine) as catalog:
            assert catalog.get("CART_EMPTY").system == "shop"
        engine.dispose()

    def test_downgrade(self, empty: URL) -> None:
        """A database goes back to a revision, or to nothing, with the host's own tables there."""
        execute(empty, "CREATE TABLE host (x INTEGER)")
        migrate.upgrade(empty)
        sync(empty, Source.from_path(ROOT / "docs/shop"))
        before = contents(empty)
        engine = create_engine(empty)
        with engine.connect() as connection:
            assert migrate.downgrade(connection) == "base"
            connection.rollback()
        assert contents(empty) == before
        assert migrate.downgrade(engine, "0001") == "0001"
        with pytest.raises(DatabaseError, match=r"is at revision 0001, not 0002"):
            migrate.check(empty)
        with pytest.raises(DatabaseError, match="is not at a later revision; give one"):
            migrate.downgrade(empty, "0002")
        with pytest.raises(DatabaseError, match="is no revision; give base, or one of 0001, 0002"):
            migrate.downgrade(empty, "head")
        for _ in range(2):
            assert migrate.downgrade(engine) == "base"
            assert inspect(engine).get_table_names() == ["host"]
        assert migrate.upgrade(engine) == "0002"
        engine.dispose()

    def test_downgrade_of_nothing(self, tmp_path: Path) -> None:
        """A file that is not there is not made."""
        with pytest.raises(DatabaseError, match="is not there"):
            migrate.downgrade(tmp_path / "none.db")
        assert list(tmp_path.iterdir()) == []

    def test_autocommit(self, empty_postgres: URL) -> None:
        """A connection that has no transaction is refused, for nothing could be taken back."""
        engine = create_engine(empty_postgres, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            with pytest.raises(DatabaseError, match="commits every statement by itself"):
                migrate.upgrade(connection)
        engine.dispose()

    def test_logging_is_left_alone(self, empty: URL) -> None:
        """An upgrade configures no logger and adds no handler."""

        def state() -> list[object]:
            root = logging.getLogger()
            return [root.level, *root.handlers, logging.getLogger("alembic").level]

        before = state()
        migrate.upgrade(empty)
        assert state() == before

    def test_check(self, empty: URL, tmp_path: Path) -> None:
        """A database that is not there, has no tables, or is older is told with what to run."""
        with pytest.raises(
            DatabaseError, match=r"(is not there; run:|is no catalogue; run) catalog db upgrade"
        ):
            migrate.check(empty)
        migrate.upgrade(empty, "0001")
        with pytest.raises(DatabaseError, match=r"is at revision 0001, not 0002; run:? catalog db"):
            migrate.check(empty)


class TestSchemas:
    NAME = 'Errors "of" 50% :us'

    @pytest.fixture
    def hosted(self, empty_postgres: URL) -> URL:
        """A database with the catalogue in a schema of its own."""
        migrate.upgrade(empty_postgres, schema=self.NAME)
        return empty_postgres

    def test_nothing_outside(self, hosted: URL) -> None:
        """All tables, with Alembic's own, are in the schema."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = '{}'"
        assert execute(hosted, tables.format("public")) == []
        found = execute(hosted, tables.format(self.NAME.replace("%", "%%")))
        assert {name for (name,) in found} == TestMigrations.OURS

    def test_reading_and_writing(self, hosted: URL, small_catalog: Catalog) -> None:
        """The schema is an argument of everything that reads or writes."""
        assert migrate.check(hosted, schema=self.NAME) == "0002"
        with Catalog(hosted, schema=self.NAME, max_age=0) as here:
            assert list(here.entries(locale="ja")) == list(small_catalog.entries(locale="ja"))
            assert here.search("reset") == small_catalog.search("reset")
            assert sync(hosted, Source.from_path(ROOT / "docs/shop"), schema=self.NAME)
            here.refresh()
            assert here.get("CART_EMPTY").system == "shop"
        with pytest.raises(DatabaseError):
            Catalog(hosted)

    def test_two_side_by_side(self, hosted: URL) -> None:
        """Each schema has a catalogue of its own."""
        migrate.upgrade(hosted)
        sync(hosted, Source.from_path(ROOT / "docs/shop"))
        with Catalog(hosted) as one, Catalog(hosted, schema=self.NAME) as other:
            assert len(one.systems()) == len(SYSTEMS) + 1
            assert len(other.systems()) == len(SYSTEMS)

    def test_the_search_path_of_the_host_stays(self, hosted: URL) -> None:
        """After an upgrade or a sync the host's names mean what they meant."""
        engine = create_engine(hosted)
        with engine.begin() as connection:
            before = connection.exec_driver_sql("SHOW search_path").scalar()
            migrate.upgrade(connection, schema="other")
            sync(connection, Source.from_path(ROOT / "docs/shop"), schema=self.NAME)
            assert connection.exec_driver_sql("SHOW search_path").scalar() == before
        engine.dispose()

    def test_by_url(self, hosted: URL) -> None:
        """A URL may lead to the schema by itself, for the command line."""
        options = "-csearch_path=other"
        url = hosted.update_query_dict({"options": options})
        execute(hosted, "CREATE SCHEMA other")
        migrate.upgrade(url)
        with Catalog(url) as catalog:
            assert catalog.get(10054).symbol == "WSAECONNRESET"
        with Catalog(hosted, schema="other") as catalog:
            assert catalog.get(10054).symbol == "WSAECONNRESET"

    @pytest.mark.parametrize("schema", ["", "a\0b"])
    def test_no_name(self, empty_postgres: URL, schema: str) -> None:
        """What cannot be a name of a schema is refused."""
        for work in (migrate.upgrade, migrate.check):
            with pytest.raises(DatabaseError, match="has no schema"):
                work(empty_postgres, schema=schema)
        with pytest.raises(DatabaseError, match="has no schema"):
            Catalog(empty_postgres, schema=schema)

    def test_sqlite(self, database: Path) -> None:
        """SQLite has none."""
        for url in (database, f"sqlite:///{database}"):
            with pytest.raises(DatabaseError, match="has no schemas"):
                Catalog(url, schema="x")
            with pytest.raises(DatabaseError, match="has no schemas"):
                migrate.upgrade(url, schema="x")
