"""The pages as files: links lead to them on every file system, and nothing is half-written."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import html5lib
import pytest
from support import PLAIN, SYSTEMS, ran, run, some

from catalog import Catalog, InvalidParameters, InvalidSource, UnknownSystem
from catalog.sync import Source, build
from catalog.web.pages.links import content
from catalog.web.site import write
from catalog.web.site.folder import replaced
from catalog.web.site.places import file_names
from catalog.web.site.sitemap import sitemaps

BASE = "https://errors.example/codes/"
# names that some file system or another file of the site has taken
AWKWARD = ("CON", "nul", "com1", "Aux.txt", "index", "INDEX-2", "static", "a/b", "a=2Fb", "..",
           "trailing.", ".hidden", "日本語", "x" * 200, "x" * 201, "ß", "~", "%2e", "a\\b", "a:b",
           "-o")  # fmt: skip
# no source may have these, which differ in letter case alone, or have spaces
ALIKE = ("same", "Same", "SAME", "SS", "a b", "a  b")
NODE = """
const fs = require("fs");
const [, index, script, ...asked] = process.argv;
for (const file of [index, script]) (0, eval)(fs.readFileSync(file, "utf8"));
const found = (text) => catalogFind(text).map((one) => [`${one.system}:${one.symbol}`, one.link]);
console.log(JSON.stringify(asked.map(found)));
"""


@pytest.fixture(scope="module")
def own_database(hostile_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small catalogue, hostile entries, and systems with awkward names."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(hostile_database.parent / "systems", folder / "systems")
    for name in ("con", "static"):
        entries = "".join(
            f'[[entry]]\nsymbol = {json.dumps(one)}\nmeaning = "Odd."\n' for one in AWKWARD
        )
        toml = f'[system]\nname = "{name}"\ntitle = "Awkward"\n{entries}'
        (folder / "systems" / f"{name}.toml").write_text(toml, "utf-8")
    build(folder / "own.db", Source.from_path(folder))
    return folder / "own.db"


@pytest.fixture(scope="module")
def site(own_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that database."""
    folder = tmp_path_factory.mktemp("sites") / "site"
    with Catalog(own_database) as catalog:
        write(catalog, folder, base=BASE)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each page."""
    for name, data in files(folder).items():
        if name.endswith(".html"):
            yield name, data.decode("utf-8")


def astray(folder: Path) -> list[tuple[str, str]]:
    """Return links that lead to no file, with the page of each."""
    known, found = files(folder), []
    for name, text in pages(folder):
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', text):
            target, _, _part = unescape(link).partition("#")
            if target.startswith("https://docs.example/") or re.match(r"https://", target):
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target)))
            if target and (there not in known or "?" in target):
                found.append((name, link))
    return found


def unfit(folder: Path) -> list[str]:
    """Return files whose names some file system does not take, or takes for another's."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    folded = [name.casefold() for name in names]
    taken = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
    return [
        name
        for name in names
        if folded.count(name.casefold()) > 1
        or any(
            taken.fullmatch(part) or len(part) > 150 or not re.fullmatch(r"[\w.=~-]+", part, re.A)
            for part in name.split("/")
        )
    ]


def test_links_lead_to_files(site: Path, own_database: Path) -> None:
    """Every entry, system and language has a page, which links alone lead to."""
    assert astray(site) == []
    assert unfit(site) == []
    texts = dict(pages(site))
    with Catalog(own_database) as catalog:
        for locale in catalog.locales():
            shown = [text for name, text in texts.items() if name.startswith(f"{locale}/")]
            entries = list(catalog.entries())
            assert sum("<article>" in text for text in shown) == len(entries)
    seen, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for link in re.findall(r'<a [^>]*?href="([^"#]+)"', texts[name]):
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
            if there in texts and there not in seen:
                seen.add(there)
                waiting.append(there)
    assert seen == {*texts}


def test_pages_say_what_a_server_says(site: Path) -> None:
    """An entry's page has everything; what only a server can answer is not offered."""
    texts = dict(pages(site))
    text = texts["ja/winsock/WSAECONNRESET.html"]
    for told in ("接続相手が接続をリセットしました。", "対処", "0x2746", "macOS", "<code>54</code>",
                 'hreflang="en" href="../../en/winsock/WSAECONNRESET.html"',
                 'href="../../ja/errno/ECONNRESET.html"',
                 'href="../../static/style.css"'):  # fmt: skip
        assert told in text, told
    assert "application/json" not in text
    for name, text in texts.items():
        assert not re.search(r"<script(?![^>]* src=)", text)
        assert ("<form" in text) == bool(re.fullmatch(r"\w+/index\.html", name)), name
    assert 'rel="next"' in texts["en/errno/index.html"]
    assert 'rel="prev"' in texts["en/errno/index-2.html"]
    assert "<noscript>" in texts["en/index.html"]
    assert "stays in your browser" in texts["en/index.html"]


