"""The page of an error: a problem document, for people."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.text import Text
from .rendering import Reading, rendered


def page(reading: Reading, document: Mapping[str, object]) -> str:
    """Return the page of a problem document, which is in the language of the page."""

    def text(name: str) -> Text:
        return Text(str(document.get(name, "")), reading.locale)

    return rendered(
        "problem.html",
        reading,
        reading.links.home,
        status=document["status"],
        title=text("title"),
        detail=text("detail"),
        action=[],
    )
