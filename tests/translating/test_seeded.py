"""Slips of every kind, seeded into the shipped Japanese files: each is found, by its check."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support import ROOT

from catalog.language.interface import DOMAIN
from catalog.language.plurals import all_forms
from catalog.po import layout, reader
from catalog.po.file import PoFile
from catalog.sources.toml import SourceSystem, read_system
from catalog.translating.check import check

# translations of a file that a slip is made in
_MOST = 12
_NAMES = "missing-verbatim missing-identifier missing-name"
Slip = Callable[[str], str]


def swapped(old: str, new: str) -> Slip:
    """Put something in the place of the first text that an expression finds."""
    return lambda text: re.sub(old, new, text, count=1)


def lost(name: str, instead: str) -> Slip:
    """Put something in the place of the first name that an expression finds, wherever it stands."""

    def slip(text: str) -> str:
        found = re.search(name, text)
        return re.sub(rf"\b{found[0]}\b", instead, text) if found else text

    return slip


# of each: what it is, the check that finds it, what is done to a translation that has what it needs
SLIPS: list[tuple[str, str, Slip]] = [
    ("a number changed", "number-changed", swapped(r"\d\d+", "77")),
    ("a digit lost", "number-changed", swapped(r"(?<=\d)\d", "")),
    ("a number lost", "number-changed", swapped(r"\d{2,}", "")),
    ("a number in full width", "full-width", swapped(r"\d", "５")),
    ("a letter in full width", "full-width", swapped(r"[A-Z]{3}", "ＴＣＰ")),
    ("a space before", "edge-space", lambda text: f" {text}"),
    ("a wide space before", "edge-space", lambda text: f"\u3000{text}"),
    ("a space behind", "edge-space", lambda text: f"{text} "),
    ("two spaces", "double-space", swapped(" ", "  ")),
    ("a wide and a narrow space", "double-space", swapped(" ", " \u3000")),
    ("a space before 。", "misplaced-space", swapped("。", " 。")),
    ("a space before 、", "misplaced-space", swapped("、", " 、")),
    ("a no-break space", "unusual-space", swapped(" ", "\u00a0")),
    ("a paragraph lost", "lost-paragraph", swapped("。(?=.)", "。\n\n")),
    ("a line feed at the end", "line-ends control-character", lambda text: f"{text}\n"),
    ("。。", "doubled-punctuation", swapped("。", "。。")),
    ("、、", "doubled-punctuation", swapped("、", "、、")),
    ("、。", "doubled-punctuation", swapped("。", "、。")),
    ("。.", "doubled-punctuation", swapped("。", "。.")),
    ("only 。", "no-words", lambda text: "。"),
    ("only a dash", "no-words", lambda text: "－"),
    ("no 。 at the end", "end-punctuation", lambda text: text.removesuffix("。")),
    ("a western period at the end", "western-punctuation", swapped("。$", ".")),
    ("a wide western period", "western-punctuation", swapped("。$", "．")),
    ("a western comma", "western-punctuation", swapped("、", ",")),
    ("a question", "end-punctuation", swapped("。$", "か？")),
    ("a replacement character", "damaged-character", swapped("す", "\ufffd")),
    ("a private character", "damaged-character", swapped("す", "\ue000")),
    ("UTF-8 read as Latin-1", "damaged-character", lambda text: mojibake(text, "latin-1")),
    ("UTF-8 read as Windows-1252", "damaged-character", lambda text: mojibake(text, "cp1252")),
    ("UTF-8 read as Shift JIS", "damaged-character", lambda text: mojibake(text, "cp932")),
    ("question marks", "doubled-punctuation", swapped("[ぁ-ん]{3}", "???")),
    ("an override of direction", "invisible-character", swapped("す", "す\u202e")),
    ("an isolate of direction", "invisible-character", swapped("す", "す\u2067")),
    ("a zero-width space", "invisible-character", swapped("す", "す\u200b")),
    ("a zero-width joiner", "invisible-character", swapped("す", "す\u200d")),
    ("a byte order mark", "invisible-character", swapped("す", "\ufeffす")),
    ("a soft hyphen", "invisible-character", swapped("す", "す\u00ad")),
    ("a line separator", "invisible-character", swapped("。", "。\u2028")),
    ("a bell", "control-character", swapped("す", "す\x07")),
    ("a tab", "control-character", swapped(" ", "\t")),
    ("a bracket without its other", "unbalanced-brackets", swapped("。", "（。")),
    ("a quotation not closed", "unbalanced-brackets", swapped("^", "「")),
    ("brackets of two kinds", "unbalanced-brackets", swapped("([ァ-ヶー]{3,})", r"「\1』")),
    ("a name lost", _NAMES, swapped(r"[A-Z]+_[A-Z]+", "それ")),
    ("a name mistyped", _NAMES, swapped(r"([A-Z]+)_([A-Z]+)", r"\1-\2")),
    ("an acronym lost", _NAMES, lost(r"\b(?:TCP|IP|DNS|TLS|NFS)\b", "それ")),
    ("a name in other letters", _NAMES, lost(r"\b(?:macOS|FreeBSD|WireGuard|ENet)\b", "アプリ")),
    ("English behind the Japanese", "english-left", lambda text: f"{text} the connection was"),
    ("an English word", "english-left", swapped("を", " not ")),
    ("を twice", "doubled-word", swapped("を", "をを")),
    ("の twice", "doubled-word", swapped("(?<!も)の", "のの")),
    ("が twice", "doubled-word", swapped("が", "がが")),
    ("a word twice", "doubled-word", swapped("([ァ-ヶー]{4,})", r"\1\1")),
    ("a sentence twice", "doubled-word", swapped("^([^。]{8,}。)", r"\1\1")),
    ("an ending twice", "doubled-word", swapped("ました。", "ましたました。")),
    ("half-width letters", "half-width-kana", swapped("エラー", "ｴﾗｰ")),
    ("half-width punctuation", "half-width-kana", swapped("。", "｡")),
    ("markup", "markup", swapped("([ァ-ヶー]{3,})", r"<b>\1</b>")),
    ("an entity", "markup", swapped(" ", "&nbsp;")),
]  # fmt: skip


def mojibake(text: str, encoding: str) -> str:
    """Return a text of which one word was read in another encoding."""
    for found in re.finditer(r"[ぁ-ん]{4}", text):
        bad = found[0].encode("utf-8").decode(encoding, "ignore")
        if len(bad) > 3:
            return text.replace(found[0], bad, 1)
    return text


@pytest.fixture(scope="module")
def files() -> list[tuple[Path, SourceSystem]]:
    folder = ROOT / "locales" / "ja" / "LC_MESSAGES"
    return [
        (path, read_system(ROOT / "catalog" / "systems" / f"{path.stem}.toml"))
        for path in sorted(folder.glob("*.po"))
        if path.stem != DOMAIN
    ]


def seeded(po: PoFile, slip: Slip) -> PoFile:
    """Return a file of the first translations that a slip can be made in, with it.

    Search words are left out: each language has its own, so that they are no translations.
    """
    made = [
        replace(message, string=slip(text), line=None)
        for message in po.messages
        for text in [all_forms(message.string)[0]]
        if not (message.context or "").endswith(("title", ".keywords")) and slip(text) != text
    ]
    return PoFile(po.header, made[:_MOST])


# in small: the tests of each check
@pytest.mark.full
def test_every_slip_is_found(tmp_path: Path, files: list[tuple[Path, SourceSystem]]) -> None:
    """Nearly everywhere where a slip can be made it is told, and by the check of its name."""
    missed = []
    read = [(reader.read(path), tmp_path / path.name, system) for path, system in files]
    for what, name, slip in SLIPS:
        made = told = 0
        for po, bad, system in read:
            po_with_slips = seeded(po, slip)
            bad.write_bytes(layout.written(po_with_slips))
            made += len(po_with_slips.messages)
            told += len({one.line for one in check(bad, system) if one.check in name.split()})
        if not made or told < 0.9 * made:
            missed.append(f"{what}: {told} of {made} by {name}")
    assert missed == []


def test_untranslated(tmp_path: Path, files: list[tuple[Path, SourceSystem]]) -> None:
    """English in the place of a translation, and a name that must stay as it is."""
    for path, system in files:
        po = reader.read(path)
        verbatim = {f"{one.symbol}.description": one.verbatim for one in system.entries}
        lost = 0
        for message in po.messages:
            for name in verbatim.get(message.context or "", ())[:1]:
                message.string = str(message.string).replace(name, "それ")
                lost += 1
            if (message.context or "").endswith(".meaning"):
                message.string = message.id
        bad = tmp_path / path.name
        bad.write_bytes(layout.written(po))
        told = [one.check for one in check(bad, system)]
        # "Success." has one word, which might be a name
        assert told.count("untranslated") >= 0.95 * len(
            [one for one in system.entries if one.texts]
        )
        assert told.count("missing-verbatim") >= lost
