"""Parameters of texts: finding them, and filling them in the served locale."""

import datetime
import pickle
import string
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import each

from catalog import InvalidParameters, Text
from catalog.language import parameters

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
AWARE = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.UTC)
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
            ("en", "{x:percent}", 0.035, "4%"),
            ("en", "{x:percent.1}", 0.035, "3.5%"),
            ("de", "{x:percent.1}", Decimal("0.04"), "4,0\xa0%"),
            ("en", "{x:number.2}", 1234.5, "1,234.50"),
            ("en", "{x:number.0}", 2.5, "2"),
            ("de", "{x:money.EUR}", Decimal("1234.5"), "1.234,50\xa0€"),
            ("ja", "{x:money}", (980, "JPY"), "￥980"),
            ("en", "{x:unit.megabyte}", 1, "1 megabyte"),
            ("en", "{x:unit.megabyte.short}", 1234.5, "1,234.5 MB"),
            ("ja", "{x:unit}", (3, "kilometer-per-hour"), "時速 3 キロメートル"),
            ("ja", "{x:datetime}", AWARE, "2026/01/31 23:30:00 UTC"),
            ("en", "{x:datetime}", AWARE.astimezone(PARIS), "Feb 1, 2026, 12:30:00\u202fAM +0100"),
            ("en", "{x:time}", AWARE, "11:30:00\u202fPM UTC"),
            ("en", "{x:time}", AWARE.timetz(), "11:30:00\u202fPM UTC"),
            ("en-x-private", "{x:number}", 1000, "1,000"),
            ("x-private", "{x:number}", 1000, "1,000"),
            ("und", "{x:number}", 1000, "1,000"),
        ],
    )
    def test_specs(self, locale: str, template: str, value: object, expected: str) -> None:
        """Numbers and dates are written as CLDR has it for the served locale."""
        assert Text(template, locale).fill(x=value) == expected

    @each(
        ("template", "zone", "expected"),
        [
            ("{x:datetime}", "Asia/Tokyo", "2026/02/01 8:30:00"),
            ("{x:datetime}", PARIS, "2026/02/01 0:30:00"),
            ("{x:date}", "Asia/Tokyo", "2026/02/01"),
            ("{x:time}", "Asia/Tokyo", "8:30:00"),
            ("{x:time}, {tz}", "Asia/Tokyo", "8:30:00, Asia/Tokyo"),
            ("{x:date}", None, "2026/01/31"),
        ],
    )
    def test_time_zones(self, template: str, zone: object, expected: str) -> None:
        """Moments are put into the zone that the host names, and then written without one."""
        assert Text(template, "ja").fill(x=AWARE, tz=zone) == expected

    def test_the_template_stays(self) -> None:
        """A filled text says what it was before; one that was not is its own template."""
        filled = LEFT.fill(item="pear", count=1)
        assert filled.template is LEFT
        assert LEFT.template is LEFT
        assert pickle.loads(pickle.dumps(filled)).template.forms == LEFT.forms  # noqa: S301

    @each(
        ("text", "values", "expected"),
        [
            (Text("{a} {b:number}"), {}, "<a> <b>"),
            (Text("{a} {b:number}"), {"a": 1, "b": "x", "c": 2}, "1 <b>"),
            (LEFT, {"item": "pear"}, "<count> pear are left."),
            (LEFT, {"count": 1}, "One <item> is left."),
            (LEFT, {"count": 1.5}, "1.5 <item> are left."),
            (Text("{} {a.b} {a:nothing}"), {"a": 1}, "{} {a.b} <a>"),
        ],
    )
    def test_legible(self, text: Text, values: dict[str, object], expected: str) -> None:
        """What somebody reads has names where no value is, never a spec."""
        assert parameters.legible(text, values) == expected

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
            (Text("{a:number}"), {"a": "1"}, "needs int, float or Decimal as a, not '1'"),
            (Text("{a:number}"), {"a": True}, "needs int"),
            (Text("{a:date}"), {"a": "today"}, "needs date as a"),
            (Text("{a:datetime}"), {"a": DAY.date()}, "needs datetime as a"),
            (
                Text("{a:datetime}"),
                {"a": DAY, "tz": "Asia/Tokyo"},
                "a:datetime: .* no time zone",
            ),
            (Text("{a:date}"), {"a": AWARE, "tz": "Mars"}, "no time zone 'Mars', as Europe/Paris"),
            (Text("{a:money}"), {"a": 5}, "needs a number and a currency .* as a, not 5"),
            (
                Text("{a:money}"),
                {"a": (5, "eur")},
                "needs a currency of three capital",
            ),
            (Text("{a:money}"), {"a": ("5", "EUR")}, "needs int, float or Decimal as a, not '5'"),
            (Text("{a:unit}"), {"a": (5, "metre")}, "metre is not a known unit"),
            (Text("{a:number.2}"), {"a": 1e300}, r"cannot write 1e\+300 as a:number.2"),
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
        ("{a:percent.1} {b:money.EUR} {c:unit.byte.short} {d:money} {e:unit}", None),
        ("{a:date.1}", "{a:date.1}: date has no options"),
        ("{a:number.x}", "{a:number.x}: x is no option of number; write {name:number.1}"),
        ("{a:money.euro}", "{a:money.euro}: euro is no option of money; write {name:money.EUR}"),
        ("{a:unit.metre}", "{a:unit.metre}: CLDR has no unit metre"),
        ("{count:numbr}", "{count:numbr}: there is no numbr, only number, percent"),
    ],
)
def test_mistakes(text: str, problem: str | None) -> None:
    """What was meant for a parameter and is none is found when texts are loaded."""
    found = parameters.mistake(text)
    assert found is None if problem is None else str(found).startswith(problem)
