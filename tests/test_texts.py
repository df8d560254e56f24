"""The shipped texts against the conventions that CONTRIBUTING.md and the glossary state."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support import ROOT

from catalog import paths, poreader
from catalog.source import Source, read
from catalog.tomlfile import SourceEntry

(CONTENT,) = read([Source.built_in()])
(WINSOCK,) = CONTENT.systems
TEXTS = {
    locale: {key: str(text) for key, text in found.texts.items()}
    for (_, locale), found in CONTENT.translations.items()
}
ENTRIES = WINSOCK.entries
JAPANESE = r"[\u3040-\u30ff\u3400-\u9fff々]"
MISSPELT = re.compile(
    r"(?:サーバ|バッファ|ドライバ|パラメータ|ユーザ|コンピュータ|プロバイダ|ポインタ|フォルダ|ヘッダ)(?!ー)"
    r"|メモリー|クローズ|インターフェース|インタフェース|ファイル ハンドル|することができ"
)
AMERICAN = re.compile(
    r"\b\w*(?:[io]lis(?:e|ed|ing|ation)|nis(?:e|ed|ing)|ogue|our|cancelled|signalled)\b"
)


def test_ninety_seven() -> None:
    """97 codes, as winsock2.h has them, in full in both languages, plus the title."""
    assert len(ENTRIES) == 97
    assert {tag: len(texts) for tag, texts in TEXTS.items()} == {"en": 195, "ja": 195}


def test_numbers_are_unique() -> None:
    """Winsock gives every number once."""
    assert len({entry.value for entry in ENTRIES}) == 97


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.symbol)
class TestEvery:
    @pytest.mark.parametrize("locale", ["en", "ja"])
    def test_verbatim(self, entry: SourceEntry, locale: str) -> None:
        """What must stay as it is stands in every language's description, and symbols too."""
        description = TEXTS[locale][f"{entry.symbol}.description"]
        symbols = re.findall(r"\bWSA\w+", entry.meaning + entry.description)
        for word in {*entry.verbatim, *symbols}:
            assert word in description + TEXTS[locale][f"{entry.symbol}.meaning"]

    def test_english(self, entry: SourceEntry) -> None:
        """One sentence means, more than one sentence's worth describes; American spelling."""
        assert re.fullmatch(r"[A-Z](?:[^.]|\.(?=\w))+\.", entry.meaning)
        assert entry.description != entry.meaning
        for paragraph in entry.description.split("\n\n"):
            assert paragraph.endswith(".")
            assert not re.search(r"  |\n|^ | $|`|\*|n't\b", paragraph)
        words = re.sub(r"\bWSA\w+", "", entry.meaning + " " + entry.description)
        assert not AMERICAN.search(words.replace("four", ""))

    def test_japanese(self, entry: SourceEntry) -> None:
        """One sentence means; sentences end with 。; spacing, width and spellings as agreed."""
        meaning = TEXTS["ja"][f"{entry.symbol}.meaning"]
        description = TEXTS["ja"][f"{entry.symbol}.description"]
        assert meaning.count("。") == 1
        assert meaning != description
        assert description.count("\n\n") == entry.description.count("\n\n")
        for paragraph in (meaning, *description.split("\n\n")):
            assert paragraph.endswith("。")
            assert not MISSPELT.search(paragraph)
            assert not re.search(r"[,.!?(),](?!\w)|[ａ-ｚＡ-Ｚ０-９]|　|  ", paragraph)
            assert not re.search(rf"{JAPANESE}[!-~]|[!-~]{JAPANESE}", paragraph), (
                "a space is missing"
            )
            assert not re.search(r"[、。（）「」] | [、。（）「」]", paragraph), "a space too many"


def test_meanings_differ() -> None:
    """Two entries have one meaning only where one code replaces the other."""
    by_meaning: dict[str, list[str]] = {}
    for entry in ENTRIES:
        by_meaning.setdefault(entry.meaning, []).append(entry.symbol)
    assert [symbols for symbols in by_meaning.values() if len(symbols) > 1] == [
        ["WSAENOMORE", "WSA_E_NO_MORE"],
        ["WSAECANCELLED", "WSA_E_CANCELLED"],
    ]


FILES = sorted(Path(paths.locales()).glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.parent.name)
class TestFiles:
    def test_complete(self, path: Path) -> None:
        """Nothing is fuzzy, empty or obsolete."""
        po = poreader.read(path)
        assert not [m.context for m in po.messages if m.fuzzy or not m.string]
        assert not po.obsolete

    @pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
    def test_gnu_gettext(self, path: Path, tmp_path: Path) -> None:
        """GNU msgfmt accepts the file without a word."""
        done = subprocess.run(
            ["msgfmt", "--check", "-o", tmp_path / "x.mo", path], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_glossary_is_held_to() -> None:
    """Each one-word English term of the glossary that a text has, its Japanese has as agreed."""
    glossary = (ROOT / "locales/ja/GLOSSARY.md").read_text("utf-8")
    terms = dict(re.findall(r"^\| ([a-z -]+) \| ([^ |（、]+) \|$", glossary, re.MULTILINE))
    assert len(terms) > 80
    for entry in ENTRIES:
        english = f"{entry.meaning} {entry.description}"
        japanese = " ".join(TEXTS["ja"][f"{entry.symbol}.{f}"] for f in ("meaning", "description"))
        for term in ("socket", "buffer", "server", "protocol", "pointer", "provider", "datagram",
                     "quota", "thread", "directory", "registry", "database", "alias"):  # fmt: skip
            if term in terms and re.search(rf"\b{term}s?\b", english):
                assert terms[term] in japanese, (entry.symbol, term)
