"""Headers of PO files: what they must say, and the language that they and the folder name."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InvalidLocale
from ..language import plurals
from ..language.tags import of_folder
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..po.file import PLACEHOLDER, Header
from ..sources.matching import Finding
from .languages import likely_of, plural_rule

_DIFFERENCES = (
    _("Language is {stated}, but the folder is {folder}: another language, {one} and {other}"),
    _("Language is {stated}, but the folder is {folder}: another script, {one} and {other}"),
    _("Language is {stated}, but the folder is {folder}: another region, {one} and {other}"),
    _("Language is {stated}, but the folder is {folder}: another variant, {one} and {other}"),
)


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
        yield Finding("fuzzy-header", _("the header is marked fuzzy, so that tools skip the file"))
    if header.get("Plural-Forms").rstrip(";") == PLACEHOLDER.rstrip(";"):
        yield Finding("header", _("{field} is still that of the template", field="Plural-Forms"))
    if "charset=CHARSET" in header.get("Content-Type"):
        yield Finding("charset", _("{field} is still that of the template", field="Content-Type"))
    if not header.get("Content-Type"):
        yield Finding("charset", _("the header has no Content-Type with a charset"))
    tags = []
    for name in (header.get("Language"), folder):
        try:
            tags += [of_folder(name)] if name else []
        except InvalidLocale as error:
            yield Finding("language-tag", _("Language: {problem}", problem=error.message))
    if len(tags) == 2 and (problem := _different(*tags)):
        stated = header.get("Language")
        problem = problem.given(stated=stated, folder=folder)
        yield Finding("language", problem)
    if tags and has_plurals and header.get("Plural-Forms"):
        yield from _plural_rule(header, tags[0])


def _different(one: str, other: str) -> InterfaceMessage | None:
    """Return why two tags are not of one language, as readers of CLDR's likely subtags are."""
    pairs = zip(_DIFFERENCES, likely_of(one), likely_of(other), strict=True)
    for template, mine, its in pairs:
        if mine != its:
            return template.given(one=mine or _("none"), other=its or _("none"))
    return None


def _plural_rule(header: Header, tag: str) -> Iterator[Finding]:
    """Yield how many forms a language has, where a header says another number."""
    try:
        usual = plurals.parsed(plural_rule(tag))[0]
    except InvalidLocale:
        return
    stated = plurals.parsed(header.plural)[0]
    if stated < usual:
        problem = _(
            "Plural-Forms says {stated} forms, but the language {language} has {usual}",
            stated=stated,
            language=tag,
            usual=usual,
        )
        yield Finding("plural-rule", problem)
