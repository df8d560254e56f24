"""The shipped texts against the conventions that CONTRIBUTING.md and the glossary state."""

import errno
import re
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, SYSTEMS, each

from catalog import paths
from catalog.codes import platforms
from catalog.lookup.entry import KINDS, RETRIES
from catalog.po import reader
from catalog.sources.folder import Source, read
from catalog.sources.toml import SourceEntry, SourceSystem

(CONTENT,) = read([Source.built_in()])
BY_NAME = {system.name: system for system in CONTENT.systems}
# (system, locale) -> key -> text
TEXTS = {
    at: {key: str(text) for key, text in found.texts.items()}
    for at, found in CONTENT.translations.items()
}
ENTRIES = [(system, entry) for system in CONTENT.systems for entry in system.entries]
every = each(("system", "entry"), ENTRIES, key=lambda pair: f"{pair[0].name}:{pair[1].symbol}")
JAPANESE = r"[\u3040-\u30ff\u3400-\u9fff々]"
MISSPELT = re.compile(
    r"(?:サーバ|バッファ|ドライバ|パラメータ|ユーザ|コンピュータ|プロバイダ|ポインタ|フォルダ|ヘッダ)(?!ー)"
    r"|メモリー|クローズ|インターフェース|インタフェース|ファイル ハンドル|することができ"
)
AMERICAN = re.compile(
    r"\b\w*(?:[io]lis(?:e|ed|ing|ation)|nis(?:e|ed|ing)|ogue|our|cancelled|signalled)\b"
)
# four and hour are spelt so everywhere; EOWNERDEAD and such are no words
SPELT_SO = re.compile(r"\b(?:four|hours?|your?s?|\w*[A-Z_]\w*[A-Z_]\w*)\b")


def japanese(system: SourceSystem, entry: SourceEntry, field: str) -> str:
    return TEXTS[system.name, "ja"].get(f"{entry.symbol}.{field}", "")


class TestCounts:
    def test_entries(self) -> None:
        """So many codes has each system; winsock has 97, as winsock2.h does."""
        assert {name: len(system.entries) for name, system in BY_NAME.items()} == SYSTEMS

    @pytest.mark.parametrize("system", CONTENT.systems, ids=lambda system: system.name)
    def test_texts(self, system: SourceSystem) -> None:
        """Every text there is in English, the title too, there is in both languages' files."""
        keys = {key for key, _ in system.texts()}
        assert len(keys) >= 1 + 2 * len(system.entries)
        for locale in ("en", "ja"):
            found = TEXTS[system.name, locale]
            assert found.keys() == keys
            assert all(found.values())

    def test_languages(self) -> None:
        """English and Japanese, of every system."""
        assert {*TEXTS} == {(name, locale) for name in SYSTEMS for locale in ("en", "ja")}


