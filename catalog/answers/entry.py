"""An entry: one error code with its texts, as an immutable value that pickles and hashes."""

from __future__ import annotations

from ..errors import CatalogClosed
from ..hints import Any, Callable, EntryDict, Kind, Mapping, Retry
from ..language.text import TEXT_FIELDS, Text
from ..marking import InterfaceMessage, gettext_lazy, words
from ..records import Record, Telling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import RenderableType

    from .problem import Problem

    Finder = Callable[[tuple["Equivalence", ...]], tuple["Entry", ...]]
else:
    Problem = RenderableType = object


class Equivalence(Record):
    """That an entry is also called another one, and where that is said.

    ``one_way`` means that the other one is also called for other reasons than this.
    """

    __slots__ = ("system", "symbol", "one_way", "authority")

    system: str
    symbol: str
    one_way: bool
    authority: str


class Entry(Telling):
    """One error code with its texts in the locale that was asked for.

    ``value`` is the number, or None where the code has none. Where platforms have different
    numbers for it, ``numbers`` has them as pairs of a platform and a number, and ``value`` is
    that of the platform that was asked for. ``os_dependent`` marks codes whose number the
    operating system decides; ``value`` is then the number that Windows gives.
    ``related`` names the symbols of entries worth reading next, ``same_as`` what the entry is
    called elsewhere. ``sources`` are the documents that the texts rest on, ``phrase`` is what a
    registry calls the code, such as HTTP's ``Not Found``, or None. ``status`` is the HTTP status
    that a server may answer with when the error is the cause: what its source says, else that of
    its kind. ``kind`` and ``retry`` are
    words of KINDS and RETRIES, or None where nobody has said; ``retry_reason`` is empty where it
    is plain. ``keywords`` are for search alone. ``windows`` tells how Windows packs the number,
    ``"win32"``, ``"ntstatus"`` or ``"hresult"``; it is empty for all other codes.

    A code that nobody has explained yet has no texts: its ``meaning`` is empty, in no language.
    """

    __slots__ = (
        "system",
        "symbol",
        "value",
        "numbers",
        "aliases",
        "related",
        "same_as",
        "sources",
        "phrase",
        "status",
        "os_dependent",
        "kind",
        "retry",
        "windows",
        *[field.name for field in TEXT_FIELDS],
        "_find",
    )

    system: str
    symbol: str
    value: int | None
    numbers: tuple[tuple[str, int], ...]
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    same_as: tuple[Equivalence, ...]
    sources: tuple[str, ...]
    phrase: str | None
    status: int
    os_dependent: bool
    kind: Kind | None
    retry: Retry | None
    windows: str
    meaning: Text
    description: Text
    action: Text
    retry_reason: Text
    keywords: Text
    if TYPE_CHECKING:
        _find: Finder | None = None
    _told = "EntryDict"

    def __str__(self) -> str:
        """Return the entry in one line: ``WSAECONNRESET (10054): The connection was reset.``"""
        from .showing import line

        return line(self)

    def __repr__(self) -> str:
        number = "" if self.value is None else f" {self.value}"
        return f"<Entry {self.system}:{self.symbol}{number} {self.meaning.locale!r}>"

    def _repr_html_(self) -> str:
        """Return the entry as HTML, as notebooks show it."""
        from .showing import html

        return html(self)

    def __rich__(self) -> RenderableType:
        """Return the entry as rich prints it."""
        from .showing import panel

        return panel(self)

    @property
    def equivalents(self) -> tuple[Entry, ...]:
        """The entries of ``same_as``, in the same locale; those that the catalogue lacks are not.

        They are read when they are asked for: CatalogClosed is raised once the catalogue is
        closed, and by an unpickled entry, which belongs to none.
        """
        if not self.same_as:
            return ()
        if self._find is None:
            raise CatalogClosed(
                gettext_lazy("An unpickled entry belongs to no catalogue; ask one for it again.")
            )
        return self._find(self.same_as)

    @property
    def kind_label(self) -> Text:
        """The kind for people, in the language of the meaning if the interface has it."""
        from .kinds import KIND_LABELS

        return self._label(KIND_LABELS, self.kind)

    @property
    def retry_label(self) -> Text:
        """Whether trying again makes sense, for people, as ``kind_label`` is."""
        from .kinds import RETRY_LABELS

        return self._label(RETRY_LABELS, self.retry)

    def _label(self, labels: Mapping[str, InterfaceMessage], word: str | None) -> Text:
        if word is None:
            return Text()
        # imported here: most entries are read without
        from ..language.interface import localized

        # a word of a later version stands for itself
        label = labels.get(word) or words(word)
        return localized(label, self.meaning.locale if self.meaning else None)

    @property
    def hresult(self) -> int | None:
        """The HRESULT that carries a code of Windows, as an unsigned number; None for others."""
        from ..codes.windows import hresult_from_ntstatus, hresult_from_win32

        if self.value is None or not self.windows:
            return None
        if self.windows == "hresult":
            return self.value & 0xFFFF_FFFF
        into = hresult_from_ntstatus if self.windows == "ntstatus" else hresult_from_win32
        return into(self.value)

    @property
    def ntstatus(self) -> int | None:
        """The NTSTATUS that carries a code of Windows, as an unsigned number; None for others."""
        from ..codes.windows import ntstatus_from_win32

        if self.value is None or self.windows not in ("win32", "ntstatus"):
            return None
        return self.value if self.windows == "ntstatus" else ntstatus_from_win32(self.value)

    @property
    def status_class(self) -> str | None:
        """The class of an HTTP status code, ``"1xx"`` to ``"5xx"`` (RFC 9110, 15); else None."""
        first = (self.value or 0) // 100 if self.system == "http" else 0
        return f"{first}xx" if 0 < first < 6 else None

    def fill(self, /, **parameters: object) -> Entry:
        """Return the entry with the parameters of all its texts filled.

        They are those of ``Text.fill``, for the meaning, description, action and reason together:
        each text takes those that it has, and names that none has are let be. Raises
        InvalidParameters, which names the text, for one that is missing or does not fit.
        """
        from .filling import filled

        return filled(self, parameters)

    def problem(
        self,
        *,
        status: int | None = None,
        instance: str | None = None,
        base: str | None = None,
        retry_after: int | None = None,
        extensions: Mapping[str, object] | None = None,
        **parameters: object,
    ) -> Problem:
        """Return the entry as a problem document (RFC 9457), its texts filled with parameters.

        ``status`` is that of the entry unless given. ``instance`` is a URI of this occurrence, and
        ``base`` what the URI of the type begins with, as in ``https://errors.example/``.
        ``retry_after`` are seconds, which are told where trying again makes sense.
        ``extensions`` are members of the host's own. Raises InvalidParameters for what does not
        fit.
        """
        from .problem import made

        return made(
            self,
            parameters,
            extensions or {},
            status=status,
            instance=instance,
            base=base,
            retry_after=retry_after,
        )

    def as_dict(self, *, parameters: Mapping[str, object] | None = None) -> EntryDict:
        """Return the entry as plain values for JSON, each text beside its locale.

        With ``parameters``, the texts are filled with them, as by ``fill``; without, they have
        their parameters in braces.
        """
        if parameters is not None:
            from .filling import filled

            return filled(self, parameters).as_dict()
        data: Any = {
            "system": self.system,
            "symbol": self.symbol,
            "value": self.value,
            "aliases": list(self.aliases),
            "related": list(self.related),
            "os_dependent": self.os_dependent,
        }
        for field in TEXT_FIELDS:
            text: Text = getattr(self, field.name)
            data |= {field.name: str(text), f"{field.name}_locale": text.locale}
        data |= {
            "numbers": dict(self.numbers),
            "kind": self.kind,
            "retry": self.retry,
            "same_as": [
                {name: getattr(same, name) for name in same.__slots__} for same in self.same_as
            ],
            "sources": list(self.sources),
            "phrase": self.phrase,
            "status": self.status,
        }
        return data  # type: ignore[no-any-return]
