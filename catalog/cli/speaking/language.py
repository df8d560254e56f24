"""The language in which the command line speaks to its reader.

It is chosen once, before the command line is parsed: by ``--locale``, wherever it stands, or else
by the environment. click translates its own messages with gettext's functions, for which the
variable LANGUAGE and the current domain of the process are set.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ... import paths
from ...errors import InvalidLocale
from ...language import tags
from ...language.interface import DOMAIN, translation
from ...marking import InterfaceMessage, Listing

if TYPE_CHECKING:
    from ...marking import Translate

_LOCALE = "--locale"
_VARIABLE = "LANGUAGE"

# what translates into the language that was chosen; None for English
_translate: Translate | None = None
_languages: tuple[str, ...] = ()


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[None]:
    """Speak the language that the arguments of a command line ask for, or the environment."""
    global _translate, _languages
    _languages = _asked(arguments) or tags.from_environment(os.environ)
    served, _translate = translation(_languages)
    before, domain = os.environ.get(_VARIABLE), gettext.textdomain()
    gettext.bindtextdomain(DOMAIN, paths.interface())
    gettext.textdomain(DOMAIN)
    os.environ[_VARIABLE] = served.replace("-", "_")
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop(_VARIABLE)
        if before is not None:
            os.environ[_VARIABLE] = before


def languages() -> tuple[str, ...]:
    """Return the tags of the languages that the reader asked for, best first; perhaps none."""
    return _languages


def told(message: InterfaceMessage | Listing | str) -> str:
    """Return a message or a list in the reader's language; a str is what it is."""
    if isinstance(message, str):
        return message
    return message.filled(_translate) if _translate else str(message)


def _asked(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the tags that arguments ask for; those that are none are refused later on."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked = []
    for place, argument in enumerate(arguments[:end]):
        name, equals, value = argument.partition("=")
        if name != _LOCALE:
            continue
        if not equals:
            value = "".join(arguments[place + 1 : place + 2])
        try:
            asked.append(tags.normalize(value))
        except InvalidLocale:
            continue
    return tuple(asked)