class TestEvery:
    @every
    def test_verbatim(self, system: SourceSystem, entry: SourceEntry) -> None:
        """What must stay as it is stands in every language's description, and symbols too."""
        symbols = re.findall(
            r"\b(?:WSA\w+|E(?:AI_)?[A-Z]{3,}\b|STATUS_[A-Z_]+|ERROR_[A-Z_]+)",
            entry.english("meaning") + entry.english("description"),
        )
        for locale in ("en", "ja"):
            texts = TEXTS[system.name, locale]
            description = texts[f"{entry.symbol}.description"]
            for word in entry.verbatim:
                assert word in description
            for word in symbols:
                assert word in description + texts[f"{entry.symbol}.meaning"]

    @every
    def test_english(self, system: SourceSystem, entry: SourceEntry) -> None:
        """One sentence means, more than one sentence's worth describes; American spelling."""
        assert re.fullmatch(r"[A-Z](?:[^.]|\.(?=\w))+\.", entry.english("meaning"))
        assert entry.english("description") != entry.english("meaning")
        paragraphs = [text.split("\n\n") for text in map(entry.english, entry.texts)]
        for paragraph in [one for several in paragraphs for one in several]:
            first = paragraph.split()[0].rstrip(",")
            named = {word for one in entry.verbatim for word in one.split()}
            assert first[0].isupper() or first in named
            assert paragraph.endswith(".")
            assert not re.search(r"  |\n|^ | $|`|\*|n't\b", paragraph)
        words = SPELT_SO.sub("", " ".join(map(entry.english, entry.texts)))
        assert AMERICAN.findall(words) == []

    @every
    def test_japanese(self, system: SourceSystem, entry: SourceEntry) -> None:
        """One sentence means; sentences end with 。; spacing, width and spellings as agreed."""
        meaning = japanese(system, entry, "meaning")
        description = japanese(system, entry, "description")
        reason = japanese(system, entry, "retry_reason")
        assert meaning.count("。") == 1
        assert meaning != description
        assert description.count("\n\n") == entry.english("description").count("\n\n")
        assert bool(reason) == bool(entry.english("retry_reason"))
        reasons = [reason] if reason else []
        for paragraph in (meaning, *reasons, *description.split("\n\n")):
            assert paragraph.endswith("。")
            assert not MISSPELT.search(paragraph)
            assert not re.search(r"[,.!?(),](?!\w)|[ａ-ｚＡ-Ｚ０-９]|　|  ", paragraph)
            assert not re.search(rf"{JAPANESE}[!-~]|[!-~]{JAPANESE}", paragraph), (
                "a space is missing"
            )
            assert not re.search(r"[、。（）「」] | [、。（）「」]", paragraph), "a space too many"

    @every
    def test_facts(self, system: SourceSystem, entry: SourceEntry) -> None:
        """A kind and an answer are there, of the vocabulary, and a number of one sort."""
        assert entry.kind in KINDS
        assert entry.retry in RETRIES
        if system.name in ("errno", "getaddrinfo"):
            assert entry.value is None
            assert {*entry.numbers} <= {*platforms.PLATFORMS}
            assert entry.numbers
        else:
            assert entry.value is not None
            assert entry.numbers == {}
        if system.name == "http" and entry.value is not None:
            # RFC 9110, 15: only 4xx and 5xx are errors
            assert (
                (entry.kind == "status") == (entry.retry == "not-an-error") == (entry.value < 400)
            )


def test_meanings_differ() -> None:
    """Two entries of a system have one meaning only where one code replaces the other."""
    by_meaning: dict[tuple[str, str], list[str]] = {}
    for system, entry in ENTRIES:
        by_meaning.setdefault((system.name, entry.english("meaning")), []).append(entry.symbol)
    assert [symbols for symbols in by_meaning.values() if len(symbols) > 1] == [
        ["WSAENOMORE", "WSA_E_NO_MORE"],
        ["WSAECANCELLED", "WSA_E_CANCELLED"],
    ]


