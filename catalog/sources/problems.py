"""What is wrong with a translation or a file of translations, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InvalidSource
from ..language.interface import localized
from ..language.text import Text
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _

ERROR, WARNING, NOTE = "error", "warning", "note"
_SAID = {ERROR: _("error"), WARNING: _("warning"), NOTE: _("note")}

SEVERITIES = {
    # the file cannot be read, or is not where it is looked for
    "malformed": ERROR,
    "misplaced-file": ERROR,
    "unknown-system": ERROR,
    "foreign-file": NOTE,
    # the header
    "missing-header": ERROR,
    "language": ERROR,
    "language-tag": WARNING,
    "charset": WARNING,
    "fuzzy-header": WARNING,
    "header": ERROR,
    "plural-rule": WARNING,
    # what is not served
    "unknown-key": ERROR,
    "foreign-message": NOTE,
    "outdated": WARNING,
    "missing-form": ERROR,
    "surplus-form": ERROR,
    "bad-parameter": ERROR,
    "missing-parameter": ERROR,
    "unknown-parameter": ERROR,
    # what breaks a program or a name
    "line-ends": ERROR,
    "control-character": ERROR,
    "python-format": ERROR,
    "python-brace-format": ERROR,
    "missing-verbatim": ERROR,
    "missing-identifier": ERROR,
    # what is probably wrong
    "parameter-format": WARNING,
    "missing-name": WARNING,
    "markup": WARNING,
    "untranslated": WARNING,
    "english-left": WARNING,
    "number-changed": WARNING,
    "edge-space": WARNING,
    "double-space": WARNING,
    "misplaced-space": WARNING,
    "unusual-space": WARNING,
    "lost-paragraph": WARNING,
    "no-words": WARNING,
    "doubled-punctuation": WARNING,
    "end-punctuation": WARNING,
    "western-punctuation": WARNING,
    "unbalanced-brackets": WARNING,
    "start-capital": WARNING,
    "doubled-word": WARNING,
    "invisible-character": WARNING,
    "damaged-character": WARNING,
    "full-width": WARNING,
    "half-width-kana": WARNING,
    "unknown-waiver": WARNING,
}
"""Every check by its name; ``docs/translating.md`` says what each finds."""

UNWAIVABLE = frozenset(
    (
        "malformed",
        "unknown-system",
        "missing-form",
        "bad-parameter",
        "missing-parameter",
        "unknown-parameter",
        "unknown-waiver",
    )
)
"""What a comment in a file cannot waive, for the text would not be served all the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a file, found by a check of SEVERITIES, whose name is ``check``."""

    path: str
    line: int | None
    check: str
    problem: InterfaceMessage

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``note``."""
        return SEVERITIES[self.check]

    def as_dict(self, locale: str | Iterable[str] | None = None) -> dict[str, object]:
        """Return the problem as plain values for JSON, told in the first of some languages."""
        return {
            "path": self.path,
            "line": self.line,
            "check": self.check,
            "problem": str(localized(self.problem, locale)),
            "severity": self.severity,
        }

    @property
    def _error(self) -> InvalidSource:
        # as an InvalidSource says it: on one line, and no longer than a person reads
        severity = _SAID[self.severity]
        told = _("{severity}: {problem}", severity=severity, problem=self.problem)
        return InvalidSource(self.path, self.line, told)

    def __str__(self) -> str:
        return f"{self._error} [{self.check}]"

    def localized(self, locale: str | Iterable[str] | None = None) -> Text:
        """Return the problem in one line, in the first of some languages."""
        told = self._error.localized(locale)
        return Text(f"{told} [{self.check}]", told.locale)
