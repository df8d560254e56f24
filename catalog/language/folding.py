"""Search terms: the same folding for the texts that are indexed and the words looked for.

Letters fold by compatibility, case and accent (half-width ﾘｾｯﾄ is リセット, hiragana is
katakana, é is e). Scripts written without spaces become overlapping pairs of characters, so
that any two characters in a row are found; all other words are found by their beginning.

The terms of an entry begin with a mark that tells where they come from, so that an index finds
those of names, say, without going through all others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..errors import InvalidSearch
from ..marking import gettext_lazy
from .text import TEXT_FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# the least number of more than 16 bits
_PACKED = 1 << 16
_LONGEST = 1_000
_OF_NAMES = "1"
# names of an entry that has no texts, which is of more use to nobody than one that has
_OF_NAMES_ALONE = "9"
# in the order in which search looks
MARKS = tuple(sorted({_OF_NAMES, *(str(field.mark) for field in TEXT_FIELDS), _OF_NAMES_ALONE}))

_ACCENT = re.compile("[\u0300-\u036f]")
_KATAKANA = {hiragana: hiragana + 0x60 for hiragana in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# Thai to Khmer, CJK radicals to ideographs, kana, bopomofo, hangul, and their extensions
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ASCII_WORDS = re.compile("[a-z0-9]+")
_SPACED_WORDS = re.compile(r"[^\W_]+")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORDS = re.compile(f"([{_UNSPACED}]+)|((?:(?![{_UNSPACED}])[^\\W_])+)")


def fold(text: str) -> str:
    """Return the text in the one form that search compares."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    if _ACCENT.search(apart):
        text = _ACCENT.sub("", apart)
    # composing what is composed already takes next to no time
    composed = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", composed).translate(_KATAKANA)


def _segments(folded: str) -> Iterator[tuple[str, bool]]:
    for match in _WORDS.finditer(folded):
        yield match[0], match[1] is not None


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def search_order(
    system: str, symbol: str, value: int | None, *, is_labelled: bool = False
) -> tuple[object, ...]:
    """Return what search puts entries with the same words in order by: catalogue order.

    It is that of systems and numbers, but for systems whose codes are never written alone: what is
    under them comes before. Last are numbers of more than 16 bits: Windows packs the codes of other
    systems into them, and people mean those.
    """
    is_packed = value is not None and not -_PACKED < value < _PACKED
    return is_packed, is_labelled, system, value is None, value or 0, symbol


def document(
    names: Iterable[str], values: Iterable[int], texts: Mapping[str, Iterable[str]]
) -> str:
    """Return all terms of an entry, marked and in order, with spaces between them.

    ``texts`` holds those of each text field by its name, in all languages.
    """
    by_mark: dict[str, list[str]] = {mark: [] for mark in MARKS}
    if any(texts.values()):
        by_mark[_OF_NAMES] += _of_names(names, values, _ends)
    else:
        # thousands have names alone: their words suffice, and take a third of the room
        by_mark[_OF_NAMES_ALONE] += _of_names(names, values, _whole)
    for field in TEXT_FIELDS:
        by_mark[str(field.mark)] += _of_texts(texts.get(field.name, ()))
    return " ".join([f"{mark}{term}" for mark, terms in by_mark.items() for term in terms])


def _of_texts(texts: Iterable[str]) -> list[str]:
    """Return the terms of texts, each word once, and each run of unspaced text once."""
    words: dict[str, None] = {}
    runs: dict[str, None] = {}
    for text in texts:
        folded = fold(text)
        # the common cases at the speed of one expression
        if folded.isascii():
            words.update(dict.fromkeys(_ASCII_WORDS.findall(folded)))
        elif not _ANY_UNSPACED.search(folded):
            words.update(dict.fromkeys(_SPACED_WORDS.findall(folded)))
        else:
            for word, unspaced in _segments(folded):
                (runs if unspaced else words)[word] = None
    terms = list(words)
    for run in runs:
        # the last character alone, so that it can be found alone and ends a phrase
        terms += [*_pairs(run), run[-1]]
    return terms


def _of_names(
    names: Iterable[str], values: Iterable[int], parts: Callable[[str], tuple[str, ...]]
) -> list[str]:
    """Return the terms of names, by the parts of their words that lead to them, and of numbers."""
    terms: dict[str, None] = {}
    for name in names:
        for word, _ in _segments(fold(name)):
            terms.update(dict.fromkeys(parts(word)))
    for value in values:
        terms.update({str(abs(value)): None, f"{abs(value):#x}": None})
    return list(terms)


@lru_cache(maxsize=4096)
def _ends(word: str) -> tuple[str, ...]:
    """Return a word and all its ends of two characters and more; names share most of theirs."""
    return tuple([word[at:] for at in range(max(1, len(word) - 1))])


def _whole(word: str) -> tuple[str, ...]:
    """Return a word alone; search finds it by how it begins, too."""
    return (word,)


def sought(text: object) -> tuple[tuple[str, bool], ...]:
    """Return what a search text asks for, as ``wanted`` does.

    Raises InvalidSearch when it is no text, is too long, or has no letter or digit.
    """
    if not isinstance(text, str):
        problem = gettext_lazy(
            "{value} is of type {type}; search takes a str", type=type(text).__name__
        )
        raise InvalidSearch(text, problem)
    if len(text) > _LONGEST:
        problem = gettext_lazy(
            "{value} is {length} characters long; at most {most} are searched",
            length=f"{len(text):,}",
            most=f"{_LONGEST:,}",
        )
        raise InvalidSearch(text, problem)
    terms = wanted(text)
    if not terms:
        raise InvalidSearch(text, gettext_lazy("{value} has no letter or digit to search for"))
    return terms


@lru_cache(maxsize=128)
def wanted(text: str) -> tuple[tuple[str, bool], ...]:
    """Return what a search text asks for: phrases of terms, all of which must be found.

    Each comes with whether its last term may be the beginning of a longer one. The result is
    empty when the text has no letter or digit.
    """
    found: dict[tuple[str, bool], None] = {}
    for word, unspaced in _segments(fold(text)):
        if unspaced and len(word) > 1:
            found[" ".join(_pairs(word)), False] = None
        else:
            found[word, True] = None
    return tuple(found)
