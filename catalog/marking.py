"""Interface messages: what the product itself says to people, apart from the entries' texts.

They are written in English where they are needed, marked by ``gettext_lazy`` or
``ngettext_lazy``, and put into a language when somebody reads them: ``str(message)`` is English,
``language.interface.localized`` any other. Their gettext domain is ``catalog``.
"""

from __future__ import annotations

from .records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    # from a template, its plural (or an empty text) and its count to the template to be filled
    Translate = Callable[[str, str, int], str]


class InterfaceMessage(Record):
    """A template with the values of its ``{parameters}``, not yet in any language.

    ``plural`` is the template for other counts than one, or empty; the value ``count`` chooses.
    Values may be interface messages themselves, or listings.
    """

    __slots__ = ("template", "plural", "values")

    template: str
    plural: str
    values: tuple[tuple[str, object], ...]

    def __str__(self) -> str:
        return self.filled(_english)

    def filled(self, translate: Translate) -> str:
        """Return the message in the language that a function translates to."""
        values = {name: _filled(value, translate) for name, value in self.values}
        count = values.get("count", 1)
        template = translate(self.template, self.plural, count if isinstance(count, int) else 1)
        return template.format_map(values)

    def given(self, **values: object) -> InterfaceMessage:
        """Return the message with more values, or with others in the place of those it has."""
        return InterfaceMessage(
            self.template, self.plural, tuple({**dict(self.values), **values}.items())
        )

    def mapped(self, change: Callable[[str], str]) -> InterfaceMessage:
        """Return the message with a function applied to each text among its values."""
        return self.given(**{name: _mapped(value, change) for name, value in self.values})


class Listing(Record):
    """Several values in one list, joined as the language does: commas, then the last pattern."""

    __slots__ = ("items", "last")

    items: tuple[object, ...]
    last: InterfaceMessage

    def filled(self, translate: Translate) -> str:
        """Return the list in the language that a function translates to; empty for no items."""
        texts = [str(_filled(item, translate)) for item in self.items]
        if len(texts) < 2:
            return "".join(texts)
        *others, end = texts
        comma = translate(_COMMA.template, "", 1)
        joined = others[0]
        for text in others[1:]:
            joined = comma.format(items=joined, item=text)
        return translate(self.last.template, "", 1).format(items=joined, last=end)

    def __str__(self) -> str:
        return self.filled(_english)


def gettext_lazy(template: str, /, **values: object) -> InterfaceMessage:
    """Mark an English template for translation, and return it with its values."""
    return InterfaceMessage(template, "", tuple(values.items()))


def ngettext_lazy(singular: str, plural: str, /, count: int, **values: object) -> InterfaceMessage:
    """Mark an English template with a plural, and return it with its count and other values."""
    return InterfaceMessage(singular, plural, (("count", count), *values.items()))


def words(text: InterfaceMessage | str) -> InterfaceMessage:
    """Return a message as it is; of a str, what others have said, one that no language changes."""
    return (
        text
        if isinstance(text, InterfaceMessage)
        else InterfaceMessage(_AS_SAID, "", (("text", text),))
    )


class Unfit(ValueError):
    """A value is not what it should be; ``problem`` says why to whoever knows whose value it is."""

    def __init__(self, problem: InterfaceMessage) -> None:
        super().__init__(problem)
        self.problem = problem


def problem_of(error: Exception) -> InterfaceMessage:
    """Return what an error says: a message of ours, or the words of whoever raised it."""
    return error.problem if isinstance(error, Unfit) else words(str(error))


_AS_SAID = "{text}"
# Translators: a list goes on, as in "Linux, macOS"
_COMMA = gettext_lazy("{items}, {item}")
# Translators: a list of things that all hold ends, as in "Linux, macOS and FreeBSD"
_AND = gettext_lazy("{items} and {last}")
# Translators: a list to choose from ends, as in "ECONNRESET, ECONNABORTED or EPIPE"
_OR = gettext_lazy("{items} or {last}")
# Translators: a list without a word before its last item ends, as in "errno, http, winsock"
_ENDLESS = gettext_lazy("{items}, {last}")


def all_of(items: Iterable[object]) -> Listing:
    """Return a list of things that all hold: "Linux, macOS and FreeBSD"."""
    return Listing(tuple(items), _AND)


def any_of(items: Iterable[object]) -> Listing:
    """Return a list to choose from: "ECONNRESET, ECONNABORTED or EPIPE"."""
    return Listing(tuple(items), _OR)


def names(items: Iterable[object]) -> Listing:
    """Return a plain list: "errno, http, winsock"."""
    return Listing(tuple(items), _ENDLESS)


def _filled(value: object, translate: Translate) -> object:
    return value.filled(translate) if isinstance(value, InterfaceMessage | Listing) else value


def _mapped(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, InterfaceMessage):
        return value.mapped(change)
    if isinstance(value, Listing):
        return Listing(tuple([_mapped(item, change) for item in value.items]), value.last)
    return change(value) if isinstance(value, str) else value


def _english(template: str, plural: str, count: int) -> str:
    return plural if plural and count != 1 else template
