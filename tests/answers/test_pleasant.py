"""Values and catalogues as people meet them: printed, in notebooks, in frameworks, in editors."""

import inspect
import io
import pydoc
import typing
from pathlib import Path
from typing import Any

import fastapi
import pytest
import rich.console
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError
from small import SYSTEMS
from sqlalchemy import create_engine

import catalog as package
from catalog import Catalog, Entry, Match, System, logs, migrate, models, sync, typed
from catalog.answers.kinds import KINDS, RETRIES
from catalog.codes.platforms import PLATFORMS


def test_one_line_each(catalog: Catalog) -> None:
    """A value fits a line of a terminal."""
    entry = catalog.get(10054, locale="ja")
    assert repr(entry) == "<Entry winsock:WSAECONNRESET 10054 'ja'>"
    assert str(entry) == "WSAECONNRESET (10054): 接続相手が接続をリセットしました。"
    assert f"{entry}" == str(entry)
    unnumbered = next(one for one in catalog.entries() if one.value is None and one.meaning)
    assert repr(unnumbered) == f"<Entry {unnumbered.system}:{unnumbered.symbol} 'en'>"
    assert str(unnumbered) == f"{unnumbered.symbol}: {unnumbered.meaning}"
    (match,) = catalog.find("WSAECONNRESET")
    assert repr(match) == ("<Match winsock:WSAECONNRESET 10054 'en': the name WSAECONNRESET>")
    assert max(len(repr(one)) for one in catalog.find("11", locale="ja")) < 100


def test_a_catalogue_names_its_database(database: Path) -> None:
    """Where it reads from, without passwords, and also when it is closed."""
    with Catalog(database) as opened:
        assert repr(opened) == f"<Catalog {str(database)!r}>"
    assert repr(opened) == f"<Catalog {str(database)!r}>"
    url = "postgresql+psycopg://me:secret@nowhere.invalid/db"
    with Catalog(url, lazy=True) as lazy:
        assert "nowhere.invalid/db" in repr(lazy)
        assert "secret" not in repr(lazy)
    engine = create_engine(f"sqlite:///{database}")
    with Catalog(engine) as opened:
        assert database.name in repr(opened)
    engine.dispose()


def test_notebooks_and_rich(catalog: Catalog) -> None:
    """HTML and rich show the texts, escaped, with a line for each step."""
    entry = catalog.get("WSAEADDRINUSE", locale="ja")
    shown = entry._repr_html_()
    assert f'<span lang="ja">{entry.meaning}</span>' in shown
    assert shown.count("<li") == len(entry.action.splitlines())
    hostile = entry.replaced(meaning=package.Text("<b>{x:number}&", "en"))
    assert "&lt;b&gt;&lt;x&gt;&amp;" in hostile._repr_html_()
    page = io.StringIO()
    rich.console.Console(file=page, width=200).print(entry)
    assert str(entry.meaning) in page.getvalue()
    assert "WSAEADDRINUSE (10048)" in page.getvalue()


class Answer(BaseModel):
    entry: Entry
    others: list[Match] = []


