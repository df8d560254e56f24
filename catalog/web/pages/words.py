"""The words of the pages, in the reader's language: templates hold none of their own."""

from __future__ import annotations

from ...answers.entry import Entry
from ...answers.kinds import KIND_LABELS, RETRY_LABELS, label_of
from ...answers.showing import NOT_EXPLAINED
from ...extras import missing_of
from ...language import interface
from ...language.tags import DEFAULT
from ...language.text import Text
from ...marking import InterfaceMessage
from ...marking import gettext_lazy as _
from ...marking import ngettext_lazy as _n

# Translators: the name of this language, in this language
_OWN_NAME = _("English")

WORDS: dict[str, InterfaceMessage] = {
    # of every page
    "site": _("What error codes mean"),
    "skip": _("Skip to the content"),
    # Translators: a button
    "search": _("Search"),
    "pages": _("Pages"),
    "systems": _("Code systems"),
    "languages": _("Languages"),
    "language": _("Language of the page"),
    # of the page that searches
    "ask": _("A code, a name, words, or lines of a log"),
    "ask_hint": _("For example 10054, 0x80072746, ECONNRESET, “connection reset”, or lines as they"
                  " stand in a log. What you ask is sent to this server alone."),
    "ask_hint_here": _("For example 10054, 0x80072746, ECONNRESET, or “connection reset”."
                       " What you ask stays in your browser."),
    "needs_script": _("Searching needs JavaScript; without it, find codes by their systems."),
    "results": _("Results"),
    "readings": _("What it can mean"),
    "with_words": _("Entries with these words"),
    "lines": _("The lines, each with the codes that it names"),
    "no_code": _("no code that the catalogue has"),
    "more_lines": _("The other lines are left out; ask about fewer, or use the API."),
    "more_matches": _("There are more; ask more exactly."),
    "none_found": _("Nothing was found."),
    "perhaps": _("Did you mean:"),
    # of entries
    "not_explained": NOT_EXPLAINED,
    "action": _("What to do"),
    "facts": _("In short"),
    "system": _("Code system"),
    "number": _("Number"),
    "numbers": _("Numbers"),
    "on_windows": _("as on Windows; it depends on the operating system"),
    "kind": _("Kind"),
    "retry": _("Try again?"),
    "aliases": _("Other names"),
    "related": _("See also"),
    "phrase": _("Phrase"),
    "status": _("HTTP status for servers"),
    "family": _("The same error by platform"),
    "platform": _("Platform"),
    "windows_c": _("C library of Windows"),
    "libuv": _("libuv and Node.js, by name"),
    "same_as": _("What it is called elsewhere"),
    "code": _("Code"),
    "meaning": _("Meaning"),
    "authority": _("Who says so"),
    "one_way": _("one way: that code has other causes, too"),
    "in_text": _("How programs write it"),
    "phrases": _("Words that programs print for it"),
    "types": _("Exceptions that stand for it"),
    "sources": _("Sources"),
    "copy": _("Copy"),
    "copied": _("Copied"),
    # of systems and languages
    "title": _("Title"),
    "entries": _("Entries"),
    "explained": _("Explained"),
    "explained_alone": _("only explained ones"),
    "coverage": _("Texts"),
    "filter": _("Filter"),
    "words_in": _("Words in name or meaning"),
    # Translators: a choice that filters nothing out
    "any": _("any"),
    "sort": _("Sort by"),
    "previous": _("Previous page"),
    "next": _("Next page"),
    "back": _("Search for something else"),
}  # fmt: skip
COUNTED = {
    "entry_count": _n("{count} entry", "{count} entries", count=1),
}
# Translators: of a table that has several pages
_PAGE_OF = _("Page {number} of {last}")


class Words:
    """The words of pages in one language: ``words.search``, and those that need a number.

    ``locale`` is the language that they are in, which is English where the interface lacks the
    one that is asked for.
    """

    def __init__(self, locale: str) -> None:
        self._wanted = (locale,)
        self.locale, _translate = interface.translation(self._wanted)

    def __getattr__(self, name: str) -> str:
        try:
            message = WORDS[name]
        except KeyError:
            raise AttributeError(name) from None
        return self.told(message)

    def told(self, message: InterfaceMessage | str) -> str:
        """Return a message in this language; a str is what it is."""
        if isinstance(message, str):
            return message
        return str(interface.localized(message, self._wanted))

    def labels(self, entry: Entry) -> tuple[str, str]:
        """Return the kind of an entry, and whether trying again makes sense; empty where unsaid."""
        kind, retry = label_of(KIND_LABELS, entry.kind), label_of(RETRY_LABELS, entry.retry)
        return self.told(kind), self.told(retry)

    def counted(self, name: str, count: int) -> str:
        """Return a word with a number in its plural form."""
        return self.told(COUNTED[name].given(count=count))

    def page_of(self, number: int, last: int) -> str:
        """Return which page of a table this is."""
        return self.told(_PAGE_OF.given(number=number, last=last))


def own_name(tag: str) -> Text:
    """Return a language's name in that language, or its tag where nobody here knows it."""
    served, _translate = interface.translation((tag,))
    if served == tag:
        return interface.localized(_OWN_NAME, tag)
    try:
        from ...translating.languages import own_name as of_cldr
    except ModuleNotFoundError as error:
        if missing_of(error) is None:
            raise
        return Text(tag, DEFAULT)
    return Text(of_cldr(tag), tag)
