"""The closed vocabularies, and the names that platforms go by."""

import json
import sys
from pathlib import Path

import pytest
from support import each

from catalog import InvalidPlatform, paths
from catalog.answers.kinds import KINDS, RETRIES
from catalog.codes import platforms
from catalog.codes.platforms import PLATFORMS, platform_of


@each(
    ("name", "platform"),
    [
        ("linux", "linux"),
        ("macos", "macos"),
        ("freebsd", "freebsd"),
        ("windows", "windows"),
        # sys.platform
        ("darwin", "macos"),
        ("win32", "windows"),
        ("android", "linux"),
        # platform.system()
        ("Linux", "linux"),
        ("Darwin", "macos"),
        ("FreeBSD", "freebsd"),
        ("Windows", "windows"),
        # as people write it
        ("macOS", "macos"),
        ("LINUX", "linux"),
    ],
)
def test_names_of_platforms(name: str, platform: str) -> None:
    """A platform may be called as Python's two modules call it, in any letter case."""
    assert platform_of(name) == platform


@each("name", ["", " ", "linux ", "posix", "sunos", "aix", "wasi", "x" * 999])
def test_no_platform(name: str) -> None:
    """Another name is an InvalidPlatform that lists those there are, on one short line."""
    with pytest.raises(InvalidPlatform, match="there are linux, macos, freebsd, windows") as error:
        platform_of(name)
    assert error.value.value == name
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("name", [b"linux", 1, ("linux",), True, object()])
def test_wrong_types(name: object) -> None:
    """A platform is named by a str."""
    with pytest.raises(InvalidPlatform, match="is no platform"):
        platform_of(name)  # type: ignore[arg-type]


def test_unless_named_it_is_the_running_one() -> None:
    """It is one of the four, or None on a platform whose numbers nobody has stated."""
    assert platform_of(None) == platforms.RUNNING
    if sys.platform in ("linux", "darwin", "win32"):
        assert platform_of(sys.platform) == platforms.RUNNING
    assert platforms.RUNNING in (None, *PLATFORMS)


@pytest.mark.parametrize(
    ("name", "platform"),
    [("linux", "linux"), ("freebsd14", "freebsd"), ("darwin", "macos"), ("win32", "windows"),
     ("android", "linux"), ("aix", None), ("emscripten", None), ("cygwin", None)],
)  # fmt: skip
def test_the_running_one(name: str, platform: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """FreeBSD's sys.platform has the version in it; others we know nothing of are None."""
    monkeypatch.setattr(sys, "platform", name)
    assert platforms._running() == platform


def test_the_schema_has_the_same_words() -> None:
    """The schema of TOML files knows exactly these kinds, answers and platforms, and says them."""
    known = json.loads(Path(paths.SCHEMA).read_text("utf-8"))["definitions"]
    entry = known["entry"]["properties"] | {"numbers": known["numbers"]}
    assert entry["kind"]["enum"] == [*KINDS]
    assert entry["retry"]["enum"] == [*RETRIES]
    assert [*entry["numbers"]["properties"]] == [*PLATFORMS]
    for key, words in (("kind", KINDS), ("retry", RETRIES), ("numbers", PLATFORMS)):
        assert all(word in entry[key]["description"] for word in words)


def test_every_word_is_explained() -> None:
    """Each kind and each answer has a line that says what it is for."""
    assert all({**KINDS, **RETRIES}.values())
    assert len({*KINDS.values(), *RETRIES.values()}) == len(KINDS) + len(RETRIES)
