"""Headers of PO files: what they must say, and the language that they and the folder name."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InvalidLocale
from ..language import plurals
from ..language.tags import of_folder
from ..po.file import PLACEHOLDER, Header
from ..sources.matching import Finding
from .languages import likely_of, plural_rule


def language_of(header: Header, folder: str) -> str:
    """Return the tag of the language that a header or else a folder names, or the empty text."""
    for name in (header.get("Language"), folder):
        try:
            if name:
                return of_folder(name)
        except InvalidLocale:
            continue
    return ""


def header_problems(header: Header, folder: str, *, has_plurals: bool) -> Iterator[Finding]:
    """Yield what is wrong with the header of a PO file in a language's folder."""
    if header.fuzzy:
        yield Finding("fuzzy-header", "the header is marked fuzzy, so that tools skip the file")
    if header.get("Plural-Forms").rstrip(";") == PLACEHOLDER.rstrip(";"):
        yield Finding("header", "Plural-Forms is still that of the template")
    if "charset=CHARSET" in header.get("Content-Type"):
        yield Finding("charset", "Content-Type is still that of the template")
    if not header.get("Content-Type"):
        yield Finding("charset", "the header has no Content-Type with a charset")
    tags = []
    for name in (header.get("Language"), folder):
        try:
            tags += [of_folder(name)] if name else []
        except InvalidLocale as error:
            yield Finding("language-tag", f"Language: {error}")
    if len(tags) == 2 and (problem := _different(*tags)):
        stated = header.get("Language")
        yield Finding("language", f"Language is {stated}, but the folder is {folder}: {problem}")
    if tags and has_plurals and header.get("Plural-Forms"):
        yield from _plural_rule(header, tags[0])


def _different(one: str, other: str) -> str | None:
    """Return why two tags are not of one language, as readers of CLDR's likely subtags are."""
    ours, theirs = likely_of(one), likely_of(other)
    for what, mine, its in zip(("language", "script", "region", "variant"), ours, theirs):  # noqa: B905
        if mine != its:
            return f"another {what}, {mine or 'none'} and {its or 'none'}"
    return None


def _plural_rule(header: Header, tag: str) -> Iterator[Finding]:
    """Yield how many forms a language has, where a header says another number."""
    try:
        usual = plurals.parsed(plural_rule(tag))[0]
    except InvalidLocale:
        return
    stated = plurals.parsed(header.plural)[0]
    if stated < usual:
        problem = f"Plural-Forms says {stated} forms, but the language {tag} has {usual}"
        yield Finding("plural-rule", problem)
