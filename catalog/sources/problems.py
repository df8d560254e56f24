"""What is wrong with a translation, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ..errors import InvalidSource

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something to mend in a file: ``severity`` is ``error`` or ``warning``."""

    path: str
    line: int | None
    severity: str
    problem: str

    def as_dict(self) -> dict[str, object]:
        """Return the problem as plain values for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        # as an InvalidSource says it: on one line, and no longer than a person reads
        return str(InvalidSource(self.path, self.line, f"{self.severity}: {self.problem}"))
