"""gettext's plural rules."""

import pytest
from babel.messages.plurals import PLURALS
from hypothesis import example, given
from hypothesis import strategies as st
from support import each

from catalog.language import plurals

RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)


def test_english() -> None:
    """One takes the first form, all other counts the second."""
    assert [plurals.chosen(plurals.ENGLISH, count) for count in (0, 1, 2, -1)] == [1, 0, 1, 0]


def test_russian() -> None:
    """A rule of three forms."""
    assert [plurals.chosen(RUSSIAN, count) for count in (1, 2, 5, 11, 21, 104)] == [
        0,
        1,
        2,
        2,
        0,
        1,
    ]


@each("name", PLURALS)
def test_every_rule_that_babel_has(name: str) -> None:
    """Babel's rules for gettext are read."""
    count, expression = PLURALS[name]
    rule = f"nplurals={count}; plural={expression};"
    assert plurals.parsed(rule)[0] == count
    assert {plurals.chosen(rule, n) for n in range(1000)} <= set(range(count))


@each(
    ("rule", "problem"),
    [
        ("", "not of the form"),
        ("nplurals=2", "not of the form"),
        ("nplurals=99999999; plural=0;", "from 1 to 10"),
        ("nplurals=0; plural=0;", "from 1 to 10"),
        ("nplurals=2; plural=n;", "gives form 2 for 2"),
        ("nplurals=2; plural=n-1;", "gives form 18446744073709551615 for 0"),
        ("nplurals=2; plural=1/n;", "cannot be calculated"),
        ("nplurals=2; plural=n ==;", "ends where a number or n should be"),
        ("nplurals=2; plural=(n != 1;", r"lacks '\)' at its end"),
        ("nplurals=2; plural=n ? 1;", "lacks ':' at its end"),
        ("nplurals=2; plural=n 1;", "goes on with '1'"),
        ("nplurals=2; plural=nn;", "has 'n', which no expression has"),
        ("nplurals=１; plural=0;", "not of the form"),
        ("nplurals=2; plural=__import__('os');", "'_', which no expression has"),
        (f"nplurals=2; plural={'(' * 500}n{')' * 500};", "plural"),
        (f"nplurals=2; plural={'n+' * 5000}n;", "plural"),
    ],
)  # fmt: skip
def test_impossible_rules(rule: str, problem: str) -> None:
    """What is no rule, or gives a form that is not there, is a ValueError that says so."""
    with pytest.raises(ValueError, match=problem):
        plurals.parsed(rule)


def test_a_rule_that_fails_late() -> None:
    """Counts beyond those that are tried take the last form where the rule fails."""
    assert plurals.chosen("nplurals=2; plural=1/(n-5000)<0;", 5000) == 1
    assert plurals.chosen("nplurals=2; plural=n>2000?7:0;", 3000) == 1


@given(st.text(alphabet="n0123456789()?:<>=!&|%+-*/ ;", max_size=40))
@example("n%0")
def test_any_expression(expression: str) -> None:
    """Any expression either gives forms that are there or is a ValueError."""
    try:
        count, choose = plurals.parsed(f"nplurals=3; plural={expression};")
    except ValueError:
        return
    assert all(0 <= choose(n) < count for n in range(100))
