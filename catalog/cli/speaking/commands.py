"""Commands, groups and options whose help and errors are in the reader's language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from ...errors import shown
from ...extras import needs
from ...marking import InterfaceMessage
from ...marking import gettext_lazy as _
from ..errors import one_line_errors
from .language import speaking, told
from .wrapping import cells, wrapped

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# click leaves the lines of such a paragraph as they are
_AS_IT_IS = "\b\n"
_TERMS = 30
_GAP = 2


class Formatter(click.HelpFormatter):
    """Help on a terminal, broken into lines by the rules of each script."""

    def write_heading(self, heading: str) -> None:
        told_heading = told(_("{heading}:", heading=heading))
        self.write(f"{'':>{self.current_indent}}{told_heading}\n")

    def write_text(self, text: str) -> None:
        super().write_text(_broken(text, self.width - self.current_indent))

    def write_dl(self, rows: Any, col_max: int = _TERMS, col_spacing: int = _GAP) -> None:
        rows = list(rows)
        terms = min(max([cells(term) for term, _text in rows], default=0), col_max) + col_spacing
        width = self.width - terms - self.current_indent
        broken = [(term, _broken(text, width)) for term, text in rows]
        super().write_dl(broken, col_max, col_spacing)


def _broken(text: str, width: int) -> str:
    """Return a text whose lines have an end, where click would look for blanks between words."""
    if text.isascii() or text.startswith(_AS_IT_IS):
        return text
    return _AS_IT_IS + "\n".join(wrapped(text, width))


class Context(click.Context):
    formatter_class = Formatter


class Option(click.Option):
    """An option; ``about`` says what it is for."""

    def __init__(self, *names: Any, about: InterfaceMessage | None = None, **named: Any) -> None:
        super().__init__(*names, **named)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if self.about is not None:
            self.help = told(self.about)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command; ``about`` are the paragraphs of its help, and ``examples`` the lines below them.

    Every command takes --locale: its messages are in that language, if nothing else is.
    """

    context_class = Context

    def __init__(
        self,
        name: str | None,
        *,
        about: Sequence[InterfaceMessage] = (),
        examples: str = "",
        **named: Any,
    ) -> None:
        super().__init__(name, **named)
        self.about, self.examples = about, examples
        if not any("--locale" in one.opts for one in self.params):
            self.params.append(_locale())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._help_option is None:
            self._help_option = Option(
                ctx.help_option_names,
                about=_("Show this help, and exit."),
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
            )
        return self._help_option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for text in [*map(told, self.about), _AS_IT_IS + self.examples]:
            if text != _AS_IT_IS:
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(text)

    def get_short_help_str(self, limit: int = 45) -> str:
        return told(self.about[0]).rstrip(".。") if self.about else ""


class Group(Command, click.Group):
    """A group of commands whose errors, click's and the catalogue's alike, are one line each."""

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        with one_line_errors():
            return super().make_context(*args, **named)

    def invoke(self, ctx: click.Context) -> Any:
        # what only some commands need is imported where they do
        with one_line_errors(), needs():
            return super().invoke(ctx)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        with speaking(sys.argv[1:] if args is None else args):
            return super().main(args, *rest, **named)


Group.command_class = Command


class Count(click.IntRange):
    """A whole number that is not less than some, nor more than another if there is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            problem = _("{value} is no whole number from {least} up")
            if self.max is not None:
                problem = _("{value} is no whole number from {least} to {most}")
            given = problem.given(value=shown(value), least=self.min, most=self.max)
            self.fail(told(given), param, ctx)


class Percent(click.FloatRange):
    """A percentage, from 0 to 100."""

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            return float(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(told(_("{value} is no number from 0 to 100", value=shown(value))), param, ctx)


def _locale() -> Option:
    return Option(
        ["--locale", "message_locales"],
        metavar="TAG",
        multiple=True,
        expose_value=False,
        about=_(
            "Language of the messages. "
            "[default: from LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else en]"
        ),
    )


def _show_help(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def option(*names: str, about: InterfaceMessage, **named: Any) -> Callable[[Decorated], Decorated]:
    """Return a decorator that gives a command an option; ``about`` says what it is for."""
    return click.option(*names, cls=Option, about=about, **named)
