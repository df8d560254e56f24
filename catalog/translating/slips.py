"""Slips of the hand in a translation: what is probably wrong, whatever the text says.

Each check looks at one form of the English and the form of the translation that stands for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..errors import shown
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..sources.matching import Finding
from .languages import Traits

_DIGITS = re.compile(r"\d+(?:[.,'\u00a0\u202f\u066b\u066c]\d+)*")
_BETWEEN_DIGITS = re.compile(r"[.,'\u00a0\u202f\u066b\u066c]")
_SPELLED = re.compile(
    r"\b(?:zero|one|once|first|single|a|an|two|twice|second|both|pair|half|three|third|four|"
    r"fourth|five|fifth|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million|billion)\b",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_DOUBLED = re.compile(
    r"([。、，．！？；：・,;:])[ \u3000]?\1|(?<!\.)\.\.(?!\.)|[。．.][、，,]|[、，,][。．]|"
    r"[。．]\.|(?<!\.)\.[。．]|\?\?|(?<!!)!!(?!!)"
)
# zero-width spaces, soft hyphens, and what turns the direction of text round
_INVISIBLE_ALWAYS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad\u180e\u2028\u2029")
_MARKS_OF_DIRECTION = frozenset("\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
_PAIRS = {
    ")": "(", "]": "[", "}": "{", "）": "（", "］": "［", "」": "「", "』": "『", "】": "【",
    "〉": "〈", "》": "《", "〕": "〔",
}  # fmt: skip
_OPENING = frozenset(_PAIRS.values())
# UTF-8 that was read as Windows-1252 or ISO 8859-1, Shift JIS as these, UTF-8 as Shift JIS
_READ_AS_LATIN = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]+")
_READ_AS_JAPANESE = re.compile(r"[^\x00-\x7f]*[縺繧繝][^\x00-\x7f]+")
_KANA = re.compile(r"[ぁ-ヿ]")
_JAPANESE_AS_LATIN = re.compile(
    r"(?:[\u0082\u0083‚ƒ][\u0080-\u00ff\u0152-\u0178\u2013-\u2122]){2,}|(?:[¤¥][¡-þ]){2,}"
)
_END = {
    ".": ".", "。": ".", "．": ".", "｡": ".", "।": ".", "։": ".", "۔": ".", "።": ".", "᠃": ".",
    "?": "?", "？": "?", "؟": "?", ";": "?", "\u037e": "?", "՞": "?",
    "!": "!", "！": "!", "՜": "!", ":": ":", "：": ":", "…": "…", ",": ",", "、": ",", "，": ",",
}  # fmt: skip
_BEHIND_END = "\"'”’»›）)」』】］]〉》 \u00a0\u202f\u3000\n"
_WORD = re.compile(r"[^\W\d_]+")
_URL = re.compile(r"\b(?:https?|ftp)://[^\s\"'<>()（）「」、。]+[^\s\"'<>()（）「」、。.,;:!?]")


_BEGINS_WITH = _("the translation begins with a space, the English does not")
_BEGINS_WITHOUT = _("the translation begins without a space, the English does not")
_ENDS_WITH = _("the translation ends with a space, the English does not")
_ENDS_WITHOUT = _("the translation ends without a space, the English does not")


def slips(english: str, translation: str, traits: Traits) -> Iterator[Finding]:
    """Yield what is probably wrong with a translation, a text that is not empty."""
    yield from _spaces(english, translation)
    yield from _numbers(english, translation)
    yield from _shape(english, translation)
    yield from _punctuation(english, translation, traits)
    yield from _brackets(english, translation)
    yield from _characters(english, translation, traits)
    yield from _words(english, translation, traits)


def _spaces(english: str, translation: str) -> Iterator[Finding]:
    begins = _is_blank(translation[:1])
    if begins != _is_blank(english[:1]):
        yield Finding("edge-space", _BEGINS_WITH if begins else _BEGINS_WITHOUT)
    ends = _is_blank(translation[-1:])
    if ends != _is_blank(english[-1:]):
        yield Finding("edge-space", _ENDS_WITH if ends else _ENDS_WITHOUT)
    inner = [line for line in translation.split("\n") if line != line.strip()]
    if (
        inner
        and "\n" in translation
        and english.split("\n") == [line.strip() for line in english.split("\n")]
    ):
        yield Finding("edge-space", _("a line of the translation begins or ends with a space"))
    if re.search(r"[ \u00a0\u3000]{2}", translation.strip()) and "  " not in english.strip():
        yield Finding("double-space", _("the translation has two spaces in a row"))


def _is_blank(character: str) -> bool:
    return character != "\n" and character.isspace()


def _numbers(english: str, translation: str) -> Iterator[Finding]:
    ours, theirs = _numbers_in(english), _numbers_in(translation)
    lost = sorted(ours - theirs)
    # "one" and "no" are said with articles in English, and in figures elsewhere
    added = sorted(theirs - ours - {"0", "1"})
    if lost:
        problem = _("the translation lacks the number {number}", number=lost[0])
        if added:
            problem = _(
                "the translation lacks the number {number}; it has {other} instead",
                number=lost[0],
                other=added[0],
            )
        yield Finding("number-changed", problem)
    elif added and not _SPELLED.search(english):
        yield Finding("number-changed", _("the English has no number {number}", number=added[0]))


def _numbers_in(text: str) -> set[str]:
    """Return the numbers of a text, without separators, those of identifiers included."""
    return {
        "".join(str(unicodedata.digit(one)) for one in _BETWEEN_DIGITS.sub("", found[0]))
        for found in _DIGITS.finditer(text)
    }


def _shape(english: str, translation: str) -> Iterator[Finding]:
    ours, theirs = (len(_PARAGRAPHS.split(text.strip())) for text in (english, translation))
    if ours != theirs:
        problem = _(
            "the English has {ours} paragraphs, the translation {theirs}", ours=ours, theirs=theirs
        )
        yield Finding("lost-paragraph", problem)
    if not any(one.isalnum() for one in translation) and any(one.isalnum() for one in english):
        yield Finding("no-words", _("the translation has no words"))


def _punctuation(english: str, translation: str, traits: Traits) -> Iterator[Finding]:
    for found in _DOUBLED.finditer(translation):
        if found[0] not in english:
            problem = _("the translation has {text}", text=shown(found[0]))
            yield Finding("doubled-punctuation", problem)
            break
    space = re.search(r"(?<=\w)[ \u3000]+(?:[,.](?=\s|$)|[、。，．）」])", translation)
    if space and not re.search(r" [,.](?:\s|$)", english):
        problem = _("the translation has a space before {text}", text=shown(space[0][-1]))
        yield Finding("misplaced-space", problem)
    if not traits.ends_sentences:
        return
    ours, theirs = _end_of(english), _end_of(translation)
    if ours != theirs and {ours, theirs} != {"?", ";"}:
        yield Finding("end-punctuation", _other_end(ours, theirs))


def _other_end(ours: str, theirs: str) -> InterfaceMessage:
    if not ours:
        return _(
            "the English ends without a mark, the translation in {theirs}", theirs=shown(theirs)
        )
    if not theirs:
        return _("the English ends in {ours}, the translation without one", ours=shown(ours))
    return _(
        "the English ends in {ours}, the translation in {theirs}",
        ours=shown(ours),
        theirs=shown(theirs),
    )


def _end_of(text: str) -> str:
    text = text.rstrip(_BEHIND_END)
    if text.endswith("..."):
        return "…"
    return _END.get(text[-1:], "")


def _brackets(english: str, translation: str) -> Iterator[Finding]:
    if _unbalanced(translation) and not _unbalanced(english):
        problem = _(
            "the bracket {bracket} has no other one", bracket=shown(_unbalanced(translation))
        )
        yield Finding("unbalanced-brackets", problem)
    if translation.count('"') % 2 and english.count('"') % 2 == 0:
        yield Finding("unbalanced-brackets", _('a quotation mark " has no other one'))


def _unbalanced(text: str) -> str:
    """Return the first bracket without its other one, or the empty text."""
    opened: list[str] = []
    for character in text:
        if character in _OPENING:
            opened.append(character)
        elif character in _PAIRS and (not opened or opened.pop() != _PAIRS[character]):
            return character
    return opened[-1] if opened else ""


def _characters(english: str, translation: str, traits: Traits) -> Iterator[Finding]:
    new = set(translation) - set(english)
    if translation.isascii():
        return
    for character in sorted(new):
        code = f"U+{ord(character):04X}"
        if character in _INVISIBLE_ALWAYS or _is_out_of_place(character, traits):
            problem = _("the translation has the invisible {code}", code=code)
            yield Finding("invisible-character", problem)
        elif unicodedata.category(character) in ("Co", "Cn", "Cs") or character == "\ufffd":
            problem = _("the translation has {code}, which is no letter", code=code)
            yield Finding("damaged-character", problem)
        elif unicodedata.category(character) == "Zs" and character not in _spaces_of(traits):
            problem = _("the translation has {code}, a space of another kind", code=code)
            yield Finding("unusual-space", problem)
        elif "\uff10" <= character <= "\uff5a" and character.isalnum():
            problem = _(
                "the translation has {character}, a full-width letter or digit", character=character
            )
            yield Finding("full-width", problem)
        elif "\uff61" <= character <= "\uff9f":
            problem = _("the translation has {character}, a half-width letter", character=character)
            yield Finding("half-width-kana", problem)
    if damaged := _damaged(translation, traits):
        problem = _("{text} is text that was read in another encoding", text=shown(damaged))
        yield Finding("damaged-character", problem)


def _spaces_of(traits: Traits) -> str:
    """Return the spaces that texts of a language have."""
    return " \u3000" if traits.is_ideographic else " \u00a0\u202f"


def _is_out_of_place(character: str, traits: Traits) -> bool:
    if character in _JOINERS:
        return not traits.joins
    if character == "\u200b":
        # where words are not apart, it says where a line may break
        return traits.ends_sentences
    if character in _MARKS_OF_DIRECTION:
        return not traits.right_to_left
    return unicodedata.category(character) == "Cf" and not traits.joins


def _damaged(text: str, traits: Traits) -> str:
    """Return a part of a text that other bytes were meant by, or the empty text."""
    for found in _READ_AS_LATIN.finditer(text):
        if not traits.is_latin:
            return found[0]
        for encoding in ("cp1252", "latin-1"):
            try:
                found[0].encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            return found[0]
    if japanese := _JAPANESE_AS_LATIN.search(text):
        return japanese[0]
    for found in _READ_AS_JAPANESE.finditer(text):
        meant = found[0].encode("cp932", "ignore").decode("utf-8", "ignore")
        if len(_KANA.findall(meant)) > 1:
            return found[0]
    return ""


def _words(english: str, translation: str, traits: Traits) -> Iterator[Finding]:
    for url in _URL.findall(english):
        if url not in translation:
            problem = _("the translation lacks {name}", name=shown(url))
            yield Finding("missing-name", problem)
    first, begin = _WORD.search(translation), _WORD.search(english)
    if (
        traits.has_case
        and first
        and begin
        and begin[0][0].isupper()
        and first[0][0].islower()
        and first[0] not in english
        and not translation[: first.start()].strip("\"'“„«‘‚¿¡(").strip()
    ):
        yield Finding("start-capital", _("the English begins with a capital letter"))
