"""The command that explains the codes in logs: annotate."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

import click

from ... import Catalog, Entry
from ...answers.kinds import KINDS
from ...logs import annotate as annotated
from ...marking import gettext_lazy as _
from ..entries import meaning_of
from ..errors import NOT_FOUND, Failure
from ..output import print_json, print_rows
from ..question import Question, reading
from ..speaking.commands import Command, Count, option
from ..speaking.language import told
from .decoding import STANDARD_INPUT, Encoding, Log, LogFile
from .lines import Page, Pieces, Style, has_colour

_WIDEST_BAR = 30

_EXAMPLES = """\
catalog annotate app.log --locale ja
tail -f app.log | catalog annotate --only --once
catalog annotate app.log.1.gz app.log --summary
"""


@click.command(
    cls=Command,
    about=[
        _("Explain the codes in logs: each FILE, or standard input."),
        _(
            "A line follows each line that names a known code. "
            "What comes in goes out unharmed and at once."
        ),
    ],
    examples=_EXAMPLES,
)
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=LogFile(),
)
@option("--only", is_flag=True, about=_("Print only the lines that name a code."))
@option(
    "--context",
    metavar="N",
    type=Count(0),
    default=0,
    about=_("Print only the lines that name a code, and N lines around each."),
)
@option("-n", "--line-number", "numbered", is_flag=True, about=_("Print numbers of lines."))
@option("--once", is_flag=True, about=_("Explain each code once, then count it."))
@option("--action", is_flag=True, about=_("Print what to do as well."))
@option(
    "--kind",
    "kinds",
    type=click.Choice(list(KINDS)),
    multiple=True,
    about=_("Explain codes of this kind only; repeat it for several."),
)
@option("--summary", is_flag=True, about=_("Only count how often each code is named."))
@option("--full", is_flag=True, about=_("With --json: print whole entries."))
@option(
    "--encoding",
    metavar="NAME",
    type=Encoding(),
    about=_("Encoding of logs that no byte order mark tells of, such as cp932.  [default: UTF-8]"),
)
@reading()
def annotate(
    files: tuple[str, ...],
    only: bool,
    context: int,
    numbered: bool,
    once: bool,
    action: bool,
    kinds: tuple[str, ...],
    summary: bool,
    full: bool,
    encoding: str | None,
    question: Question,
) -> None:
    as_json = question.as_json
    if full and (summary or not as_json):
        raise click.UsageError(told(_("--full goes with --json, and without --summary")))
    if (once or context or action) and (summary or as_json):
        problem = _("--once, --context and --action go without --json and --summary")
        raise click.UsageError(told(problem))
    is_only = only or context > 0
    has_several = len(files) > 1
    named = has_several and (is_only or numbered)
    page = Page(Style(is_only, context, numbered, named, once, action, has_colour()))
    found = False
    with question.open() as catalog:
        logs = [Log(path, encoding) for path in files or (STANDARD_INPUT,)]
        every = [(log, _pieces(log, catalog, question, kinds)) for log in logs]
        if summary:
            found = _summarize((pieces for _, pieces in every), as_json=as_json)
        for log, pieces in [] if summary else every:
            if as_json:
                found |= _print_objects(log, pieces, has_several=has_several, full=full)
            else:
                found |= page.print(log, pieces)
            sys.stdout.buffer.flush()
    if not found:
        raise Failure(_("no line names a code that the catalogue has"), NOT_FOUND)


def _pieces(log: Log, catalog: Catalog, question: Question, kinds: tuple[str, ...]) -> Pieces:
    """Yield the pieces of a log with the codes of some kinds, or of all where none is named."""
    for piece, entries in annotated(
        catalog,
        _flushing(log.chunks()),
        system=question.systems,
        locale=question.locales,
        platform=question.platform,
    ):
        if kinds:
            entries = tuple([entry for entry in entries if entry.kind in kinds])
        yield piece, entries


def _flushing(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks again, having written what was found in one before the next is waited for."""
    for chunk in chunks:
        yield chunk
        sys.stdout.buffer.flush()


def _print_objects(log: Log, pieces: Pieces, *, has_several: bool, full: bool) -> bool:
    """Print JSON Lines, an object for each line that names a code; tell whether there is any."""
    at, found = 1, False
    file = {"file": log.path} if has_several else {}
    for piece, entries in pieces:
        if entries:
            found = True
            text = piece.decode("utf-8", "replace").rstrip("\r\n")
            codes = [entry.as_dict() if full else _in_short(entry) for entry in entries]
            line = json.dumps(file | {"line": at, "text": text, "codes": codes}, ensure_ascii=False)
            encoding = sys.stdout.encoding or "utf-8"
            sys.stdout.buffer.write(line.encode(encoding, "backslashreplace") + b"\n")
        at += piece.count(b"\n")
    return found


def _in_short(entry: Entry) -> dict[str, object]:
    return {"system": entry.system, "symbol": entry.symbol, "value": entry.value}


def _summarize(logs: Iterable[Pieces], *, as_json: bool) -> bool:
    counts: Counter[Entry] = Counter()
    # of a log that goes on for ever, all that there was until somebody had enough
    with suppress(KeyboardInterrupt):
        for pieces in logs:
            for _, entries in pieces:
                counts.update(entries)
    most = counts.most_common()
    if as_json:
        print_json({"count": count, **entry.as_dict()} for entry, count in most)
    else:
        unit = max(counts.values(), default=1) / _WIDEST_BAR
        print_rows(
            ("count", "", "system", "code", "meaning"),
            [
                (
                    str(n),
                    "#" * max(1, round(n / unit)),
                    one.system,
                    one.symbol,
                    meaning_of(one),
                )
                for one, n in most
            ],
        )
    return bool(most)