class TestFrameworks:
    def test_plain_values(self, catalog: Catalog) -> None:
        """`dict()` gives what `as_dict` does, for what reads values by their keys."""
        for value in (catalog.get(10054), catalog.find(10054)[0], catalog.systems()[0]):
            assert dict(value) == value.as_dict() == jsonable_encoder(value)
            with pytest.raises(TypeError, match="not iterable"):
                iter(value)  # type: ignore[call-overload]
        assert catalog.get(10054)["symbol"] == "WSAECONNRESET"

    def test_the_types_tell_the_truth(self, catalog: Catalog) -> None:
        """The typed dictionaries have the keys and values that are returned."""
        for value, kind in (
            (catalog.get("EAGAIN"), typed.EntryDict),
            (catalog.find("EAGAIN")[0], typed.MatchDict),
            (catalog.systems()[0], typed.SystemDict),
        ):
            assert list(value.as_dict()) == list(typing.get_type_hints(kind))
            assert TypeAdapter(kind).validate_python(value.as_dict()) == value.as_dict()

    def test_pydantic(self, catalog: Catalog) -> None:
        """Models hold entries, and write them as JSON."""
        entry = catalog.get(10054)
        answer = Answer(entry=entry, others=catalog.find(10054))
        assert answer.entry is entry
        assert answer.model_dump()["entry"] == entry.as_dict()
        assert '"symbol":"WSAECONNRESET"' in answer.model_dump_json()
        with pytest.raises(ValidationError, match="instance of Entry"):
            Answer(entry="x")  # type: ignore[arg-type]
        modes: list[Any] = ["validation", "serialization"]
        for mode in modes:
            schema = TypeAdapter(Entry).json_schema(mode=mode)
            assert schema["properties"]["value"]["anyOf"][0] == {"type": "integer"}

    def test_fastapi(self, catalog: Catalog) -> None:
        """Entries, matches and systems are response types, and stand in the OpenAPI document."""
        app = fastapi.FastAPI()

        @app.get("/entry")
        def entry() -> Entry:
            return catalog.get(10054)

        @app.get("/matches")
        def matches() -> list[Match]:
            return catalog.find(10054)

        @app.get("/systems")
        def systems() -> tuple[System, ...]:
            return catalog.systems()

        @app.get("/plain")
        def plain() -> package.EntryDict:
            return catalog.get(10054).as_dict()

        client = TestClient(app)
        assert client.get("/entry").json() == client.get("/plain").json()
        assert client.get("/entry").json() == catalog.get(10054).as_dict()
        assert client.get("/matches").json()[0]["reason"] == "the number 10054, on Windows"
        assert len(client.get("/systems").json()) == len(catalog.systems())
        paths = client.get("/openapi.json").json()["paths"]
        assert "content" in paths["/entry"]["get"]["responses"]["200"]


class TestEditors:
    def test_words(self) -> None:
        """The types list exactly the words that there are."""
        assert typing.get_args(package.Kind) == tuple(KINDS)
        assert typing.get_args(package.Retry) == tuple(RETRIES)
        assert set(PLATFORMS) < set(typing.get_args(package.Platform))
        with pytest.raises(AttributeError, match="no attribute 'Plattform'"):
            package.Plattform  # type: ignore[attr-defined] # noqa: B018

    def test_type_hints(self) -> None:
        """`typing.get_type_hints` works on everything public."""
        doors = (package, logs, migrate, sync, models)
        tried = []
        for name, public in [(one, getattr(door, one)) for door in doors for one in door.__all__]:
            if inspect.isclass(public):
                typing.get_type_hints(public)
                tried += [
                    (f"{name}.{key}", member.fget if isinstance(member, property) else member)
                    for key, member in inspect.getmembers_static(public)
                    if (not key.startswith("_") or key == "__init__")
                    and (inspect.isfunction(member) or isinstance(member, property))
                ]
            elif inspect.isfunction(public):
                tried.append((name, public))
        failed = {}
        for name, function in tried:
            try:
                typing.get_type_hints(function)
            except NameError as error:
                failed[name] = str(error)
        assert failed == {}
        assert len(tried) > 60

    def test_signatures(self) -> None:
        """Editors and `help` show the fields of a value."""
        assert str(inspect.signature(System)) == "(name: 'str', title: 'Text', size: 'int')"
        assert list(inspect.signature(Entry).parameters) == list(Entry._fields)

    def test_help(self) -> None:
        """`help(Catalog)` says what each question is, and nothing that is ours alone."""
        page = pydoc.plain(pydoc.render_doc(Catalog))
        for word in ("get(self, code", "explain(self, exception", "systems", "Return the entry"):
            assert word in page
        fields = "Entry(system: 'str', symbol: 'str', value: 'int | None'"
        assert fields in pydoc.plain(pydoc.render_doc(Entry))
        for line in page.splitlines():
            assert "_find_one" not in line


def test_systems_are_read_once(database: Path) -> None:
    """One statement tells of all systems, and none does after `preload`."""
    with Catalog(database) as opened:
        asked: list[str] = []
        connection: Any = opened._reader._connection
        rows = connection.rows

        def noted(statement: str, *how: object, **named: object) -> Any:
            asked.append(statement)
            return rows(statement, *how, **named)

        connection.rows = noted
        assert [one.name for one in opened.systems(locale="en")] == sorted(SYSTEMS)
        assert len([one for one in asked if "count(*)" in one]) == 1
        assert len(asked) <= 2  # the languages too
        opened.preload("ja")
        asked.clear()
        titles = {one.name: one.title for one in opened.systems(locale="ja")}
        assert titles["winsock"] == "Windows ソケット（Winsock）のエラーコード"
        assert asked == []
