"""The shipped texts against the conventions that CONTRIBUTING.md and the glossary state."""

import errno
import itertools
import re
import shutil
import socket
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from support import ROOT, SYSTEMS

from catalog import Catalog, paths
from catalog.answers.kinds import KINDS, RETRIES
from catalog.codes import platforms
from catalog.language.text import TEXT_FIELDS
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
EVERY = [(system, entry) for system in CONTENT.systems for entry in system.entries]
# those with texts
ENTRIES = [(system, entry) for system, entry in EVERY if entry.texts]
JAPANESE = r"[\u3040-\u30ff\u3400-\u9fff々]"
MISSPELT = re.compile(
    r"(?:サーバ|バッファ(?!リング)|ドライバ|パラメータ|ユーザ|コンピュータ|プロバイダ|ポインタ|フォルダ|ヘッダ"
    r"|ブラウザ|ルータ|アダプタ|デバッガ|コンテナ|エントリ|マネージャ)(?!ー)"
    r"|メモリー|ディレクトリー|レジストリー|ライブラリー|セキュリティー|プロキシー|クローズ|インターフェース"
    r"|インタフェース|ファイル ハンドル|することができ|資格情報|わか[らりるれ]|(?:の|た|る)ほう"
    r"|構成要素|綴|時間切れ|下さい"
)
AMERICAN = re.compile(
    r"\b\w*(?:[io]lis(?:e|ed|ing|ation)|nis(?:e|ed|ing)|ogue|our|cancelled|signalled)\b"
    r"|\btime-outs?\b|\bdata are\b|\b[Pp]lease\b"
)
# four and hour are spelt so everywhere; EOWNERDEAD and such are no words
SPELT_SO = re.compile(r"\b(?:four|hours?|your?s?|\w*[A-Z_]\w*[A-Z_]\w*)\b")
# what people read, in its order; keywords are for search alone
READ = [field.name for field in TEXT_FIELDS if field.shown]
AS_TYPED = re.compile(r"`([^`\n]*)`")
CALLED = re.compile(r"([A-Za-z_]\w*)\(\)")
# connect 関数; what stands before 関数 in "Winsock 関数" is no function
CALLED_IN_JAPANESE = re.compile(r"(?<!\w)(?!Winsock|Win32|Windows|C )([A-Za-z_]\w*) 関数")
MOST_WORDS, MOST_CHARACTERS, MOST_STEPS, MOST_KEYWORDS = 30, 80, 4, 9


class TestCounts:
    def test_entries(self) -> None:
        """So many codes has each system; winsock has 97, as winsock2.h does."""
        assert {name: len(system.entries) for name, system in BY_NAME.items()} == SYSTEMS

    @pytest.mark.parametrize("system", CONTENT.systems, ids=lambda system: system.name)
    def test_texts(self, system: SourceSystem) -> None:
        """Every text there is in English, the title too, there is in both languages' files."""
        keys = {key for key, _ in system.texts()}
        assert len(keys) >= 1 + 2 * len([entry for entry in system.entries if entry.texts])
        for locale in ("en", "ja"):
            found = TEXTS[system.name, locale]
            assert found.keys() == keys
            assert all(found.values())

    def test_languages(self) -> None:
        """English and Japanese, of every system."""
        assert {*TEXTS} == {(name, locale) for name in SYSTEMS for locale in ("en", "ja")}


def japanese(system: SourceSystem, entry: SourceEntry, field: str) -> str:
    return TEXTS[system.name, "ja"].get(f"{entry.symbol}.{field}", "")


