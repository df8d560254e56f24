"""The commands that read: show, search, list, systems and locales."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import click

from .. import AmbiguousCode, Catalog, Entry, Match, UnknownCode
from ..answers import filling
from ..errors import shown
from ..extras import missing_of
from ..lookup import finding
from ..marking import gettext_lazy as _
from .entries import meaning_of, print_entry, print_matches
from .errors import NOT_FOUND, Failure
from .output import number, print_json, print_rows, say
from .question import Question, reading
from .speaking.commands import Command, Count, option
from .speaking.language import told


class CodeCommand(Command):
    """A command whose arguments may begin with a dash, with or without ``--`` before them.

    click takes them for options. It is told to let unknown options be, and what is neither a
    known option nor a number nor a line of several words is refused here.
    """

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        known = [name for one in options for name in one.opts]
        with_value = [name for one in options if not one.is_flag for name in one.opts]
        end = args.index("--") if "--" in args else len(args)
        words = []
        for place, word in enumerate(args):
            name = word.partition("=")[0]
            is_option = word[:1] == "-" and (place == 0 or args[place - 1] not in with_value)
            is_line = " " in name
            is_text = is_line or word[1:2].isdecimal()
            if place < end and is_option and name not in known and not is_text:
                raise click.NoSuchOption(name, ctx=ctx)
            # a line after a dash is no cluster of short options
            word = _in_utf8(word)
            words.append(f" {word}" if is_option and is_line else word)
        return super().parse_args(ctx, words)


def _in_utf8(argument: str) -> str:
    """Return an argument as it was typed, where the locale of the process knows ASCII alone."""
    if os.name == "nt" or argument.isprintable():
        return argument
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def _pairs(ctx: click.Context, set_: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Return the values of --set by name."""
    for one in given:
        if not one.partition("=")[0].isidentifier() or "=" not in one:
            problem = told(_("{value} is not NAME=VALUE", value=shown(one)))
            raise click.BadParameter(problem, ctx, set_)
    return {one.partition("=")[0]: one.partition("=")[2] for one in given}


_EXAMPLES = """\
catalog show 10054
catalog show 0x80072746 --locale ja
catalog show "[WinError 10061] No connection could be made"
"""


@click.command(
    cls=CodeCommand,
    about=[_("Explain one CODE: a number, a symbol, or a line that holds one.")],
    examples=_EXAMPLES,
)
@click.argument("code", nargs=-1, required=True)
@option("--sources", is_flag=True, about=_("Print the documents that the texts rest on, too."))
@option(
    "--set",
    "values",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_pairs,
    about=_("Fill a parameter of the texts; repeat it for several."),
)
@reading()
def show(code: tuple[str, ...], sources: bool, values: dict[str, str], question: Question) -> None:
    with question.open() as catalog:
        memory, asked = catalog.asked(question.systems, question.locales, question.platform)
        text = " ".join(code)
        found = finding.matches(memory, text, asked)
        try:
            best = finding.one(memory, text, asked)
        except AmbiguousCode:
            answers, also, others = found, [], []
            wraps = False
        except UnknownCode as error:
            if error.suggestions or error.packed:
                raise
            near = _nearest(str(error.code), catalog, question)
            raise UnknownCode(error.code, error.system, nearest=near) from error
        else:
            besides, wraps = finding.beside(memory, text, asked)
            answers = [match for match in found if match.entry == best]
            also = [match for match in found if match.entry in besides and match.entry != best]
            others = [match for match in _others(best, found) if match not in also]
        given = filling.typed([match.entry for match in answers], values)
        if not question.as_json or given:
            # programs that give no values get the texts as they are, to fill them themselves
            answers = [
                match.replaced(entry=filling.legible(match.entry, given)) for match in answers
            ]
        if question.as_json:
            print_json(map(_as_dict, [*answers, *also]))
        elif len(answers) > 1:
            print_matches(answers)
        else:
            print_entry(answers[0].entry, answers[0].reason, sources=sources)
            behind = _("Behind it is:") if wraps else _("The line also names:")
            for head, matches in ((behind, also), (_("It can also mean:"), others)):
                if matches:
                    say()
                    say(told(head))
                    print_matches(matches, room=0)


def _nearest(code: str, catalog: Catalog, question: Question) -> Sequence[Entry]:
    """Return the entries that are nearest to a code that no entry has."""
    # imported here: it takes longer to load than most answers take
    from ..lookup.suggestions import nearest

    return nearest(code, lambda word, limit: _search(word, limit, catalog, question))


