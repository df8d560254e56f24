"""Pages in a real browser: what people do with them, and what axe-core has to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import browsing
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, ViewportSize, expect
from served import serving
from support import COMMAND, PLAIN, in_full, some

PATH = browsing.executable()
pytestmark = pytest.mark.skipif(PATH is None, reason="no Chromium is installed")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# what WCAG 2.2 AA asks for, with the size of what is clicked, and what axe's makers advise besides
RUN = """axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {"target-size": {enabled: true}},
}).then(found => found.violations.flatMap(one =>
  one.nodes.map(node => `${one.id}: ${node.html} ${node.failureSummary}`)))"""
LOG = "connecting%0Aread: [Errno 104] Connection reset by peer%0Aexit code 3221225477"
PLACES = [
    "/",
    "/?q=10054",
    "/?q=connection reset",
    "/?q=WSAECONREST",
    f"/?q={LOG}",
    "/systems",
    "/languages",
    "/winsock",
    "/ntstatus?explained=yes",
    "/winsock/WSAECONNRESET",
    "/hresult/E_ACCESSDENIED",
    "/nowhere",
]
# the kinds of pages that have the most on them
FULLEST = ["/ja/?q=10054", "/en/errno/EAGAIN", "/ja/winsock/WSAECONNRESET"]
WIDE: ViewportSize = {"width": 1000, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    assert PATH
    with browsing.browser(PATH) as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server of the bundled catalogue."""
    with serving([*COMMAND, "serve", "--port", "0"], PLAIN) as (url, _process):
        yield url.rstrip("/")


@contextmanager
def opening(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """Open a window, in which nothing may go wrong or ask another server.

    The one thing that may is a page that is not there.
    """
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "404 (Not Found)" not in message.text:
            wrong.append(message.text)

    def asked(dialog: Dialog) -> None:
        wrong.append(dialog.message)
        dialog.dismiss()

    options = {"locale": "ja", "viewport": WIDE} | options
    with browser.new_context(base_url=server, **options) as context:
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", said)
        page.on("dialog", asked)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url))
        yield page
    assert [one for one in wrong if not one.startswith(f"{server}/")] == []


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Page]:
    """A window of a reader of Japanese."""
    with opening(browser, server) as page:
        yield page


def focused(page: Page) -> Locator:
    """Return what has the focus, which everybody must be able to see."""
    found = page.locator(":focus")
    expect(found).to_be_in_viewport()
    expect(found).not_to_have_css("outline-style", "none")
    return found


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until something has the focus; what has it on the way can be seen, too."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page).evaluate("(element, selector) => element.matches(selector)", selector):
            return focused(page)
    raise AssertionError(f"Tab never comes to {selector}")


def test_search_in_japanese(opened: Page) -> None:
    """Answers come while one types, and stay in the address; Enter asks at once."""
    opened.goto("/")
    expect(opened).to_have_url(re.compile("/ja/$"))
    field = opened.get_by_label("コード")
    field.press_sequentially("接続 リセット")
    expect(opened.locator("#results a", has_text="WSAECONNRESET")).to_be_visible()
    expect(opened).to_have_url(re.compile(r"/ja/\?q="))
    field.fill("１００５４")
    field.press("Enter")
    expect(opened.locator("#results")).to_contain_text("接続相手が接続をリセットしました。")
    opened.reload()
    expect(opened.locator("#results")).to_contain_text("接続相手が接続をリセットしました。")
    opened.locator("#results a").first.click()
    expect(opened.get_by_role("heading", level=1)).to_contain_text("WSAECONNRESET")


def test_enter_while_a_word_is_composed(opened: Page) -> None:
    """The Enter by which an input method is told to take a word does not ask yet."""
    opened.goto("/ja/")
    field = opened.get_by_label("コード")
    field.focus()
    composing = opened.context.new_cdp_session(opened)
    composing.send(
        "Input.imeSetComposition", {"text": "せつぞく", "selectionStart": 4, "selectionEnd": 4}
    )
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert field.input_value() == "せつぞく"
    composing.send("Input.insertText", {"text": "接続"})
    expect(opened.locator("#results a").first).to_be_visible()
    assert field.input_value() == "接続"


def test_switching_the_language(opened: Page) -> None:
    """The switch shows the same in the other language, which stays from page to page."""
    opened.goto("/winsock/WSAECONNRESET")
    expect(opened).to_have_url(re.compile("/ja/winsock/WSAECONNRESET$"))
    opened.get_by_role("link", name="English").click()
    expect(opened.locator("html")).to_have_attribute("lang", "en")
    expect(opened.locator(".meaning")).to_have_text("The connection was reset by the peer.")
    opened.get_by_role("link", name="winsock", exact=True).click()
    expect(opened).to_have_url(re.compile("/en/winsock$"))
    opened.goto("/en/?q=10054")
    opened.get_by_role("link", name="日本語").click()
    expect(opened.get_by_label("コード")).to_have_value("10054")


