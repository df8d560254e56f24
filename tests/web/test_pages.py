"""Pages: what they say, in which language, where they lead; valid, light, and escaped."""

import re
from html import unescape
from urllib.parse import quote

import html5lib
import pytest
from starlette.testclient import TestClient
from support import each

from catalog import Catalog
from catalog.web.pages import entry, lists, search
from catalog.web.pages.links import Links, content
from catalog.web.pages.rendering import Reading

HEAVIEST = 30 << 10
PASTED = "connecting\nread: [Errno 104] Connection reset by peer\nexit code 3221225477\n"
KINDS = [
    "/",
    "/?q=10054",
    "/?q=connection%20reset",
    "/?q=zzznix",
    f"/?q={quote(PASTED)}",
    "/systems",
    "/languages",
    "/winsock",
    "/errno?kind=connection&sort=symbol&words=reset&explained=yes",
    "/hresult?page=3",
    "/winsock/WSAECONNRESET",
    "/errno/EAGAIN",
    "/http/HTTP_NOT_FOUND",
    "/hresult/E_ACCESSDENIED",
    "/nowhere",
    "/winsock/NOWHERE",
]


def page(client: TestClient, path: str, status: int = 200) -> str:
    """Ask for a page as a browser does."""
    answer = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    return answer.text


def links(text: str) -> list[str]:
    """Return what the links of a page lead to."""
    return [unescape(link) for link in re.findall(r'(?:href|src|action)="([^"]*)"', text)]


@each("path", KINDS)
def test_valid_and_light(client: TestClient, path: str) -> None:
    """Every kind of page is valid HTML in both languages, and weighs little with all it needs."""
    beside = sum(len(content(name)) for name in ("style.css", "script.js", "icon.svg"))
    for locale in ("en", "ja"):
        text = page(client, f"/{locale}{path}", 404 if "nowhere" in path.lower() else 200)
        html5lib.HTMLParser(strict=True).parse(text)
        assert f'<html lang="{locale}" dir="ltr">' in text
        assert text.count("<h1") == 1
        assert len(text.encode()) + beside < HEAVIEST
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]* src=)", text)
        assert not [link for link in links(text) if re.match(r"https?://|//", link)]


def test_everything_that_a_page_needs_is_there(client: TestClient) -> None:
    """All links of all pages lead somewhere, those to files to files that may be kept for long."""
    seen: dict[str, int] = {}
    for path in ("/en/", "/ja/winsock/WSAECONNRESET", "/ja/systems", "/en/languages"):
        for link in links(page(client, path)):
            if link.startswith("/") and link not in seen:
                answer = client.get(link)
                seen[link] = answer.status_code
                if "/static/" in link:
                    assert "immutable" in answer.headers["cache-control"]
    assert {*seen.values()} == {200, 302}


def test_an_entry(client: TestClient) -> None:
    """Everything about an entry is on its page, in the reader's language."""
    text = page(client, "/ja/winsock/WSAECONNRESET")
    for told in (
        "接続相手が接続をリセットしました。", "対処", "<code>pktmon start --capture</code>",
        "10054", "0x2746", "0x80072746", "macOS", "<code>54</code>", "UV_ECONNRESET",
        "winsock2.h: the Berkeley name with WSA before it", "/ja/errno/ECONNRESET",
        "An existing connection was forcibly closed by the remote host",
        "learn.microsoft.com", "再試行",
    ):  # fmt: skip
        assert told in text, told


def test_languages_are_told(client: TestClient) -> None:
    """Alternates, the switch, and texts that are in another language than the page."""
    text = page(client, "/ja/winsock/WSAECONNRESET")
    assert '<link rel="alternate" hreflang="en" href="/en/winsock/WSAECONNRESET">' in text
    assert 'hreflang="x-default" href="/winsock/WSAECONNRESET">' in text
    assert '<a href="/en/winsock/WSAECONNRESET" hreflang="en" lang="en">English</a>' in text
    assert 'lang="ja" aria-current="true">日本語</a>' in text
    switched = page(client, "/ja/?q=10054&x=1")
    assert 'href="/en/?q=10054"' in switched


def test_negotiation(client: TestClient) -> None:
    """A path without a language leads to the reader's; one in another spelling to the right one."""
    for path, wanted, location in (
        ("/", "ja", "/ja/"),
        ("/", "fr, en;q=0.5", "/en/"),
        ("/", "", "/en/"),
        ("/?q=a%20b", "ja", "/ja/?q=a+b"),
        ("/winsock/WSAECONNRESET", "ja-JP", "/ja/winsock/WSAECONNRESET"),
        ("/winsock", "en", "/en/winsock"),
        ("/systems", "ja", "/ja/systems"),
        ("/ja", "en", "/ja/"),
        ("/JA/winsock?sort=kind", "en", "/ja/winsock?sort=kind"),
        ("/ja-JP/winsock/WSAEINTR", "en", "/ja/winsock/WSAEINTR"),
        ("/ja/WINSOCK/WSAEINTR", "en", "/ja/winsock/WSAEINTR"),
    ):
        answer = client.get(path, headers={"Accept-Language": wanted, "Accept": "text/html"})
        assert (answer.status_code in (302, 308), answer.headers["location"]) == (True, location)
        if answer.status_code == 302:
            assert answer.headers["vary"] == "Accept, Accept-Language"