def _others(best: Entry, found: Iterable[Match]) -> list[Match]:
    """Return the matches that are another error than the best one."""
    same = {(best.system, best.symbol), *((one.system, one.symbol) for one in best.same_as)}
    return [match for match in found if (match.entry.system, match.entry.symbol) not in same]


def _as_dict(match: Match) -> dict[str, object]:
    return match.entry.as_dict() | {"reason": match.reason, "platforms": list(match.platforms)}


@click.command(
    cls=CodeCommand, about=[_("List the entries that have all words of TEXT, in any language.")]
)
@click.argument("text", nargs=-1, required=True)
@option(
    "--limit",
    metavar="N",
    type=Count(1),
    default=20,
    show_default=True,
    about=_("List so many entries at most."),
)
@reading()
def search(text: tuple[str, ...], limit: int, question: Question) -> None:
    words = " ".join(text)
    with question.open() as catalog:
        found = _search(words, limit, catalog, question)
    if found or question.as_json:
        _print_entries(found, as_json=question.as_json)
    if not found:
        problem = _("no entry has all words of {words}; try fewer or others", words=shown(words))
        raise Failure(problem, NOT_FOUND)


def _search(words: str, limit: int, catalog: Catalog, question: Question) -> list[Entry]:
    """Return the entries with all words: those of the first system, then of the next."""
    locale, platform = question.locales, question.platform
    found: list[Entry] = []
    for system in question.each_system:
        found += catalog.search(words, system=system, locale=locale, platform=platform, limit=limit)
    return found[:limit]


@click.command("list", cls=Command, about=[_("List all entries with their meanings.")])
@option(
    "--explained/--unexplained",
    "explained",
    default=None,
    about=_("List only entries that have texts, or only those that have none yet."),
)
@reading()
def list_(explained: bool | None, question: Question) -> None:
    with question.open() as catalog:
        every = (
            entry
            for system in question.each_system
            for entry in catalog.entries(
                system, locale=question.locales, platform=question.platform
            )
            if explained in (None, bool(entry.meaning))
        )
        _print_entries(every, as_json=question.as_json)


@click.command(cls=Command, about=[_("List the code systems.")])
@reading(has_platform=False)
def systems(question: Question) -> None:
    with question.open() as catalog:
        every = {one.name.casefold(): one for one in catalog.systems(locale=question.locales)}
        # that there are such systems
        catalog.asked(question.systems, question.locales, None)
        explained = catalog.explained()
    named = dict.fromkeys(name.casefold() for name in question.systems or every)
    found = [every[name] for name in named]
    if question.as_json:
        print_json(one.as_dict() | {"explained": explained[one.name]} for one in found)
    else:
        print_rows(
            ("system", "entries", "title"), ((one.name, str(one.size), one.title) for one in found)
        )


@click.command(
    cls=Command,
    about=[_("List the languages that texts are in, and how much of the texts each has.")],
)
@reading(has_platform=False)
def locales(question: Question) -> None:
    with question.open() as catalog:
        shares = catalog.coverage(question.systems or None)
    found = [(tag, _own_name(tag), share) for tag, share in shares.items()]
    if question.as_json:
        print_json({"locale": tag, "name": name, "coverage": share} for tag, name, share in found)
    else:
        rows = ((tag, _percent(share), name) for tag, name, share in found)
        print_rows(("locale", "coverage", "name"), rows)


def _own_name(tag: str) -> str:
    """Return a language's name in that language, or its tag where the extra po is missing."""
    try:
        from ..translating.languages import own_name
    except ModuleNotFoundError as error:
        if missing_of(error) is None:
            raise
        return tag
    return own_name(tag)


def _percent(share: float) -> str:
    """Return a share rounded down, for only what is complete is 100 %."""
    return "<1 %" if 0 < share < 0.01 else f"{int(100 * share)} %"


def _print_entries(entries: Iterable[Entry], *, as_json: bool) -> None:
    if as_json:
        print_json(entry.as_dict() for entry in entries)
    else:
        print_rows(("system", "value", "symbol", "meaning"), map(_row, entries))


def _row(entry: Entry) -> tuple[str, ...]:
    return entry.system, number(entry.value), entry.symbol, meaning_of(entry)
