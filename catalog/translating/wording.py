"""Words of a translation: names that it should have kept, English that it should not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import shown
from ..marking import InterfaceMessage, any_of
from ..marking import gettext_lazy as _
from ..sources.matching import Finding
from .languages import Traits

# names of functions, options and the like: an underscore, or call brackets
_IDENTIFIER = re.compile(r"\b(?:[A-Za-z][A-Za-z0-9]*_\w+|[A-Za-z]\w*(?=\(\)))", re.ASCII)
# what may be such a name: a capital inside, capitals and small letters, options and file names
_NAME = re.compile(
    r"(?<![\w/.-])(?:[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}[a-z]\w+|[A-Z]{2,}\d*(?![\w-])|"
    r"--?[a-z][a-z-]+(?!\w)|/[a-z]+(?:/[\w.-]*\w)+)",
    re.ASCII,
)
_RUN = re.compile(r"[a-z]+(?: [a-z]+)+")
# words that are English wherever they stand alone among letters of another script
_ENGLISH = re.compile(
    r"(?<![\w./{-])(?:the|an?|of|is|are|was|were|be|been|ha[sd]|have|do|does|did|not?|to|for|from|"
    r"with|without|by|on|in|at|as|or|and|but|if|when|which|that|this|these|those|it|its|cannot|"
    r"can|may|must|should|failed?|errors?|invalid|unknown|missing|closed|opened|found|"
    r"because|then|than|after|before|while|during|there|where)(?![\w/:}-])",
    re.ASCII,
)
_MOSTLY = 0.9
_MOST_LATIN = 4
"""How many English words in a row two languages in Latin letters may share."""

_DOUBLED_WORD = re.compile(
    r"(?<!\S)([^\W\d_][^\s.,;:!?]*)[ \u00a0]+\1(?![^\s.,;:!?)»”])", re.IGNORECASE
)
_LETTER, _LATIN_LETTER = re.compile(r"[^\W\d_]"), re.compile(r"[A-Za-zÀ-ɏ]")
# what is no prose: tags, addresses, placeholders, options, our own commands
_NO_PROSE = re.compile(
    r"<[^<>]*>|&#?\w+;|\{[^{}]*\}|%\([^()]*\)\w|\S+://\S+|--[a-z][a-z-]*|\bcatalog(?: [a-z]+)+"
)
# what some languages say twice: pronouns, and articles beside pronouns
_SAID_TWICE = {
    "fr": {"nous", "vous"},
    "de": {"der", "die", "das", "sie", "dem", "den"},
    "nl": {"dat", "die", "ze"},
    "vi": {"xa", "dần", "luôn", "từ"},
}
_WHOLE_REPEATED = re.compile(r"([^\W\d_]{3,30})\1|([一-鿿]{2,9})\2|([^。]{4,300}。)\3")
_PARTICLES = re.compile(
    r"をを|がが|にに|へへ|はは(?!は)|(?<!も)のの|(?<!こ)とと(?!も)|(?<!ま)でで|がを|をが|(ました|ません|です|ます)\1"
)
_JAPANESE_LETTER = "[ぁ-ヿ一-鿿々]"
_WESTERN = re.compile(rf"(?<={_JAPANESE_LETTER})[,.?!]|,(?={_JAPANESE_LETTER})|[，．｡､]")
# commands, settings and the like, as they are typed
_AS_TYPED = re.compile(r"`([^`\n]+)`")
_QUOTED = re.compile(r'"([^"\n]+)"')


def missing_names(
    verbatim: Iterable[str], english: Iterable[str], translation: str
) -> Iterator[Finding]:
    """Yield the names that should stand in a translation and do not, each once."""
    told: set[str] = set()
    text = "\n".join(english)
    for check, names, stands in (
        ("missing-verbatim", (*verbatim, *_AS_TYPED.findall(text)), str.__contains__),
        ("missing-identifier", _IDENTIFIER.findall(text), _stands_in),
        ("missing-name", _NAME.findall(text), _stands_in),
    ):
        for name in names:
            if name not in told and not stands(translation, name):
                told.add(name)
                yield Finding(check, _("the translation lacks {name}", name=name))


def _stands_in(text: str, name: str) -> bool:
    """Tell whether a name stands in a text for itself: TCP does not in IPPROTO_TCP.

    Small letters may follow it, because many languages have endings.
    """
    return bool(re.search(rf"(?<![A-Z0-9_]){re.escape(name)}(?![A-Z0-9_])", text))


def wording(
    english: str, translation: str, verbatim: Iterable[str], traits: Traits
) -> Iterator[Finding]:
    """Yield what is wrong with the words of one form of a translation."""
    if translation == english:
        if _is_to_translate(english):
            yield Finding("untranslated", _("the translation is only a copy of the English"))
        return
    # what is typed, or quoted from a program, is no prose and the same in every language
    for typed in (*_AS_TYPED.findall(english), *_QUOTED.findall(english)):
        translation = translation.replace(f"`{typed}`", "X").replace(f"「{typed}」", "X")
    yield from _english_left(english, translation, verbatim, traits)
    yield from _repeated(english, translation, traits)
    if traits.language == "ja" and (found := _WESTERN.search(translation)):
        problem = _(
            "the translation has {text} where Japanese has {marks}",
            text=shown(found[0]),
            marks=any_of("、。"),
        )
        yield Finding("western-punctuation", problem)


def _is_to_translate(text: str) -> bool:
    """Tell whether a text has something to translate: two words that are no names."""
    words = re.findall(r"[A-Za-z]+", _NO_PROSE.sub(" ", text))
    return len([word for word in words if word.islower()]) > 1


def _english_left(
    english: str, translation: str, verbatim: Iterable[str], traits: Traits
) -> Iterator[Finding]:
    kept = " ".join(verbatim)
    translation = _NO_PROSE.sub("", translation)
    latin = len(_LATIN_LETTER.findall(translation)) > _MOSTLY * len(_LETTER.findall(translation))
    latin = latin or traits.is_latin
    for found in _RUN.finditer(translation):
        words = found[0].split(" ")
        if found[0] in kept or len(words) <= (_MOST_LATIN if latin else 1):
            continue
        if found[0] in english or (not latin and _ENGLISH.search(found[0])):
            yield Finding("english-left", _english(found[0]))
            return
    if latin:
        return
    for word in _ENGLISH.findall(translation):
        if word not in kept.split():
            yield Finding("english-left", _english(word))
            return


def _english(words: str) -> InterfaceMessage:
    return _("the translation has the English {words}", words=shown(words))


def _repeated(english: str, translation: str, traits: Traits) -> Iterator[Finding]:
    if traits.is_ideographic:
        for pattern in (_PARTICLES, _WHOLE_REPEATED):
            if (found := pattern.search(translation)) and found[0] not in english:
                yield Finding("doubled-word", _("the translation has {text}", text=shown(found[0])))
                return
    for found in _DOUBLED_WORD.finditer(translation):
        usual = found[1].lower() in _SAID_TWICE.get(traits.language, ())
        if not usual and found[0] not in english:
            yield Finding("doubled-word", _("the translation has {text}", text=shown(found[0])))
            return
