"""Texts: a str that knows the locale it came from, and the list of texts that entries have."""

from __future__ import annotations

from ..hints import NoReturn, Self
from ..records import Record

TYPE_CHECKING = False


UNDETERMINED = "und"


class TextField(Record):
    """One of the texts that an entry has.

    ``purpose`` tells translators what it is for. ``plural``: it may have plural forms. ``lines``:
    it may have several lines. ``shown``: people read it; what is not shown are search words, which
    each language chooses for itself. ``mark``: search first finds the entries that have all words
    in names and texts of mark 1, then those that need texts of mark 2 too, then those of mark 3.
    """

    __slots__ = ("name", "purpose", "plural", "lines", "shown", "mark")

    name: str
    purpose: str
    plural: bool
    lines: bool
    shown: bool
    mark: int


_STEPS = "the action: what to check and do, a step a line; what stands in backticks stays as it is"
_WORDS = "words that readers of this language search for, with commas between; never shown"
# stated here alone: sources, PO files, databases, search and entries follow
TEXT_FIELDS = (
    TextField("meaning", "the meaning, one sentence that says what happened", True, False, True, 2),
    TextField("description", "the description, with the mechanism and causes", True, True, True, 3),
    TextField("action", _STEPS, True, True, True, 3),
    TextField("retry_reason", "why trying again makes sense or not", False, False, True, 3),
    TextField("keywords", _WORDS, False, False, False, 1),
)


class Text(str):
    """A text that knows the locale it came from.

    It is a ``str`` in every respect; two texts are equal when their characters are.
    A text that no locale has is empty, and its locale is ``"und"`` (BCP 47: undetermined).

    A text with plurals has all its ``forms``, and in ``plural`` the rule that chooses among
    them; as a ``str`` it is the last of them, the most general one. One that has been filled has
    what it was before as its ``template``.
    """

    __slots__ = ("locale", "forms", "plural", "_template")

    locale: str
    forms: tuple[str, ...]
    plural: str
    if TYPE_CHECKING:
        _template: Text | None

    def __new__(
        cls,
        text: str = "",
        locale: str = UNDETERMINED,
        forms: tuple[str, ...] = (),
        plural: str = "",
        template: Text | None = None,
    ) -> Self:
        self = super().__new__(cls, text)
        _set_locale(self, locale)
        _set_forms(self, forms)
        _set_plural(self, plural)
        _set_template(self, template)
        return self

    @property
    def template(self) -> Text:
        """The text with its parameters in it, before it was filled; else the text itself."""
        return self if self._template is None else self._template

    def fill(self, /, **values: object) -> Text:
        """Return the text with its parameters filled, in the same locale.

        ``{item}`` takes ``item`` as it is; ``{count:number}`` and ``{when:date}`` are written as
        the served locale does (also ``percent``, ``time``, ``datetime``, ``money`` and ``unit``).
        ``count`` chooses the plural form. ``tz``, a name or a tzinfo, is the time zone that
        moments are put into; without it each is written with its own, if it has one. Raises
        InvalidParameters for a missing or extra name or an unfit value.
        """
        # imported here: most texts have no parameters
        from .parameters import filled

        return Text(filled(self, values), self.locale, template=self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Text is immutable; cannot set {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Text is immutable; cannot delete {name!r}")

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (str(self), self.locale, self.forms, self.plural, self._template)

    def __repr__(self) -> str:
        return f"Text({str(self)!r}, locale={self.locale!r})"


_set_locale = Text.locale.__set__  # type: ignore[attr-defined]
_set_forms = Text.forms.__set__  # type: ignore[attr-defined]
_set_plural = Text.plural.__set__  # type: ignore[attr-defined]
_set_template = vars(Text)["_template"].__set__
