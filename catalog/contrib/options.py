"""What an application says when it installs the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict


class Options(TypedDict, total=False):
    """The options of every ``install``; see ``contrib.policy.Policy``."""

    base: str | None
    systems: str | Sequence[str] | None
    mapped: Mapping[type[Exception], int | None] | None
    retry_after: int | None