class TestNumbers:
    @pytest.mark.parametrize("name", ["http", "ntstatus", "win32", "winsock"])
    def test_are_unique(self, name: str) -> None:
        """Where all platforms have one number, every number is there once."""
        values = [entry.value for entry in BY_NAME[name].entries]
        assert len({*values}) == len(values)

    @each(
        ("code", "numbers"),
        [
            ("errno:EPERM", {"linux": 1, "macos": 1, "freebsd": 1, "windows": 1}),
            ("errno:EAGAIN", {"linux": 11, "macos": 35, "freebsd": 35, "windows": 11}),
            ("errno:EWOULDBLOCK", {"linux": 11, "macos": 35, "freebsd": 35, "windows": 140}),
            ("errno:EDEADLK", {"linux": 35, "macos": 11, "freebsd": 11, "windows": 36}),
            ("errno:ENAMETOOLONG", {"linux": 36, "macos": 63, "freebsd": 63, "windows": 38}),
            ("errno:ENOSYS", {"linux": 38, "macos": 78, "freebsd": 78, "windows": 40}),
            ("errno:ECONNRESET", {"linux": 104, "macos": 54, "freebsd": 54, "windows": 108}),
            ("errno:ETIMEDOUT", {"linux": 110, "macos": 60, "freebsd": 60, "windows": 138}),
            ("errno:ECONNREFUSED", {"linux": 111, "macos": 61, "freebsd": 61, "windows": 107}),
            ("errno:EHOSTUNREACH", {"linux": 113, "macos": 65, "freebsd": 65, "windows": 110}),
            ("errno:EADDRINUSE", {"linux": 98, "macos": 48, "freebsd": 48, "windows": 100}),
            ("getaddrinfo:EAI_AGAIN", {"linux": -3, "macos": 2, "freebsd": 2, "windows": 11002}),
            ("getaddrinfo:EAI_FAIL", {"linux": -4, "macos": 4, "freebsd": 4, "windows": 11003}),
            ("getaddrinfo:EAI_NONAME", {"linux": -2, "macos": 8, "freebsd": 8, "windows": 11001}),
            ("getaddrinfo:EAI_MEMORY", {"linux": -10, "macos": 6, "freebsd": 6, "windows": 8}),
        ],
    )
    def test_of_each_platform(self, code: str, numbers: dict[str, int]) -> None:
        """Asm-generic/errno.h, sys/errno.h, UCRT's errno.h, netdb.h and ws2tcpip.h say so."""
        name, _, symbol = code.partition(":")
        (entry,) = [one for one in BY_NAME[name].entries if one.symbol == symbol]
        assert {name: one for name, one in entry.numbers.items() if name != "libuv"} == numbers

    @each(
        ("code", "value"),
        [
            ("winsock:WSAECONNRESET", 10054),
            ("winsock:WSA_IO_PENDING", 997),
            ("ntstatus:STATUS_ACCESS_DENIED", 0xC0000022),
            ("ntstatus:STATUS_CONNECTION_RESET", 0xC000020D),
            ("ntstatus:STATUS_IO_TIMEOUT", 0xC00000B5),
            ("win32:ERROR_NO_DATA", 232),
            ("http:HTTP_NOT_FOUND", 404),
            ("http:HTTP_TOO_MANY_REQUESTS", 429),
            ("http:HTTP_SERVICE_UNAVAILABLE", 503),
        ],
    )
    def test_of_all_platforms(self, code: str, value: int) -> None:
        """Winsock2.h, winerror.h, ntstatus.h and the registry of IANA say so."""
        name, _, symbol = code.partition(":")
        (entry,) = [one for one in BY_NAME[name].entries if one.symbol == symbol]
        assert entry.value == value

    @pytest.mark.skipif(platforms.RUNNING is None, reason="nobody has stated its numbers")
    @pytest.mark.parametrize(("name", "module"), [("errno", errno), ("getaddrinfo", socket)])
    def test_of_this_machine(self, name: str, module: object) -> None:
        """What Python's own modules have under a name has that number here too."""
        stated = {
            entry.symbol: entry.numbers.get(str(platforms.RUNNING))
            for entry in BY_NAME[name].entries
        }
        # on Windows Python's modules have Winsock's numbers under many of these names
        known = {
            symbol: value
            for symbol, value in vars(module).items()
            if symbol in stated and value < 10_000
        }
        fewest = {"errno": 40, "getaddrinfo": 0 if platforms.RUNNING == "windows" else 8}
        assert len(known) > fewest[name]
        assert {symbol: stated[symbol] for symbol in known} == known

    @pytest.mark.skipif(platforms.RUNNING != "linux", reason="other Pythons have few of the names")
    def test_all_of_this_machine(self) -> None:
        """On Linux no name of errno.h that Python has is missing."""
        symbols = {entry.symbol for entry in BY_NAME["errno"].entries}
        assert {name for name in vars(errno) if re.fullmatch("E[A-Z0-9]+", name)} <= symbols


