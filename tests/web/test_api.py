"""The API: the same answers as the library, as JSON over HTTP, and errors as problem documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from support import ROOT

from catalog import Catalog
from catalog.web import app

DOCUMENT = ROOT / "docs" / "openapi.json"


def ask(client: TestClient, path: str, **query: Any) -> Any:
    """Ask the API, and return what it answers."""
    answer = client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_answers_are_those_of_the_library(client: TestClient, catalog: Catalog) -> None:
    """Each question is answered as the catalogue answers it, in the reader's language."""
    line = "[Errno 104] Connection reset by peer"
    found = [one.as_dict() for one in catalog.find(line, locale="ja", platform="macos")]
    assert ask(client, "find", q=line, platform="macos") == found
    searched = [one.as_dict() for one in catalog.search("reset", system=("errno",), locale="en")]
    assert ask(client, "search", q="reset", system="errno", locale="en") == searched
    assert len(ask(client, "search", q="error", limit=3)) == 3
    entry = catalog.get("WSAECONNRESET", locale="ja").as_dict()
    assert ask(client, "entry", code="0x80072746") == entry
    assert ask(client, "entry/winsock/WSAECONNRESET") == entry
    assert ask(client, "entry/WINSOCK/WSAECONNRESET") == entry
    systems = ask(client, "systems")
    assert [one["name"] for one in systems] == [one.name for one in catalog.systems()]
    assert all(0 <= one["explained"] <= one["size"] for one in systems)
    assert [one["name"] for one in ask(client, "systems", system="HTTP")] == ["http"]
    shares = {one["locale"]: one["coverage"] for one in ask(client, "locales")}
    assert shares == catalog.coverage()
    assert {one["name"] for one in ask(client, "locales")} >= {"English", "日本語"}


def test_languages(client: TestClient) -> None:
    """What a URL names comes before what a client accepts, and the answer tells its language."""
    for query, header, served in (
        ({}, "ja", "ja"),
        ({"locale": "en"}, "ja", "en"),
        ({"locale": ["fr", "ja"]}, "en", "ja"),
        ({}, "xx, ja;q=0.1", "ja"),
        ({}, "", "en"),
    ):
        answer = client.get(
            "/api/v1/entry", params={"code": "10054", **query}, headers={"Accept-Language": header}
        )
        assert answer.json()["meaning_locale"] == answer.headers["content-language"] == served
        assert answer.headers["vary"] == "Accept, Accept-Language"


def test_annotate(client: TestClient) -> None:
    """A text goes in, and the lines that name codes come out as JSON Lines."""
    text = b"quiet\nread: [Errno 104] Connection reset by peer\n\nexit code 3221225477"
    answer = client.post("/api/v1/annotate", content=text, headers={"Content-Type": "text/plain"})
    assert answer.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(one["line"], one["codes"][0]["symbol"]) for one in lines] == [
        (2, "ECONNRESET"),
        (4, "STATUS_ACCESS_VIOLATION"),
    ]
    assert lines[0]["codes"][0]["meaning"] == "接続相手が接続をリセットしました。"
    full = client.post(
        "/api/v1/annotate?full=true&system=ntstatus", content=text,
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )  # fmt: skip
    (line,) = [json.loads(line) for line in full.text.splitlines()]
    assert line["codes"][0]["description"]
    many = client.post(
        "/api/v1/annotate", content=b"errno=104\n" * 9000, headers={"Content-Type": "text/plain"}
    )
    assert many.text.count("\n") == 9000
    for bare in (b"", b"\n", b"\xff\xfe\x00"):
        told = client.post("/api/v1/annotate", content=bare, headers={"Content-Type": "text/plain"})
        assert (told.status_code, told.text) == (200, "")


def test_problem_documents(hostile_database: Path) -> None:
    """A document is made of an entry and what happened; its type leads to the entry's page."""
    with Catalog(hostile_database) as catalog:
        client = TestClient(app(catalog, base="https://errors.example/"))
        answer = client.post(
            "/api/v1/problem",
            json={"system": "systems", "symbol": "50%", "parameters": {"count": 3, "item": 4.5},
                  "instance": "/orders/7", "status": 409},
        )  # fmt: skip
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert told["type"] == "https://errors.example/systems/50%25"
        assert (told["status"], told["instance"]) == (409, "/orders/7")
        assert told["detail"] == "3 of 4.5 are left."
        # a value that somebody typed is read as the text wants it
        typed = {"system": "systems", "symbol": "50%", "parameters": {"count": 1, "item": "4.5"}}
        assert client.post("/api/v1/problem", json=typed).json()["detail"] == "1 of 4.5 are left."
        for parameters in ({}, {"count": 1, "item": "x"}, {"count": 1, "item": 2, "z": "3"}):
            wrong = {"system": "systems", "symbol": "50%", "parameters": parameters}
            assert client.post("/api/v1/problem", json=wrong).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/find", 422),
        ("GET", "/api/v1/find?q=", 422),
        ("GET", f"/api/v1/find?q={'x' * 10_001}", 422),
        ("GET", "/api/v1/find?q=%00", 400),
        ("GET", "/api/v1/find?q=%20", 400),
        ("GET", "/api/v1/find?q=1&platform=amiga", 422),
        ("GET", "/api/v1/find?q=1&locale=!", 400),
        ("GET", "/api/v1/find?q=1&system=nowhere", 404),
        ("GET", "/api/v1/search?q=%3F", 400),
        ("GET", "/api/v1/search?q=a&limit=0", 422),
        ("GET", "/api/v1/search?q=a&limit=x", 422),
        ("GET", "/api/v1/entry?code=NOWHERE", 404),
        ("GET", "/api/v1/entry?code=104&platform=linux", 409),
        ("GET", "/api/v1/entry/winsock/NOWHERE", 404),
        ("GET", "/api/v1/entry/nowhere/X", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("POST", "/api/v1/find?q=1", 405),
        ("DELETE", "/api/v1/problem", 405),
        ("POST", "/api/v1/annotate", 415),
        ("POST", "/api/v1/problem", 415),
    ],
)
def test_errors(client: TestClient, method: str, path: str, status: int) -> None:
    """What cannot be answered is a problem document in the reader's language."""
    answer = client.request(method, path, headers={"Accept": "text/html, application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "ja"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["status"] == status
    assert client.get(told["type"], headers={"Accept": "application/json"}).status_code == 200
    if status == 405:
        assert answer.headers["allow"] in ("GET, HEAD", "POST")
    if status == 422:
        assert all(set(one) == {"loc", "msg", "type"} for one in told["errors"])


def test_the_schema(client: TestClient, request: pytest.FixtureRequest) -> None:
    """The OpenAPI document is the file that people generate clients from, and answers fit it."""
    document = client.get("/api/v1/openapi.json").json()
    written = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--rewrite"):
        DOCUMENT.write_text(written, "utf-8")
    assert DOCUMENT.read_text("utf-8") == written, "write it anew with --rewrite, and read it"
    for path, schema in document["paths"].items():
        for operation in schema.values():
            assert operation["summary"], path
            assert "422" in operation["responses"], path
    for path, query in (("find", {"q": "104"}), ("entry", {"code": "10054"}), ("locales", {})):
        (answer,) = document["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"][
            "content"
        ].values()
        schema = {**answer["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(ask(client, path, **query))
