"""Interface messages in the reader's language, from the MO files that the build compiles."""

from __future__ import annotations

import os
from functools import lru_cache
from io import BytesIO

from .. import paths
from . import tags
from .text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from gettext import GNUTranslations

    from ..marking import InterfaceMessage, Translate

DOMAIN = "catalog"


def localized(message: InterfaceMessage, locale: str | Iterable[str] | None) -> Text:
    """Return an interface message in the first of some languages that the interface has.

    English serves where it has none of them. Raises InvalidLocale for what is no language tag.
    """
    wanted = tuple([tags.normalize(tag) for tag in tags.tags_of(locale)])
    served, translate = translation(wanted)
    return Text(message.filled(translate) if translate else str(message), served)


@lru_cache(maxsize=64)
def translation(wanted: tuple[str, ...]) -> tuple[str, Translate | None]:
    """Return the language that serves a reader of some, and what translates to it, or English.

    ``wanted`` are normalized tags, best first.
    """
    if wanted[:1] in ((), (tags.DEFAULT,)):
        return tags.DEFAULT, None
    served = tags.fallback(wanted, available())[0]
    if served == tags.DEFAULT:
        return served, None
    compiled = _compiled(served)

    def translate(template: str, plural: str, count: int) -> str:
        return compiled.ngettext(template, plural, count) if plural else compiled.gettext(template)

    return served, translate


@lru_cache(maxsize=1)
def available() -> Sequence[str]:
    """Return the languages that the interface speaks, English first."""
    return [tags.DEFAULT, *sorted(_files())]


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    """Return the MO files of the interface by their languages."""
    found = {}
    for name in paths.names(paths.interface()):
        folder = os.path.join(paths.interface(), name, "LC_MESSAGES")
        if f"{DOMAIN}.mo" in paths.names(folder):
            found[name.replace("_", "-")] = os.path.join(folder, f"{DOMAIN}.mo")
    return found


def _compiled(tag: str) -> GNUTranslations:
    # imported here: it takes longer to load than an answer in English takes
    from gettext import GNUTranslations

    return GNUTranslations(BytesIO(paths.content(_files()[tag])))
