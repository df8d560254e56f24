"""The error tree: one root, builtin bases, one-line messages, and pickling."""

import pickle
import re
from collections.abc import Callable

import pytest
from support import each

import catalog
from catalog import errors
from catalog.marking import gettext_lazy as _

EXAMPLES = [
    errors.InvalidCode("", _("{value} is blank")),
    errors.InvalidLocale("../../etc", _("{value} is not a language tag")),
    errors.InvalidPlatform("beos", _("{value} is no platform; there are linux")),
    errors.InvalidParameters("{x}", _("{value} needs the parameter 'x'")),
    errors.InvalidSearch("!", _("{value} has no letter or digit")),
    errors.InvalidSource("x.toml", 3, _("there is no {key}", key="symbol")),
    errors.UnknownCode("WSAECONREST", None, ["WSAECONNRESET"]),
    errors.UnknownCode(1, "winsock"),
    errors.UnknownCode(0x80004005, None, [], _("0x80004005, an HRESULT")),
    errors.UnknownSource("shop", ["error-catalog"]),
    errors.UnknownSystem("posix", ["winsock"]),
    errors.AmbiguousCode(7, [catalog.Catalog().get(10054), catalog.Catalog().get("EINTR")]),
    errors.DatabaseError("my.db", _("is empty"), _("make it with: catalog db upgrade")),
    errors.MissingExtra("click", "cli"),
    errors.CatalogClosed(),
    errors.CatalogError(),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
class TestEvery:
    def test_is_a_catalog_error(self, error: errors.CatalogError) -> None:
        """One ``except CatalogError`` catches them all."""
        assert isinstance(error, errors.CatalogError)

    def test_is_one_line(self, error: errors.CatalogError) -> None:
        """The message is one line for a person."""
        assert str(error)
        assert "\n" not in str(error)

    def test_survives_pickling(self, error: errors.CatalogError) -> None:
        """Errors cross process boundaries with their data."""
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert type(copy) is type(error)
        assert str(copy) == str(error)
        assert copy.__dict__ == error.__dict__


def test_in_japanese() -> None:
    """Each class of errors has a whole sentence in Japanese, and a language without has English."""
    japanese = re.compile("[ぁ-ヿ一-鿿]")
    wrong = {}
    # what the template of others says is tested where it is raised
    for error in [one for one in EXAMPLES if not isinstance(one, errors._Invalid)]:
        told = error.localized("ja")
        if told.locale != "ja" or not japanese.search(told) or "{" in told or "\n" in told:
            wrong[type(error).__name__] = told
        assert error.localized("xx-YY") == error.localized(None) == str(error)
    assert wrong == {}


@each(
    ("ask", "told"),
    [
        (
            lambda one: one.get(""),
            "'' には何も書かれていません。番号、シンボル、またはそれを含む行を",
        ),
        (lambda one: one.get(10054, locale="../x"), "'../x' は言語タグではありません。"),
        (lambda one: one.search("!"), "'!' には、検索できる文字も数字もありません"),
        (lambda one: one.get("WSAECONREST"), "もしかして WSAECONNRESET ですか？"),
        (lambda one: one.get(1, system="winsok"), "コード体系 'winsok' はありません。"),
        (lambda one: catalog.Catalog("/no/x.db"), "/no/x.db: そのようなファイルはありません。"),
        (lambda one: one.get(1, platform="beos"), "'beos' は対応しているプラットフォームでは"),
    ],
)
def test_what_is_raised(ask: Callable[[catalog.Catalog], object], told: str) -> None:
    """A host shows its reader what was wrong, and what to do."""
    with pytest.raises(errors.CatalogError) as caught:
        ask(catalog.Catalog())
    assert told in caught.value.localized(["ja-JP", "en"])


def test_secrets_in_no_language() -> None:
    """What is left out of the English is in no other language either, nor in what is pickled."""
    url = "postgresql://u:hunter2@h/d"
    error = errors.DatabaseError(url, url, _("make it with: {command}", command=url))
    told = [str(error), error.localized("ja"), repr(error.message), repr(pickle.dumps(error))]
    assert not [one for one in told if "hunter2" in one]


@each(
    ("kind", "builtin"),
    [
        (errors.InvalidCode, ValueError),
        (errors.InvalidLocale, ValueError),
        (errors.InvalidPlatform, ValueError),
        (errors.InvalidSearch, ValueError),
        (errors.InvalidSource, ValueError),
        (errors.MissingExtra, ImportError),
        (errors.UnknownCode, LookupError),
        (errors.UnknownSystem, LookupError),
        (errors.AmbiguousCode, LookupError),
    ],
)
def test_builtin_bases(kind: type, builtin: type) -> None:
    """Code that knows only the builtin errors catches ours."""
    assert issubclass(kind, builtin)


def test_the_tree_is_drawn_in_the_docstring() -> None:
    """The module's docstring names every public error."""
    assert errors.__doc__
    public = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.CatalogError) and name[0] != "_"
    ]
    assert len(public) > 10
    assert [name for name in public if name not in errors.__doc__] == []


def test_places_in_sources() -> None:
    """A mistake in a source names file and line, or the file alone."""
    assert str(errors.InvalidSource("a.po", 7, "bad")) == "a.po:7: bad"
    assert str(errors.InvalidSource("a.po", None, "bad")) == "a.po: bad"


def test_hints_for_an_unknown_code() -> None:
    """Names that are alike are told before what a number is made of, and that before search."""
    packed = _("0x80004005, an HRESULT")
    assert str(errors.UnknownCode("x", None, ["X"], packed)).endswith("did you mean X?")
    assert str(errors.UnknownCode(5, None, (), packed)).endswith(f"; it is {packed}")
    for number in (5, "5", "-0x5"):
        assert str(errors.UnknownCode(number)).endswith("a number of the program's own")
    for text in ("x", "404x", "3 blind mice"):
        assert str(errors.UnknownCode(text)).endswith("or give a number or a name alone")


def test_long_values_are_shortened() -> None:
    """A megabyte of input does not become a megabyte of message."""
    assert len(str(errors.InvalidCode("x" * 1_000_000, _("{value} is too long")))) < 100


def test_many_candidates_are_counted() -> None:
    """An ambiguous code names five candidates and counts the rest."""
    entry = catalog.Catalog().get("WSA_INVALID_HANDLE")
    message = str(errors.AmbiguousCode(1, [entry] * 7))
    assert message.count("winsock:WSA_INVALID_HANDLE") == 5
    assert "and 2 more" in message
