"""Parameters of texts: finding them, and filling them in the served locale."""

import datetime
import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import each

from catalog import InvalidParameters, Text
from catalog.language import parameters

DAY = datetime.datetime(2026, 3, 4, 15, 6, 7)
LEFT = Text(
    "{count:number} {item} are left.",
    "en",
    ("One {item} is left.", "{count:number} {item} are left."),
    "nplurals=2; plural=(n != 1);",
)


class TestFilling:
    def test_names(self) -> None:
        """Names are filled with what is given, as it is, and the text keeps its locale."""
        filled = Text("{item}は売り切れました。", "ja").fill(item="りんご")
        assert filled == "りんごは売り切れました。"
        assert filled.locale == "ja"

    @each(
        ("locale", "template", "value", "expected"),
        [
            ("en", "{x:number}", 1234567.5, "1,234,567.5"),
            ("de", "{x:number}", Decimal("1234.5"), "1.234,5"),
            ("fr", "{x:number}", 1234, "1\u202f234"),
            ("en", "{x:percent}", 0.25, "25%"),
            ("ja", "{x:date}", DAY, "2026/03/04"),
            ("en", "{x:date}", DAY.date(), "Mar 4, 2026"),
            ("de", "{x:time}", DAY.time(), "15:06:07"),
            ("ja", "{x:datetime}", DAY, "2026/03/04 15:06:07"),
            ("en-x-private", "{x:number}", 1000, "1,000"),
            ("x-private", "{x:number}", 1000, "1,000"),
            ("und", "{x:number}", 1000, "1,000"),
        ],
    )
    def test_specs(self, locale: str, template: str, value: object, expected: str) -> None:
        """Numbers and dates are written as CLDR has it for the served locale."""
        assert Text(template, locale).fill(x=value) == expected

    def test_plurals(self) -> None:
        """``count`` chooses the form by the text's own rule, and need not stand in it."""
        assert LEFT.fill(item="pear", count=1) == "One pear is left."
        assert LEFT.fill(item="pears", count=2000) == "2,000 pears are left."
        assert str(LEFT) == "{count:number} {item} are left."

    def test_fewer_forms_than_the_rule_has(self) -> None:
        """The last form serves what a translation lacks."""
        text = Text("b", "x", ("a", "b"), "nplurals=3; plural=n;".replace("n;", "(n>2?2:n);"))
        assert [text.fill(count=n) for n in range(4)] == ["a", "b", "b", "b"]

    @each(
        "literal",
        ["{}", "{0}", "{ }", "{{", "}}", "{\n}", '{"a": 1}', "{a.b}", "{a[0]}", "{a!r}", "{a:>9}",
         "%s", "$a", "{a"],
    )  # fmt: skip
    def test_nothing_else_is_a_parameter(self, literal: str) -> None:
        """No attribute, no index, no conversion, no width: other braces stand for themselves."""
        assert Text(literal, "en").fill() == literal

    def test_values_are_not_read_again(self) -> None:
        """A value that looks like a parameter stays as it is."""
        assert Text("{a} {b}", "en").fill(a="{b}", b="{a}") == "{b} {a}"

    @given(st.text(), st.dictionaries(st.sampled_from(list(string.ascii_lowercase)), st.text()))
    def test_any_text(self, template: str, values: dict[str, str]) -> None:
        """Any text fills, or says why not."""
        try:
            Text(template, "en").fill(**values)
        except InvalidParameters as error:
            assert str(error)


class TestRefusals:
    @each(
        ("text", "values", "problem"),
        [
            (Text("{a} {b}"), {"a": 1}, r"needs the parameter 'b'; its parameters are a, b"),
            (Text("{a}"), {"a": 1, "z": 2}, "has no parameter 'z'; its parameters are a"),
            (Text("a"), {"z": 2}, "has no parameter 'z'; it has none"),
            (LEFT, {"item": "pear"}, "needs the parameter 'count'"),
            (LEFT, {"item": "pear", "count": "1"}, "needs a whole number as count, not '1'"),
            (LEFT, {"item": "pear", "count": True}, "needs a whole number"),
            (LEFT, {"item": "pear", "count": 1.5}, "needs a whole number"),
            (Text("{a:number}"), {"a": "1"}, "needs int or float or Decimal as a, not '1'"),
            (Text("{a:number}"), {"a": True}, "needs int"),
            (Text("{a:date}"), {"a": "today"}, "needs date as a"),
            (Text("{a:datetime}"), {"a": DAY.date()}, "needs datetime as a"),
        ],
    )
    def test_wrong_values(self, text: Text, values: dict[str, object], problem: str) -> None:
        """A missing or extra name or an unfit value is a ValueError that names it."""
        with pytest.raises(InvalidParameters, match=problem) as caught:
            text.fill(**values)
        assert isinstance(caught.value, ValueError)

    def test_positions(self) -> None:
        """Parameters have names, as the type says too."""
        with pytest.raises(TypeError, match="positional"):
            Text("{a}").fill("x")  # type: ignore[call-arg]


@each(
    ("text", "problem"),
    [
        ("plain", None),
        ("{item} {count:number}", None),
        ('{} { } {{}} {"a": 1} {', None),
        ("{item.name}", "{item.name} is no parameter"),
        ("{0}", "{0} is no parameter"),
        ("{ item }", "{ item } is no parameter"),
        ("{item!r}", "{item!r} is no parameter"),
        ("{count:numbr}", "{count:numbr}: there is no numbr, only number, percent"),
    ],
)
def test_mistakes(text: str, problem: str | None) -> None:
    """What was meant for a parameter and is none is found when texts are loaded."""
    found = parameters.mistake(text)
    assert found is None if problem is None else found and found.startswith(problem)
