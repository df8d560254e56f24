"""Which translations are served."""

from pathlib import Path

import pytest
from support import message, po

from catalog import InvalidSource
from catalog.language.plurals import ENGLISH as ENGLISH_RULE
from catalog.sources.matching import Matching, parameter_problem

ENGLISH = {"A.meaning": "one", "B.meaning": "two", "C.meaning": "one", "D.meaning": "{x} is gone"}


def matched(folder: Path, body: str) -> Matching:
    return Matching(po(folder, body), ENGLISH)


def test_served(tmp_path: Path) -> None:
    """Texts by key; fuzzy ones are drafts, and empty and obsolete ones are not there at all."""
    found = matched(
        tmp_path,
        message("A.meaning", "one", "一")
        + message("B.meaning", "zwei", "二", "#, fuzzy\n")
        + message("C.meaning", "one", "")
        + '#~ msgctxt "D.meaning"\n#~ msgid "{x} is gone"\n#~ msgstr "{x}"\n',
    )
    assert found.texts == {"A.meaning": "一"}
    assert found.drafts == {"B.meaning"}
    assert found.problems == []


def test_without_msgctxt(tmp_path: Path) -> None:
    """A message without msgctxt is for every text with its msgid that has none of its own."""
    body = message(None, "one", "ein") + message("C.meaning", "one", "一")
    assert matched(tmp_path, body).texts == {"A.meaning": "ein", "C.meaning": "一"}
    body = message(None, "one", "ein") + message("C.meaning", "one", "")
    assert matched(tmp_path, body).texts == {"A.meaning": "ein"}
    # whatever the order, and whatever else the file has
    body = message("C.meaning", "one", "一") + message(None, "one", "ein") + message(None, "?", "!")
    found = matched(tmp_path, body)
    assert found.texts == {"A.meaning": "ein", "C.meaning": "一"}
    assert found.problems == []


@pytest.mark.parametrize(
    ("body", "severity", "problem"),
    [
        (message("Z.meaning", "one", "一"), "error", "no text has the msgctxt 'Z.meaning'; mend"),
        (message("menu", "one", "一") * 1, "note", "no key of ours: 1; the first has 'menu'"),
        (message("A.meaning", "uno", "一"), "warning", "its msgid is not today's"),
        (message("D.meaning", "{x} is gone", "{y}"), "error", "lacks {x}"),
        (message("D.meaning", "{x} is gone", "{x} {y}"), "error", "the English has no {y}"),
        (message("D.meaning", "{x} is gone", "{x!r}"), "error", "{x!r} is no parameter"),
    ],
)
def test_not_served(tmp_path: Path, body: str, severity: str, problem: str) -> None:
    """What cannot be served is left out and said, with its line."""
    found = matched(tmp_path, body)
    assert found.texts == {}
    (one,) = found.problems
    assert (one.severity, one.line) == (severity, 5)
    assert problem in str(one.problem)
    assert str(one) == f"{tmp_path / 'x.po'}:5: {severity}: {one.problem} [{one.check}]"


def test_two_for_one_key(tmp_path: Path) -> None:
    """Two messages of one key are a mistake even when their msgids differ."""
    body = message("A.meaning", "one", "一") + message("A.meaning", "uno", "二")
    with pytest.raises(InvalidSource, match="is there twice"):
        matched(tmp_path, body)


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        (("One {x}.", "{count} {x}."), ("{count} {x}", "{count} {x}"), None),
        (("One {x}.", "{count} {x}."), ("eins {x}", "{count} {x}"), None),
        (("One.", "{count} {x}."), ("eins", "{count} {x}"), None),
        (("One {x}.", "{count} {x}."), ("eins {x}", "{x}"), "lacks {count} in msgstr[1]"),
        (("One {x}.", "{count} {x}."), ("eins", "{count} {x}"), "lacks {x} in msgstr[0]"),
        (("One.", "Many."), ("{count}", "{count}"), None),
        (("One.", "Many."), ("{y}", "-"), "the English has no {y}"),
        (("One {count}.", "Many {count}."), ("1", "2 {count:date}"), "a number too"),
        ("{count}", "viele", "the translation lacks {count}"),
        ("many", "{count}", "the English has no {count}"),
    ],
)
def test_parameters_of_plurals(english: object, translation: object, problem: str | None) -> None:
    """Only what one count takes may do without it; other parameters are in every form."""
    found = parameter_problem(english, translation, ENGLISH_RULE)  # type: ignore[arg-type]
    assert (found is None) == (problem is None)
    assert not (found and problem) or str(found.problem).endswith(problem)


FORMS = (
    'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    'msgctxt "E.meaning"\nmsgid "One."\nmsgid_plural "{count}."\n'
)


@pytest.mark.parametrize(
    ("forms", "served", "check"),
    [
        (("a", "b {count}"), ("a", "b {count}"), None),
        (("a", "b {count}", "c {count}"), ("a", "b {count}"), "surplus-form"),
        (("a", "b {count}", ""), ("a", "b {count}"), "surplus-form"),
        (("a",), None, "missing-form"),
        (("", "b {count}"), None, "missing-form"),
        (("a", "b {x}"), None, "missing-parameter"),
    ],
)
def test_forms(
    tmp_path: Path, forms: tuple[str, ...], served: tuple[str, ...] | None, check: str | None
) -> None:
    """A plural is served with the forms that the header counts; gettext passes over others."""
    body = FORMS + "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms))
    found = Matching(po(tmp_path, body.encode()), {"E.meaning": ("One.", "{count}.")})
    assert found.texts.get("E.meaning") == served
    assert [one.check for one in found.problems] == ([check] if check else [])


def test_unknown_keys(tmp_path: Path) -> None:
    """Foreign messages are told once; keys that are gone each, if they have a translation."""
    body = "".join(message(f"menu {n}", "one", "一") for n in range(50))
    body += message("GONE.meaning", "Gone.", "") + message("LOST.meaning", "Lost.", "無")
    found = matched(tmp_path, body)
    assert [(one.check, one.line) for one in found.problems] == [
        ("unknown-key", 209),
        ("foreign-message", 5),
    ]
    assert "run: catalog po update" in str(found.problems[0].problem)
    assert "50; the first has 'menu 0'" in str(found.problems[1].problem)