def test_valid(site: Path) -> None:
    """Pages are valid HTML, those of hostile entries above all, and weigh little."""
    texts = dict(pages(site))
    odd = [name for name in texts if name.startswith("en/systems/") or name.count("/") < 2]
    for name in {*odd, *some(sorted(texts), 20)}:
        html5lib.HTMLParser(strict=True).parse(texts[name])
        assert len(texts[name].encode()) < 25 << 10, name
    for text in texts.values():
        assert "<script>alert" not in text
        assert "<img" not in text


def test_the_same_bytes(own_database: Path, site: Path, tmp_path: Path) -> None:
    """Another process with another order of sets writes the same, in the place of an older site."""
    target = tmp_path / "mine"
    arguments = ("site", "-o", str(target), "--database", str(own_database), "--base", BASE)
    env = PLAIN | {"PYTHONHASHSEED": "7", "LANG": "ja_JP.UTF-8"}
    with replaced(target) as older:
        older.write("old.html", b"")
    done = run(*arguments, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"{re.escape(str(target))}: \d+ ページ\n", done.stdout)
    assert files(target) == files(site)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_some_systems(own_database: Path, tmp_path: Path) -> None:
    """Of some systems alone there are pages, and no links to others."""
    with Catalog(own_database) as catalog:
        count = write(catalog, tmp_path / "site", systems=["WINSOCK"])
        with pytest.raises(UnknownSystem):
            write(catalog, tmp_path / "other", systems=["nowhere"])
    found = files(tmp_path / "site")
    assert count == len([name for name in found if name.endswith(".html")])
    assert {name.split("/")[1] for name in found if name.count("/") == 2} == {"winsock"}
    assert astray(tmp_path / "site") == []
    assert "ECONNRESET</code>" in found["en/winsock/WSAECONNRESET.html"].decode()
    assert "sitemap.xml" not in found
    assert not (tmp_path / "other").exists()


def test_sitemap(site: Path) -> None:
    """The sitemap has every page with its other languages; large ones are several files."""
    space = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 (our own)
    told = [one.text or "" for one in tree.findall("url/loc", space)]
    wanted = {BASE + name for name, _ in pages(site)} - {f"{BASE}index.html"}
    assert len(told) == len(wanted)
    assert {*told} == wanted
    many = dict(sitemaps(BASE, ({"en": f"{number}.html"} for number in range(50_001))))
    assert list(many) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert many["sitemap-1.xml"].count(b"<url>") == 50_000
    assert b"<loc>https://errors.example/codes/sitemap-2.xml</loc>" in many["sitemap.xml"]


def test_addresses_that_are_none(small_catalog: Catalog, tmp_path: Path) -> None:
    """What a site cannot have for an address is refused, and nothing is written."""
    for base in ("", "errors.example", "ftp://x.example/", "https://", "https://x/?q", "https://[",
                 "https://x/ y", 'https://x/"', "https://x/<", "https://ü.example/"):  # fmt: skip
        with pytest.raises(InvalidParameters, match="is not the address of a site"):
            write(small_catalog, tmp_path / "site", base=base)
    assert list(tmp_path.iterdir()) == []


def _other_file(folder: Path) -> None:
    (folder / "en" / "notes.txt").write_text("mine")


def _empty_folder(folder: Path) -> None:
    (folder / "mine").mkdir()


def _less(folder: Path) -> None:
    (folder / "index.html").unlink()


def _no_mark(folder: Path) -> None:
    (folder / ".catalog-site").unlink()


def test_what_others_have_put_there_stays(tmp_path: Path) -> None:
    """A folder that holds other things is refused as it is; new, empty and our own ones are not."""
    target = tmp_path / "a" / "site"
    for number in range(3):
        with replaced(target) as new:
            new.write("en/index.html", b"%d" % number)
            new.write("index.html", b"")
        assert (target / "en" / "index.html").read_bytes() == b"%d" % number
    changes: tuple[Callable[[Path], None], ...] = (_other_file, _empty_folder, _less, _no_mark)
    for change in changes:
        copy = tmp_path / change.__name__
        shutil.copytree(target, copy)
        change(copy)
        before = files(copy)
        with pytest.raises(InvalidSource, match="holds other things"), replaced(copy):
            pytest.fail("it was not refused")
        assert files(copy) == before
    (tmp_path / "file").write_text("mine")
    for path, problem in (("file", "is no folder"), ("file/site", "cannot be written")):
        with pytest.raises(InvalidSource, match=problem), replaced(tmp_path / path):
            pytest.fail("it was not refused")
    assert list(target.parent.iterdir()) == [target]


def test_nothing_is_half_written(tmp_path: Path) -> None:
    """What fails on the way leaves the site as it was, and nothing beside it."""
    with replaced(tmp_path / "site") as new:
        new.write("index.html", b"before")
    for error in (KeyboardInterrupt, OSError(28, "No space left on device")):
        with pytest.raises((KeyboardInterrupt, InvalidSource)), replaced(tmp_path / "site") as new:
            new.write("index.html", b"after")
            raise error
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]
    assert (tmp_path / "site" / "index.html").read_bytes() == b"before"
    with pytest.raises(InvalidSource, match="holds other things"), replaced(tmp_path / "site"):
        # somebody has put something there meanwhile
        (tmp_path / "site" / "new.txt").write_text("mine")
    assert (tmp_path / "site" / "new.txt").read_text() == "mine"