def test_keyboard_alone(opened: Page) -> None:
    """All can be reached, seen and done by keys, and the first of them skips what is on top."""
    opened.goto("/ja/")
    opened.keyboard.press("Tab")
    expect(focused(opened)).to_have_text("本文へ移動")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    expect(opened.get_by_label("コード")).to_be_focused()
    opened.keyboard.type("10054")
    opened.keyboard.press("Enter")
    expect(opened.locator("#results a").first).to_be_visible()
    opened.wait_for_load_state()
    tab_to(opened, "#results a")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile("/ja/winsock/WSAECONNRESET$"))
    tab_to(opened, "summary")
    opened.keyboard.press("Enter")
    expect(opened.locator("details[open] li").first).to_be_visible()
    opened.goto("/ja/winsock")
    tab_to(opened, "select[name=sort]")
    opened.keyboard.press("ArrowDown")
    tab_to(opened, "form button")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile("sort=symbol"))


def test_without_javascript(browser: Browser, server: str) -> None:
    """Everything works where no scripts run."""
    with opening(browser, server, java_script_enabled=False, locale="en") as page:
        page.goto("/")
        page.get_by_label("A code").fill("read: errno=104\nexit code 3221225477")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".log > li")).to_have_count(2)
        page.get_by_role("link", name="ECONNRESET").first.click()
        page.locator("summary").first.click()
        expect(page.locator("details li").first).to_be_visible()
        page.goto("/en/winsock")
        page.get_by_label("Words").fill("reset")
        page.get_by_role("button", name="Filter").click()
        expect(page.locator("tbody tr")).not_to_have_count(0)
        expect(page).to_have_url(re.compile("words=reset"))
        expect(page.locator("button.copying")).to_have_count(0)


def test_copying(browser: Browser, server: str) -> None:
    """A button copies the symbol beside it, and says so."""
    granted = ["clipboard-read", "clipboard-write"]
    with opening(browser, server, permissions=granted) as page:
        page.goto("/ja/winsock/WSAECONNRESET")
        page.locator("button.copying").first.click()
        expect(page.locator("button.copying").first).to_have_text("コピーしました")
        assert page.evaluate("navigator.clipboard.readText()") == "WSAECONNRESET"


def test_narrow(browser: Browser, server: str) -> None:
    """Nothing has to be scrolled sideways on 320 pixels, but wide tables in themselves."""
    with opening(browser, server, viewport=NARROW) as page:
        for place in some(PLACES, 4):
            for locale in ("en", "ja"):
                page.goto(f"/{locale}{place}")
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width == NARROW["width"], f"/{locale}{place}"


def violations(page: Page, place: str) -> list[str]:
    """Return what axe-core does not like about a page."""
    page.goto(place)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return [f"{place} {one}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(browser: Browser, server: str, scheme: str) -> None:
    """axe-core finds nothing wrong with any kind of page, in both languages, light and dark."""
    with opening(browser, server, color_scheme=scheme) as page:
        every = [f"/{locale}{place}" for place in PLACES for locale in ("en", "ja")]
        found = [
            one for place in (every if in_full() else FULLEST) for one in violations(page, place)
        ]
    assert found == []


@pytest.mark.full
def test_accessible_on_a_telephone(browser: Browser, server: str) -> None:
    """Nor where everything stands below each other."""
    with opening(browser, server, viewport=NARROW, has_touch=True, is_mobile=True) as page:
        found = [one for place in PLACES for one in violations(page, f"/ja{place}")]
    assert found == []


@pytest.mark.full
def test_dark_and_printed(opened: Page) -> None:
    """The system's wish is heeded; on paper there is nothing to click, and all is shown."""
    opened.goto("/ja/winsock/WSAECONNRESET")
    shade = "getComputedStyle(document.documentElement).backgroundColor"
    assert opened.evaluate(shade) == "rgb(255, 255, 255)"
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate(shade) == "rgb(21, 24, 28)"
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate(shade) == "rgb(255, 255, 255)"
    expect(opened.locator("nav").first).to_be_hidden()
    expect(opened.locator("button.copying").first).to_be_hidden()
    expect(opened.locator("details li").first).to_be_visible()


@pytest.mark.full
def test_hostile_entries(browser: Browser, hostile_database: Path) -> None:
    """No text of an entry runs, or becomes anything that it did not say."""
    command = [*COMMAND, "serve", "--port", "0", "--database", str(hostile_database)]
    with serving(command, PLAIN) as (url, _process):
        with opening(browser, url.rstrip("/"), locale="en") as page:
            page.goto("/en/systems")
            page.get_by_role("link", name="systems", exact=True).click()
            page.get_by_role("link", name="<script>alert(1)</script>").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)")
            assert page.locator("main img, main script").count() == 0
            assert page.locator("a[href^='javascript:']").count() == 0
