"""The messages of click that reach people, listed here so that they are extracted with ours.

click looks them up by gettext's functions when it needs them; nothing imports this module.
"""

from __future__ import annotations

from ...marking import gettext_lazy as _
from ...marking import ngettext_lazy as _n

MESSAGES = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("default: {default}"),
    _("required"),
    _("Missing command."),
    _("Missing argument"),
    _("Missing option"),
    _("No such option {name!r}."),
    _("No such command {name!r}."),
    _n("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", count=1),
    _("Option {name!r} does not take a value."),
    _n("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.",
       count=1),
    _n("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})",
       count=1),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _n("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", count=1),
)  # fmt: skip
