"""The names that annotations of the API use, without the time that ``typing`` takes to load.

To type checkers they are exact. In a running program they are as plain as ``typing.get_type_hints``
can do with; the exact ones are in ``typed``, where ``catalog.Platform`` and others come from.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable as Callable
    from collections.abc import Iterable as Iterable
    from collections.abc import Iterator as Iterator
    from collections.abc import KeysView as KeysView
    from collections.abc import Mapping as Mapping
    from collections.abc import Sequence as Sequence
    from typing import Any as Any
    from typing import NoReturn as NoReturn
    from typing import Self as Self
    from typing import overload as overload

    from .typed import EntryDict as EntryDict
    from .typed import Kind as Kind
    from .typed import Locales as Locales
    from .typed import MatchDict as MatchDict
    from .typed import Platform as Platform
    from .typed import Retry as Retry
    from .typed import SystemDict as SystemDict
    from .typed import Systems as Systems
else:
    # the module behind collections.abc, which is loaded when Python starts
    import _collections_abc as _abc

    Callable, Iterable, Iterator = _abc.Callable, _abc.Iterable, _abc.Iterator
    KeysView, Mapping, Sequence = _abc.KeysView, _abc.Mapping, _abc.Sequence
    Any = Self = object
    NoReturn = None
    Kind = Platform = Retry = str
    EntryDict = MatchDict = SystemDict = dict[str, object]
    Locales = Systems = str | Sequence[str] | None

    def overload(function):
        """Take the place of typing.overload."""
        return function