def texts(field: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield where a text that people read stands, and it in English and Japanese."""
    for system, entry in ENTRIES:
        for name in [field] if field else READ:
            if english := entry.english(name):
                at = f"{system.name}:{entry.symbol}.{name}"
                yield at, english, japanese(system, entry, name)


def plain(text: str) -> str:
    """Return a text with one word in place of what stands in backticks."""
    return AS_TYPED.sub("X", text)


def repeated(language: int) -> list[str]:
    """Return the descriptions that hold the meaning; the language is 1 English, 2 Japanese."""
    meanings = {row[0].partition(".")[0]: row[language] for row in texts("meaning")}
    return [
        row[0]
        for row in texts("description")
        if meanings[row[0].partition(".")[0]] in row[language]
    ]


class TestEnglish:
    def test_meanings_are_one_sentence(self) -> None:
        """A meaning is one sentence on one line, and no description repeats it."""
        sentence = re.compile(r"(?:[A-Z]|\w+\(\))(?:[^.\n]|\.(?=\w))+\.")
        assert [at for at, text, _ in texts("meaning") if not sentence.fullmatch(text)] == []
        assert repeated(1) == []

    def test_lines_are_sentences(self) -> None:
        """Every line begins as a sentence does and ends in a period; words are American ones."""
        # what is written small is so at the beginning too: kill(), macOS
        first = re.compile(r"[A-Z0-9\"]|\w+\(\)|`|macOS")
        wrong: list[tuple[str, str]] = []
        for at, text, _ in texts():
            for line in text.split("\n"):
                ends = line.endswith(".") and not re.search(r"  |^ | $|\*|n't\b", plain(line))
                if not (ends and first.match(line)):
                    wrong.append((at, line))
            wrong += [(at, word) for word in AMERICAN.findall(SPELT_SO.sub("", plain(text)))]
        assert wrong == []

    def test_sentences_are_short(self) -> None:
        """A sentence has at most 30 words, of which a command in backticks is one."""
        assert [
            (at, sentence)
            for at, text, _ in texts()
            for sentence in re.split(r"(?<=[.!?])\s+", plain(text))
            if len(sentence.split()) > MOST_WORDS
        ] == []


class TestJapanese:
    def test_meanings_are_one_sentence(self) -> None:
        """A meaning is one sentence, and no description repeats it."""
        assert [at for at, _, text in texts("meaning") if text.count("。") != 1] == []
        assert repeated(2) == []

    def test_lines_are_sentences(self) -> None:
        """Lines end in 。, as many as in English; spacing, width and spellings are as agreed."""
        no = {
            "width": re.compile(r"[,.!?(),](?!\w)|[ａ-ｚＡ-Ｚ０-９]|　|  "),
            "a space is missing": re.compile(rf"{JAPANESE}[!-~]|[!-~]{JAPANESE}"),
            "a space too many": re.compile(r"[、。（）「」] | [、。（）「」]"),
            "spelling": MISSPELT,
        }
        wrong = []
        for at, english, text in texts():
            if english.count("\n") != text.count("\n"):
                wrong.append((at, "lines", text))
            for line in text.split("\n"):
                for why, pattern in no.items():
                    if found := pattern.search(plain(line)):
                        wrong.append((at, why, found[0]))
                if not line.endswith("。"):
                    wrong.append((at, "end", line))
        assert wrong == []

    def test_sentences_are_short(self) -> None:
        """A sentence has at most 80 characters, of which a command or a name is one."""
        names = re.compile(r"[!-~]+(?: [!-~]+)*")
        assert [
            (at, sentence)
            for at, _, text in texts()
            for sentence in re.findall("[^。\n]+。", plain(text))
            if len(names.sub("X", sentence)) > MOST_CHARACTERS
        ] == []


class TestActions:
    def test_every_entry_has_steps(self) -> None:
        """One to four steps, a line each, ask a Japanese reader to do something."""
        asking = ("てください。", "でください。", "は不要です。")
        actions = [(at, text.split("\n")) for at, _, text in texts("action")]
        assert len(actions) == len(ENTRIES)
        assert [at for at, steps in actions if not 1 <= len(steps) <= MOST_STEPS] == []
        assert [
            (at, step) for at, steps in actions for step in steps if not step.endswith(asking)
        ] == []

    def test_what_is_typed_is_the_same(self) -> None:
        """What stands in backticks stands so in both languages."""
        assert [
            (at, differs)
            for at, english, text in texts()
            if (differs := {*AS_TYPED.findall(english)} ^ {*AS_TYPED.findall(text)})
        ] == []

    def test_tools_have_one_spelling(self) -> None:
        """What stands first in backticks is in the list, and all of the list stands somewhere."""
        listed = tomllib.loads((ROOT / "tests/tools.toml").read_text("utf-8"))
        folded = Counter(re.sub(r"\.(?:exe|msc)$", "", tool.lower()) for tool in listed["tools"])
        assert [tool for tool, times in folded.items() if times > 1] == []
        named = {
            typed.split()[0]: at
            for at, english, _ in texts()
            for typed in AS_TYPED.findall(english)
        }
        known = {*listed["tools"], *listed["words"]}
        assert {word: at for word, at in named.items() if word not in known} == {}
        assert known - named.keys() == set()


class TestBothLanguages:
    def test_what_stays_as_it_is(self) -> None:
        """What is verbatim stands in every language's description, a symbol in all texts."""
        symbols = re.compile(r"\b(?:WSA\w+|E(?:AI_)?[A-Z]{3,}\b|STATUS_[A-Z_]+|ERROR_[A-Z_]+)")
        wrong = []
        for system, entry in ENTRIES:
            for locale in ("en", "ja"):
                description = TEXTS[system.name, locale][f"{entry.symbol}.description"]
                wrong += [
                    (entry.symbol, word) for word in entry.verbatim if word not in description
                ]
            english = " ".join(plain(entry.english(name)) for name in READ)
            other = " ".join(plain(japanese(system, entry, name)) for name in READ)
            wrong += [
                (entry.symbol, word) for word in symbols.findall(english) if word not in other
            ]
        assert wrong == []

    def test_functions_are_marked(self) -> None:
        """A function is connect() in English and connect 関数 in Japanese, alone or in a list."""
        wrong = []
        for at, english, text in texts():
            ours, theirs = {*CALLED.findall(plain(english))}, plain(text)
            more = {*CALLED_IN_JAPANESE.findall(theirs)} - ours
            # a list has the word once: recv、send などの関数
            lost = {name for name in ours if name not in theirs}
            if "()" in theirs or more or lost or (ours and "関数" not in theirs):
                wrong.append((at, more, lost))
        assert wrong == []

    def test_keywords(self) -> None:
        """Search words stand on one line, with commas between, each once."""
        wrong = []
        for system, entry in ENTRIES:
            for text in (entry.english("keywords"), japanese(system, entry, "keywords")):
                words = [word.casefold() for word in text.split(", ")]
                once = len({*words}) == len(words) <= MOST_KEYWORDS and "" not in words
                if not once or re.search(r"[\n、，`]|,(?! )", text):
                    wrong.append((entry.symbol, text))
        assert wrong == []

    def test_reasons(self) -> None:
        """A reason why to retry or not is there in both languages or in none."""
        assert [
            entry.symbol
            for system, entry in ENTRIES
            if bool(japanese(system, entry, "retry_reason")) != ("retry_reason" in entry.texts)
        ] == []


class TestFacts:
    def test_kinds_and_numbers(self) -> None:
        """A kind and an answer are there, of the vocabulary, and a number of one sort."""
        wrong = []
        for system, entry in ENTRIES:
            right = entry.kind in KINDS and entry.retry in RETRIES
            by_platform = system.name in ("errno", "getaddrinfo", "signal")
            if system.name != "exit":
                # a few exit statuses are those of signals
                right &= by_platform == bool(entry.numbers)
            if not system.traits.get("labelled"):
                right &= by_platform == (entry.value is None) or system.name == "http"
            right &= {*entry.numbers} <= {*platforms.PLATFORMS, "libuv"}
            if system.name == "http" and entry.value is not None:
                # RFC 9110, 15: only 4xx and 5xx are errors
                fine = entry.value < 400
                right &= fine == (entry.kind == "status") == (entry.retry == "not-an-error")
            if not right:
                wrong.append(entry.symbol)
        assert wrong == []

    def test_sources(self) -> None:
        """Every entry names what its texts rest on, and nothing that only we have."""
        assert [entry.symbol for _, entry in ENTRIES if not entry.sources] == []
        ours = re.compile(r"\w\.csv\b|\w\.toml\b|(?<!\w)/(?:work|root|tmp)/")
        assert [one for _, entry in ENTRIES for one in entry.sources if ours.search(one)] == []

    def test_phrases_are_those_of_the_registry(self) -> None:
        """The registered entries of HTTP alone have phrases, those that Python's HTTPStatus has."""
        phrases = {
            entry.value: entry.phrase
            for system, entry in ENTRIES
            if system.name == "http" and entry.phrase
        }
        assert {*HTTPStatus} <= phrases.keys()
        assert {system.name for system, entry in ENTRIES if entry.phrase} == {"http"}
        # RFC 9110 named 413, 414, 416 and 422 anew, and reserves 418; IANA renamed 425 earlier
        renamed = {413, 414, 416, 418, 422, 425}
        assert {
            (status.phrase, phrases[status])
            for status in HTTPStatus
            if status not in renamed and phrases[status] != status.phrase
        } == set()


def test_texts_differ() -> None:
    """No two entries share a description or steps; a meaning only those that are the same."""
    same = {
        frozenset((f"{system.name}:{entry.symbol}", f"{one.system}:{one.symbol}"))
        for system, entry in ENTRIES
        for one in entry.same_as
    }
    # two numbers of winsock2.h with one meaning each
    same |= {
        frozenset(("winsock:WSAENOMORE", "winsock:WSA_E_NO_MORE")),
        frozenset(("winsock:WSAECANCELLED", "winsock:WSA_E_CANCELLED")),
    }
    wrong = []
    for language, field in itertools.product((1, 2), ("meaning", "description", "action")):
        holders: dict[str, list[str]] = {}
        for row in texts(field):
            holders.setdefault(row[language], []).append(row[0].partition(".")[0])
        for several in holders.values():
            pairs = {frozenset(pair) for pair in itertools.combinations(several, 2)}
            wrong += [sorted(pair) for pair in pairs if field != "meaning" or pair not in same]
    assert wrong == []


class TestNumbers:
    @pytest.mark.parametrize("name", ["http", "ntstatus", "win32", "winsock"])
    def test_are_unique(self, name: str) -> None:
        """Where all platforms have one number, every number is there once."""
        values = [one.value for one in BY_NAME[name].entries if one.value is not None]
        assert len({*values}) == len(values)

    @pytest.mark.parametrize(
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

    @pytest.mark.parametrize(
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
        # on Windows the errno module has Winsock's numbers under names of errno.h
        known = {
            symbol: value
            for symbol, value in vars(module).items()
            if symbol in stated and value < 10_000
        }
        assert len(known) > (40 if name == "errno" else 8)
        assert {symbol: stated[symbol] for symbol in known} == known

    @pytest.mark.skipif(platforms.RUNNING != "linux", reason="other Pythons have few of the names")
    def test_all_of_this_machine(self) -> None:
        """On Linux no name of errno.h that Python has is missing."""
        symbols = {entry.symbol for entry in BY_NAME["errno"].entries}
        assert {name for name in vars(errno) if re.fullmatch("E[A-Z0-9]+", name)} <= symbols


class TestSameAs:
    @staticmethod
    def stated() -> Iterator[tuple[str, str, bool, str]]:
        for system, entry in EVERY:
            for same in entry.same_as:
                yield (
                    f"{system.name}:{entry.symbol}",
                    f"{same.system}:{same.symbol}",
                    same.one_way,
                    same.authority,
                )

    def test_each_leads_somewhere(self) -> None:
        """Every entry that one is called elsewhere is there."""
        known = {f"{system.name}:{entry.symbol}" for system, entry in EVERY}
        assert {other for _, other, _, _ in self.stated()} <= known

    def test_each_is_stated_once(self) -> None:
        """No pair is stated twice, or from both ends."""
        pairs = Counter(frozenset((one, other)) for one, other, _, _ in self.stated())
        assert [sorted(pair) for pair, times in pairs.items() if times > 1] == []
        assert [sorted(pair) for pair in pairs if len(pair) < 2] == []

    def test_each_has_an_authority(self) -> None:
        """Who says so is named, in one line: the platform's own, not one library's choice."""
        for one, other, _, authority in self.stated():
            assert authority == authority.strip(), (one, other)
            assert len(authority) > 4, (one, other)
            assert "\n" not in authority, (one, other)
            assert "libuv" not in authority, (one, other)
            assert ".csv" not in authority, (one, other)

    def test_berkeley_names(self) -> None:
        """WSAE… is E…, wherever both are there and mean the same.

        The connection that EINPROGRESS says has begun is WSAEWOULDBLOCK with Winsock, and
        WSAEINTR, which no signal leads to, is EINTR in one direction alone.
        """
        symbols = {entry.symbol for entry in BY_NAME["winsock"].entries}
        wanted = {
            frozenset((f"errno:{entry.symbol}", f"winsock:WSA{entry.symbol}"))
            for entry in BY_NAME["errno"].entries
            if f"WSA{entry.symbol}" in symbols
        }
        stated = {frozenset((one, other)) for one, other, _, _ in self.stated()}
        apart = frozenset(("errno:EINPROGRESS", "winsock:WSAEINPROGRESS"))
        assert len(wanted) > 30
        assert wanted - stated == {apart}
        assert ("winsock:WSAEINTR", "errno:EINTR", True) in {one[:3] for one in self.stated()}

    def test_kinds_agree(self) -> None:
        """What is the same error both ways is of one kind, and is retried or not alike."""
        facts = {
            f"{system.name}:{entry.symbol}": (entry.kind, entry.retry) for system, entry in EVERY
        }
        assert [
            (one, other)
            for one, other, one_way, _ in self.stated()
            # nobody has said yet what kind a code is that has no texts
            if not one_way
            and None not in (*facts[one], *facts[other])
            and facts[one] != facts[other]
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
    """A file for each system in each language, and one for the interface, which is English."""
    assert len(FILES) == 2 * len(SYSTEMS) + 1


# terms of the glossary that have one translation wherever they stand
HELD = (
    "socket", "buffer", "server", "protocol", "pointer", "provider", "datagram", "quota",
    "registry", "thread", "directory", "database", "timeout", "credentials", "firewall",
    "proxy", "certificate", "cache", "packet", "driver", "file system", "body", "header",
    "redirect", "adapter", "firmware", "kernel", "descriptor", "router", "gateway", "library",
    "container", "element", "script", "password", "event log", "spelling", "security",
    "administrator", "debugger", "cable",
)  # fmt: skip


def test_glossary_is_held_to() -> None:
    """A term of the glossary that an entry has in English, it has in Japanese as agreed."""
    glossary = (ROOT / "locales/ja/GLOSSARY.md").read_text("utf-8")
    terms = dict(re.findall(r"^\| ([A-Za-z -]+) \| ([^ |（、]+) \|$", glossary, re.MULTILINE))
    patterns = {
        term: re.compile(rf"\b(?:{term}|{re.sub('y$', 'ie', term)}|{term}e)s?\b(?!\(\))")
        for term in HELD
    }
    wrong = []
    for system, entry in ENTRIES:
        english = " ".join(plain(entry.english(field)) for field in READ)
        other = " ".join(japanese(system, entry, field) for field in READ)
        wrong += [
            (entry.symbol, term)
            for term, pattern in patterns.items()
            # the function socket
            if term not in entry.verbatim and pattern.search(english) and terms[term] not in other
        ]
    assert wrong == []


# what people type, and entries that they expect among the first three answers
TYPED = {
    "broken pipe": {"errno:EPIPE", "win32:ERROR_BROKEN_PIPE", "win32:ERROR_NO_DATA"},
    "timeout": {"errno:ETIMEDOUT", "http:HTTP_REQUEST_TIMEOUT"},
    "timed out": {"errno:ETIMEDOUT", "http:HTTP_REQUEST_TIMEOUT"},
    "タイムアウト": {"errno:ETIMEDOUT", "http:HTTP_REQUEST_TIMEOUT"},
    "forcibly closed": {"errno:ECONNRESET", "winsock:WSAECONNRESET"},
    "firewall": {"errno:ECONNREFUSED", "errno:EHOSTUNREACH", "errno:ETIMEDOUT"},
    "ファイアウォール": {"errno:ECONNREFUSED", "errno:EHOSTUNREACH", "errno:ETIMEDOUT"},
    "名前解決": {"getaddrinfo:EAI_AGAIN", "getaddrinfo:EAI_FAIL"},
    "port in use": {"errno:EADDRINUSE", "winsock:WSAEADDRINUSE"},
    "ポート 使用中": {"errno:EADDRINUSE", "winsock:WSAEADDRINUSE"},
    "証明書": {"errno:EPROTO", "http:HTTP_MISDIRECTED_REQUEST"},
    "connection refused": {"errno:ECONNREFUSED"},
    "permission denied": {"errno:EACCES"},
    "too many open files": {"errno:EMFILE", "win32:ERROR_TOO_MANY_OPEN_FILES"},
    "メモリ不足": {"errno:ENOMEM"},
}
TYPED_OF_WINSOCK = {
    "timeout": "WSAETIMEDOUT",
    "timed out": "WSAETIMEDOUT",
    "タイムアウト": "WSAETIMEDOUT",
    "forcibly closed": "WSAECONNRESET",
    "強制的に切断": "WSAECONNRESET",
    "firewall": "WSAEACCES",
    "名前解決": "WSAHOST_NOT_FOUND",
    "port in use": "WSAEADDRINUSE",
    "ポート 使用中": "WSAEADDRINUSE",
    "接続拒否": "WSAECONNREFUSED",
}


class TestSearch:
    def test_words_of_readers(self, catalog: Catalog) -> None:
        """What people type leads to what they expect, among the first three answers."""
        missing = {}
        for typed, wanted in TYPED.items():
            found = {f"{one.system}:{one.symbol}" for one in catalog.search(typed, limit=3)}
            if not wanted <= found:
                missing[typed] = found
        for typed, symbol in TYPED_OF_WINSOCK.items():
            found = {one.symbol for one in catalog.search(typed, system="winsock", limit=3)}
            if symbol not in found:
                missing[f"{typed} of Winsock"] = found
        assert missing == {}

    def test_a_name_leads_to_its_entry(self, catalog: Catalog) -> None:
        """Whatever else has a name among its words, the entry of that name comes first."""
        wrong = []
        some_named = [(system, entry) for system, entry in EVERY if not entry.texts][::100]
        for system, entry in (*ENTRIES, *some_named):
            for _, name in entry.names():
                (first,) = catalog.search(f" {name.lower()}", system=system.name, limit=1)
                if first.symbol != entry.symbol:
                    wrong.append((name, first.symbol))
        assert wrong == []