def test_types_of_problems_lead_to_pages_and_data(client: TestClient) -> None:
    """The URI of an entry is a page for people, and JSON for programs, in the same words."""
    for path in ("/winsock/WSAECONNRESET", "/ja/winsock/WSAECONNRESET"):
        answer = client.get(path, headers={"Accept": "application/json"})
        assert answer.json()["meaning"] == "接続相手が接続をリセットしました。"
        assert answer.headers["content-language"] == "ja"
        assert "Accept" in answer.headers["vary"]


def test_searching(client: TestClient) -> None:
    """The box takes a number, words, several lines, and what nobody knows."""
    assert "番号 104（Linux）" in page(client, "/ja/?q=104")
    assert "WSAECONNRESET" in page(client, f"/ja/?q={quote('接続 リセット')}")
    text = page(client, f"/ja/?q={quote(PASTED)}")
    assert text.count("<pre>") == 3
    assert "STATUS_ACCESS_VIOLATION" in text
    assert "カタログにあるコードはありません" in text
    codes = page(client, "/en/?q=10054%0A0xC0000005%0D%0A%0AENOENT")
    for symbol in ("WSAECONNRESET", "STATUS_ACCESS_VIOLATION", "ENOENT"):
        assert f'/{symbol}"><code>' in codes
    assert 'href="/ja/?q=WSAECONNRESET"' in page(client, "/ja/?q=WSAECONREST")
    long = page(client, f"/en/?q={quote('x' * 2000 + chr(10)) * 5}")
    assert "…" in long
    assert "The other lines are left out" in page(client, f"/en/?q={quote('a' + chr(10)) * 60}b")


def test_tables(client: TestClient) -> None:
    """A table is filtered, sorted and paged by its query, and odd queries are passed over."""
    text = page(client, "/en/errno?kind=connection&sort=symbol")
    symbols = re.findall(r'<th scope="row"><a href="/en/errno/(\w+)"', text)
    assert symbols == sorted(symbols)
    assert "ECONNRESET" in symbols
    assert "EACCES" not in symbols
    assert "ECONNRESET" in page(client, "/en/errno?words=peer%20RESET")
    numbers = re.findall(r'<td class="number">(\d+)</td>', page(client, "/en/errno"))
    assert numbers == sorted(numbers, key=int)
    assert 'href="/en/hresult?page=2" rel="next"' in page(client, "/en/hresult")
    for odd in ("page=-1", "page=1e9", "page=99999999", "sort=x", "kind=%00", "retry=x", "page=٣"):
        page(client, f"/en/errno?{odd}")


def test_hostile_names_and_texts(hostile: TestClient) -> None:
    """Nothing of what an entry says is markup, and each entry's own links lead to it."""
    table = page(hostile, "/en/systems/")
    found = [link for link in links(table) if link.startswith("/en/systems/") and link[12:]]
    assert len({*found}) == 5
    for link in found:
        text = page(hostile, link)
        html5lib.HTMLParser(strict=True).parse(text)
        assert text.count("<script") == 1
        assert "<img" not in text
        assert "<b>" not in text
        assert 'href="javascript:' not in text
    text = page(hostile, f"/en/systems/{quote('<script>alert(1)</script>', safe='')}")
    assert "<code>rm &lt;file&gt;</code>" in text
    assert "<code>a &amp;&amp; b</code>" in text
    assert 'href="https://docs.example/?a=1&amp;b=&#34;2&#34;"' in text
    assert page(hostile, "/en/systems/?symbol=..").count("Up.") == 1
    assert "&lt;count&gt; of &lt;item&gt;" in page(hostile, "/en/systems/50%25")
    answer = hostile.get(f"/en/systems/{quote('a/b?c=d&e#f', safe='')}")
    assert answer.headers["location"].startswith("/en/systems/%3Cscript%3E")


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_hostile_questions(client: TestClient, locale: str) -> None:
    """What somebody pastes is shown as text, with what cannot be seen made visible."""
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "\u202egnp.exe",
        "a\x1b[31mb\x00c\x9b",
        "line\n<b>one</b> [Errno 104]\n\u2066two\u2069\ttab",
        "{{ 7 * 7 }} {% raw %} ${7*7}",
    ):
        told = page(client, f"/{locale}/?q={quote(text)}")
        html5lib.HTMLParser(strict=True).parse(told)
        assert told.count("<script") == 1
        assert "<img" not in told
        assert "<b>" not in told
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
    assert "\\u202egnp.exe" in page(client, f"/{locale}/?q=%E2%80%AEgnp.exe")


class Files(Links):
    """Pages as files, one folder below their root: what another home of the pages overrides."""

    def place(self, locale: str | None, *parts: str, **query: str | int) -> str:
        return "/".join(["..", locale or "en", *map(quote, parts)]) + ".html"

    def static(self, name: str) -> str:
        return f"../{name}"

    def data(self, system: str, symbol: str) -> str:
        return ""


def test_links_are_made_in_one_place(catalog: Catalog) -> None:
    """Where pages are files, no link of any page leads to a place of a server."""
    reading = Reading(catalog, "ja", Files())
    for text in (
        search.page(reading),
        search.page(reading, "10054"),
        entry.page(reading, "winsock", "WSAECONNRESET"),
        lists.systems(reading),
        lists.languages(reading),
        lists.system(reading, "errno"),
    ):
        assert [link for link in links(text) if not link.startswith(("../", "#"))] == []