def test_names_of_files() -> None:
    """No two names have one file, and what is plain stays as it is."""
    named = file_names(AWKWARD + ALIKE)
    assert len({one.casefold() for one in named.values()}) == len(named)
    assert file_names(["WSAECONNRESET", "a/b"]) == {
        "WSAECONNRESET": "WSAECONNRESET",
        "a/b": "a=2Fb",
    }
    assert named["CON"].startswith("CON~")


def searched(folder: Path, locale: str, *asked: str) -> list[dict[str, str]]:
    """Return what the search of a site finds in a real engine: links by entry."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node.js to run the search")
    script = folder / "static" / "find.js"
    done = subprocess.run(
        [node, "-e", NODE, folder / locale / "search.js", script, *asked],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return [dict(found) for found in json.loads(done.stdout)]


def test_search(site: Path) -> None:
    """The search reads numbers of every kind, names, words, and lines; links lead to files."""
    cases: Mapping[str, str] = {
        "10054": "winsock:WSAECONNRESET",
        "0x80072746": "winsock:WSAECONNRESET",
        "80072746": "winsock:WSAECONNRESET",
        "-2147014842": "winsock:WSAECONNRESET",
        "２００": "http:HTTP_OK",
        "econnreset": "errno:ECONNRESET",
        "接続 リセット": "errno:ECONNRESET",
        "OSError: [Errno 104] Connection reset": "errno:ECONNRESET",
        "12:00 failed: WSAEINTR (x)\n12:01 other": "winsock:WSAEINTR",
        "日本語": "con:日本語",
        "a/b": "con:a/b",
        "zzznix": "",
        " ": "",
    }
    found = searched(site, "ja", *cases)
    firsts = dict(zip(cases, [next(iter(one), "") for one in found], strict=True))
    assert firsts == cases
    for link in [link for one in found for link in one.values()]:
        assert (site / "ja" / link).is_file(), link


def test_index(site: Path, own_database: Path) -> None:
    """The index is a script that sets data, with every entry in the language of the page."""
    text = (site / "ja" / "search.js").read_text("utf-8")
    data = json.loads(text.removeprefix("globalThis.catalogIndex=").removesuffix(";\n"))
    rows = {(name, row[0]): row for name, _folder, every in data for row in every}
    with Catalog(own_database) as catalog:
        assert len(rows) == len(list(catalog.entries()))
    assert rows["winsock", "WSAECONNRESET"] == [
        "WSAECONNRESET", [10054], "接続相手が接続をリセットしました。",
    ]  # fmt: skip
    assert rows["errno", "ECONNRESET"][1] == [104, 54, 108, -4077]


@pytest.mark.full
def test_in_a_browser_without_a_server(site: Path) -> None:
    """A browser that opens the file itself finds, and is led to its reader's language."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no Chromium to open the pages")

    def opened(path: str) -> str:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--lang=ja",
                   "--accept-lang=ja", "--virtual-time-budget=3000", "--dump-dom"]  # fmt: skip
        done = subprocess.run(
            [*command, f"{site.as_uri()}/{path}"], capture_output=True, check=True, timeout=60
        )
        return done.stdout.decode("utf-8")

    text = opened("ja/index.html?q=10054")
    assert '<a href="winsock/WSAECONNRESET.html"><code>WSAECONNRESET</code></a>' in text
    text = opened("en/index.html?q=%3Cscript%3Ealert")
    assert "<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>" in text
    assert '<html lang="ja"' in opened("index.html")


@pytest.mark.full
def test_the_whole(tmp_path: Path) -> None:
    """All entries in all languages are pages within a minute of the processor's time."""
    began = time.process_time()
    with Catalog() as catalog:
        count = write(catalog, tmp_path / "site", base=BASE)
        wanted = sum(SYSTEMS.values()) * len(catalog.locales())
    assert time.process_time() - began < 60
    assert count > wanted
    assert astray(tmp_path / "site") == []
    names = [name.casefold() for name in files(tmp_path / "site")]
    assert len(names) == len({*names})
    beside = sum(len(content(name)) for name in ("style.css", "script.js", "icon.svg"))
    assert max(len(text.encode()) for _, text in pages(tmp_path / "site")) + beside < 30 << 10


def test_refusals_of_the_command(tmp_path: Path) -> None:
    """The command says in one line what is wrong, and what to do."""
    (tmp_path / "mine.txt").write_text("mine")
    done = ran("site", "-o", str(tmp_path), "--system", "winsock")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"catalog: {tmp_path}: holds other things than a site made by this command;"
        " name a new folder\n"
    )