class TestSameAs:
    @staticmethod
    def stated() -> Iterator[tuple[str, str, bool, str]]:
        for system, entry in ENTRIES:
            for same in entry.same_as:
                yield (
                    f"{system.name}:{entry.symbol}",
                    f"{same.system}:{same.symbol}",
                    same.one_way,
                    same.authority,
                )

    def test_each_leads_somewhere(self) -> None:
        """Every entry that one is called elsewhere is there."""
        known = {f"{system.name}:{entry.symbol}" for system, entry in ENTRIES}
        assert {other for _, other, _, _ in self.stated()} <= known

    def test_each_is_stated_once(self) -> None:
        """No pair is stated twice, or from both ends."""
        pairs = Counter(frozenset((one, other)) for one, other, _, _ in self.stated())
        assert [sorted(pair) for pair, times in pairs.items() if times > 1] == []
        assert [sorted(pair) for pair in pairs if len(pair) < 2] == []

    def test_each_has_an_authority(self) -> None:
        """Who says so is named, in one line."""
        for one, other, _, authority in self.stated():
            assert authority == authority.strip(), (one, other)
            assert len(authority) > 4, (one, other)
            assert "\n" not in authority, (one, other)

    def test_berkeley_names(self) -> None:
        """WSAE… is E…, wherever both are there."""
        symbols = {entry.symbol for entry in BY_NAME["winsock"].entries}
        wanted = {
            frozenset((f"errno:{entry.symbol}", f"winsock:WSA{entry.symbol}"))
            for entry in BY_NAME["errno"].entries
            if f"WSA{entry.symbol}" in symbols
        }
        stated = {frozenset((one, other)) for one, other, _, _ in self.stated()}
        assert len(wanted) > 30
        assert [sorted(pair) for pair in wanted - stated] == []

    def test_kinds_agree(self) -> None:
        """What is the same error both ways is of one kind, and is retried or not alike.

        But for names that Winsock gives another meaning: a call that WSACancelBlockingCall ended,
        one that another call in progress forbids; and a connection that accept did not get, where
        others mean one that was in use.
        """
        others = {"winsock:WSAEINTR", "winsock:WSAEINPROGRESS", "errno:ECONNABORTED"}
        facts = {
            f"{system.name}:{entry.symbol}": (entry.kind, entry.retry) for system, entry in ENTRIES
        }
        assert [
            (one, other)
            for one, other, one_way, _ in self.stated()
            if not one_way and facts[one] != facts[other] and not {one, other} & others
        ] == []


FILES = sorted(Path(paths.locales()).glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
class TestFiles:
    def test_complete(self, path: Path) -> None:
        """Nothing is fuzzy, empty or obsolete."""
        po = reader.read(path)
        assert not [m.context for m in po.messages if m.fuzzy or not m.string]
        assert not po.obsolete

    @pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
    def test_gnu_gettext(self, path: Path, tmp_path: Path) -> None:
        """GNU msgfmt accepts the file without a word."""
        done = subprocess.run(
            ["msgfmt", "--check", "-o", tmp_path / "x.mo", path], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_there_are_files() -> None:
    """A file for each system in each language."""
    assert len(FILES) == 2 * len(SYSTEMS)


@pytest.mark.parametrize("system", CONTENT.systems, ids=lambda system: system.name)
def test_glossary_is_held_to(system: SourceSystem) -> None:
    """Each one-word English term of the glossary that a text has, its Japanese has as agreed."""
    glossary = (ROOT / "locales/ja/GLOSSARY.md").read_text("utf-8")
    terms = dict(re.findall(r"^\| ([a-z -]+) \| ([^ |（、]+) \|$", glossary, re.MULTILINE))
    assert len(terms) > 80
    fields = ("meaning", "description", "retry_reason")
    wrong = []
    for entry in system.entries:
        english = " ".join(entry.english(field) for field in fields)
        in_japanese = " ".join(japanese(system, entry, field) for field in fields)
        for term in ("socket", "buffer", "server", "protocol", "pointer", "provider", "datagram",
                     "quota", "thread", "directory", "registry", "database", "alias"):  # fmt: skip
            if (
                term in terms
                and term not in entry.verbatim  # the function socket
                and re.search(rf"\b{term}s?\b", english)
                and terms[term] not in in_japanese
            ):
                wrong.append((entry.symbol, term))
    assert wrong == []
