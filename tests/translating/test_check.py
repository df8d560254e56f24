"""What is found in PO files: all that msgfmt rejects, and what it cannot know."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from support import GOOD, ROOT, message, written

from catalog.sources.problems import SEVERITIES
from catalog.sources.toml import SourceSystem, read_system
from catalog.translating.check import check
from catalog.translating.workspace import Workspace

FULL = """\
msgid ""
msgstr ""
"Project-Id-Version: shop\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
TOML = (
    GOOD.replace("No SKU is left.", "No SKU is left, see connect() and WSAStartup.")
    + '\n[[entry]]\nsymbol = "LEFT"\nmeaning = "One {item} is left."\n'
    'meaning_plural = "{count} of {item} are left."\n'
)
DESCRIPTION = "No SKU is left, see connect() and WSAStartup."
GONE = "The article is no longer sold."


@pytest.fixture
def system(tmp_path: Path) -> SourceSystem:
    return read_system(written(tmp_path, TOML))


def found(folder: Path, system: SourceSystem, body: str, language: str = "de") -> list[str]:
    path = folder / "shop.po"
    path.write_text(FULL.replace("{language}", language) + body, "utf-8", newline="")
    return [
        f"{problem.line}: {problem.severity}: {problem.problem} [{problem.check}]"
        for problem in check(path, system)
    ]


def plural(*forms: str, first: str = "One {item} is left.") -> str:
    lines = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return (
        f'msgctxt "LEFT.meaning"\nmsgid "{first}"\n'
        f'msgid_plural "{{count}} of {{item}} are left."\n{lines}\n'
    )


def test_nothing(tmp_path: Path, system: SourceSystem) -> None:
    """A good file has no problems; what is not translated is none."""
    body = (
        message("OUT_OF_STOCK.description", DESCRIPTION, "Keine SKU, siehe connect(), WSAStartup.")
        + message("GONE.meaning", GONE, "")
        + plural("Ein {item}.", "{count} {item}.")
        + message(None, "Something else", "Etwas anderes")
    )
    assert found(tmp_path, system, body) == []


MISTAKES = [
    (message("GONE.meaning", GONE, "Weg.") * 2, "error: 'GONE.meaning' is there twice"),
    (message("GONE.x", GONE, "Weg."), "error: no text has the msgctxt 'GONE.x'"),
    (message("GONE.meaning", "Off.", "Weg."), "warning: GONE.meaning: not served, for its msgid"),
    (message("OUT_OF_STOCK.description", DESCRIPTION, "Keine SKU, siehe connect()."),
     "warning: OUT_OF_STOCK.description: the translation lacks WSAStartup [missing-name]"),
    (message("OUT_OF_STOCK.description", DESCRIPTION, "SKU, connect(), WSAStartup_X."),
     "warning: OUT_OF_STOCK.description: the translation lacks WSAStartup [missing-name]"),
    (message("OUT_OF_STOCK.description", DESCRIPTION, "Keine SKU, siehe WSAStartup."),
     "error: OUT_OF_STOCK.description: the translation lacks connect [missing-identifier]"),
    (message("OUT_OF_STOCK.description", DESCRIPTION, "Siehe connect(), WSAStartup."),
     "error: OUT_OF_STOCK.description: the translation lacks SKU"),
    (plural("Ein {item}.", "{n} {item}."), "LEFT.meaning: the translation lacks {count} in msgstr"),
    (plural("Eins.", "{count}."), "error: LEFT.meaning: the translation lacks {item}"),
    (plural("Ein {item}.", "{count:number} {item}."),
     "warning: LEFT.meaning: the English does not write {count:number}"),
    (plural("Ein {item}.", ""), "error: LEFT.meaning: lacks msgstr[1]; the language has 2"),
    (plural("Ein {item}."), "error: LEFT.meaning: lacks msgstr[1]; the language has 2"),
    (plural("A {item}.", "B {count} {item}.", "C {item}."), "has 3 forms, but Plural-Forms"),
    (message("GONE.meaning", GONE, "<b>Weg</b>."), "GONE.meaning: the translation has the markup"),
    (message("GONE.meaning", GONE, "Weg &amp; hin."), "the markup '&amp;'"),
    (message("GONE.meaning", GONE, "W\\teg."), "control character U+0009 [control-character]"),
    (message("GONE.meaning", GONE, "W\x07eg."), "control character U+0007 [control-character]"),
    (message("GONE.meaning", GONE, "Weg.\\n"), "a line break; it must be one line"),
    (message("GONE.meaning", GONE, "\\nWeg."), "a line break; it must be one line"),
    (message("OUT_OF_STOCK.description", DESCRIPTION, "SKU, connect(), WSAStartup.\\n"),
     "error: OUT_OF_STOCK.description: English and translation do not both end with a new line"),
    (message(None, "a", "\\na"), "do not both begin with a new line"),
    (message("GONE.meaning", GONE, GONE), "warning: GONE.meaning: the translation is only a copy"),
    (message("GONE.meaning", GONE, GONE, "#, fuzzy\n"), None),
    (message(None, "a {x}", "a {x} {", "#, python-brace-format\n"), "is no python-brace-format"),
    (message(None, "a {x}", "a", "#, python-brace-format\n"), "the translation lacks {x}"),
    (message(None, "a {x}", "a {y}{x}", "#, python-brace-format\n"), "the English has no {y}"),
    (message(None, "a {{x}}", "a {x}", "#, python-brace-format\n"), "the English has no {x}"),
    (message(None, "50 %d off", "50 %s", "#, python-format\n"), "argument 1 is integer in the"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "problem"), MISTAKES)
def test_mistakes(tmp_path: Path, system: SourceSystem, body: str, problem: str | None) -> None:
    """Each mistake is told once, at the line of its msgid."""
    told = found(tmp_path, system, body)
    if problem is None:
        assert told == []
    else:
        assert len(told) == 1
        assert any(problem in one for one in told)
        assert told[0].partition(":")[0] in ("10", "14", "9")


def test_two_faults(tmp_path: Path, system: SourceSystem) -> None:
    """A line break at the end is told beside a character that is refused for itself."""
    told = found(tmp_path, system, message("GONE.meaning", GONE, "W\\teg.\\n"))
    assert len(told) == 2
    assert "control character U+0009 [control-character]" in told[0]
    assert "do not both end with a new line [line-ends]" in told[1]


@pytest.mark.parametrize(
    ("translation", "problem"),
    [
        ("販売を終了しました。", None),
        ("販売を終了しました", "warning: GONE.meaning: the English ends in '.'"),
        ("「販売終了。」", None),
        ("販売を終了しました.", "warning: GONE.meaning: the translation has '.' where"),
    ],
)
def test_japanese(
    tmp_path: Path, system: SourceSystem, translation: str, problem: str | None
) -> None:
    """A Japanese sentence ends in 。 where the English one ends in a period."""
    told = found(tmp_path, system, message("GONE.meaning", GONE, translation), "ja")
    assert len(told) == (problem is not None)
    assert problem is None or problem in told[0]


def test_english(tmp_path: Path, system: SourceSystem) -> None:
    """An English file may copy the English."""
    assert found(tmp_path, system, message("GONE.meaning", GONE, GONE), "en") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("charset=utf-8", "charset=utf-9", "6: error: its charset 'utf-9' is unknown"),
        ("nplurals=2", "nplurals=999", "error: Plural-Forms: nplurals is 999; it must be from 1"),
        ("plural=(n != 1)", "plural=n", "error: Plural-Forms: plural gives form 2 for 2"),
        ("plural=(n != 1)", "plural=1/n", "error: Plural-Forms: plural cannot be calculated"),
        ('"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n', "", "the header has no Plural-Forms"),
        ('"Content-Type: text/plain; charset=utf-8\\n"\n', "", "has no Content-Type"),
        ("Language: de", "Language: no tag", "warning: Language: 'no tag' is not a language tag"),
        ('msgid ""\nmsg', '#, fuzzy\nmsgid ""\nmsg', "warning: the header is marked fuzzy"),
        (FULL.replace("{language}", "de"), "", "1: error: has no header"),
        ('msgid ""', '\ufeffmsgid ""', "1: error: starts with a byte order mark"),
    ],
)  # fmt: skip
def test_headers(tmp_path: Path, system: SourceSystem, old: str, new: str, problem: str) -> None:
    """The header says what tools need, and what is so."""
    path = tmp_path / "shop.po"
    text = FULL.replace("{language}", "de") + plural("Ein {item}.", "{count} {item}.")
    path.write_text(text.replace(old, new, 1), "utf-8")
    told = [f"{one.line}: {one.severity}: {one.problem}" for one in check(path, system)]
    assert any(problem in one for one in told), told


def test_language_and_folder(tmp_path: Path, system: SourceSystem) -> None:
    """A file in the folder of another language is in the wrong place."""
    folder = tmp_path / "locales" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (one,) = found(folder, system, message("GONE.meaning", GONE, "Weg."))
    assert one.startswith("1: error: Language is de, but the folder is fr: another language")


ORDER = [
    'msgctxt "A"\nmsgid "b"\nmsgstr[0] "c"\n',
    'msgid "b"\nmsgid_plural "bs"\nmsgstr "c"\n',
    'msgid "b"\nmsgid_plural "bs"\nmsgstr[1] "c"\nmsgstr[0] "d"\n',
    'msgid "b"\nmsgid_plural "bs"\nmsgstr[0] "c"\nmsgstr[0] "d"\n',
    'msgid "b"\nmsgstr "c"\nmsgstr "d"\n',
    'msgctxt "A"\nmsgctxt "A"\nmsgid "b"\nmsgstr "c"\n',
    'msgctxt "A"\n# comment\nmsgid "b"\nmsgstr "c"\n',
    'msgctxt "A"\n',
    'msgstr "c"\n',
    '#~ msgid "b"\nmsgstr "c"\n',
    '#~ msgid "b"\n#~ msgstr ""\n"c"\n',
    '#~| msgid "a"\nmsgid "b"\nmsgstr "c"\n',
    '#| msgid old\nmsgid "b"\nmsgstr "c"\n',
    '#| msgid "old\nmsgid "b"\nmsgstr "c"\n',
    '#| msgid "a"\n#, fuzzy\nmsgid "b"\nmsgstr "c"\n',
    '#~ msgid "b"\n#~ msgstr "c"\n\n' * 2,
    'msgid "b"\nmsgid_plural "bs"\nmsgstr[٠] "c"\n',
    'msgid "a\x04b"\nmsgstr "c"\n',
]


@pytest.mark.parametrize("body", ORDER)
def test_order(tmp_path: Path, system: SourceSystem, body: str) -> None:
    """Lines out of gettext's order, which Babel reads without a word, are an error."""
    (told,) = found(tmp_path, system, body)
    assert ": error:" in told


@pytest.mark.parametrize(
    "body",
    ['msgid\t"b"\nmsgstr   "c"\n', '  msgid "b"\n\tmsgstr "c"\n', 'msgid "b"\n\nmsgstr "c"\n',
     '#~\n#~ msgid "b"\n#~ msgstr "c"\n', '#|\nmsgid "b"\nmsgstr "c"',
     '#~|msgid "a"\n#~msgid "b"\n#~msgstr "c"\n',
     "#, fuzzy\n#\n#. \n#: a:1\n", 'msgid "b"\nmsgstr "c"\n# the end'],
)  # fmt: skip
def test_layouts(tmp_path: Path, system: SourceSystem, body: str) -> None:
    """What gettext's tools take is no mistake."""
    assert found(tmp_path, system, body) == []


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
@pytest.mark.parametrize("body", [*(body for body, _ in MISTAKES), *ORDER])
def test_no_laxer_than_msgfmt(tmp_path: Path, system: SourceSystem, body: str) -> None:
    """What GNU msgfmt rejects is an error here."""
    told = found(tmp_path, system, body)
    command = ["msgfmt", "--check", "-o", "/dev/null", str(tmp_path / "shop.po")]
    if subprocess.run(command, capture_output=True).returncode:
        assert any(": error:" in one for one in told)


def test_ours() -> None:
    """The shipped files have no problems."""
    workspace = Workspace(ROOT)
    for (name, _), path in workspace.files().items():
        (system,) = workspace.systems([name])
        assert check(path, system) == []


@pytest.mark.parametrize(
    ("folder", "language", "told"),
    [
        ("zh_Hans", "zh_CN", None),
        ("zh-Hant", "zh_TW", None),
        ("nb", "nb_NO", None),
        ("de", "de_DE", None),
        ("he", "iw", None),
        ("ca-valencia", "ca@valencia", None),
        ("sr@latin", "sr_Latn_RS", None),
        ("zh", "zh_TW", "another script, Hant and Hans"),
        ("ca", "ca@valencia", "another variant"),
        ("pt", "pt_PT", "another region, PT and BR"),
        ("no", "de", "another language, de and no"),
    ],
)
def test_languages_are_compared_by_what_they_are(
    tmp_path: Path, system: SourceSystem, folder: str, language: str, told: str | None
) -> None:
    """Names of one language agree, however they are written; names of two do not."""
    place = tmp_path / "locales" / folder / "LC_MESSAGES"
    place.mkdir(parents=True)
    lines = [one for one in found(place, system, "", language) if "[language]" in one]
    assert len(lines) == (told is not None)
    assert told is None or told in lines[0]


def test_too_few_forms(tmp_path: Path, system: SourceSystem) -> None:
    """A Russian file that counts as English does serves wrong words."""
    body = plural("Остался один {item}.", "Осталось {count} {item}.")
    (told,) = found(tmp_path, system, body, "ru")
    assert told == (
        "1: warning: Plural-Forms says 2 forms, but the language ru has 3 [plural-rule]"
    )


def test_guesses_are_warnings(tmp_path: Path) -> None:
    """What only looks like a name may be transliterated; fuzzy drafts are not checked at all."""
    english = "Heard Island and McDonald Islands: WiFi, PhD, 5 kWh."
    toml = GOOD.replace("The article is no longer sold.", english)
    names = read_system(written(tmp_path, toml))
    body = message("GONE.meaning", english, "Острова Херд и Макдональд: 5.")
    told = found(tmp_path, names, body, "ru")
    assert len(told) == 4
    assert all(one.startswith("10: warning: GONE.meaning: the translation lacks") for one in told)
    body = message("GONE.meaning", english, "<b>x</b>\\n", "#, fuzzy\n")
    assert found(tmp_path, names, body, "ru") == []


WAIVED = "# catalog-ignore: untranslated,\n# end-punctuation\n#. extracted\n"


def test_waivers(tmp_path: Path, system: SourceSystem) -> None:
    """A comment waives checks for a message, or for the file; a name that is none is told."""
    copy = message("GONE.meaning", GONE, GONE)
    assert found(tmp_path, system, copy) != []
    assert found(tmp_path, system, WAIVED + copy) == []
    lost = message("OUT_OF_STOCK.description", DESCRIPTION, "Keine SKU, siehe connect().")
    waiver = "# because of a reason; catalog-ignore: missing-name\n"
    assert found(tmp_path, system, waiver + lost) == []
    kept = lost.replace("siehe connect()", "siehe connect(), WSAStartup")
    (told,) = found(tmp_path, system, "# catalog-ignore: nonsense\n" + kept)
    assert told == "11: warning: there is no check 'nonsense' to ignore [unknown-waiver]"
    path = tmp_path / "shop.po"
    path.write_text("# catalog-ignore: untranslated\n" + FULL.replace("{language}", "de") + copy)
    assert check(path, system) == []
    path.write_text(FULL.replace("{language}", "de") + copy)
    assert check(path, system, {"untranslated"}) == []


@pytest.mark.parametrize("tool", ["msgcat", "msgmerge", "polib", "pybabel"])
def test_waivers_survive(tmp_path: Path, system: SourceSystem, tool: str) -> None:
    """Whatever tool saves the file, the waiver goes on to hold."""
    assert found(tmp_path, system, WAIVED + message("GONE.meaning", GONE, GONE)) == []
    path, pot = tmp_path / "shop.po", tmp_path / "shop.pot"
    pot.write_text(FULL.replace("{language}", "") + message("GONE.meaning", GONE, ""), "utf-8")
    pybabel = str(Path(sys.executable).with_name("pybabel"))
    command = {
        "msgcat": ["msgcat", "-o", str(path), str(path)],
        "msgmerge": ["msgmerge", "--quiet", "--update", str(path), str(pot)],
        "pybabel": [pybabel, "-q", "update", "-i", str(pot), "-o", str(path), "-l", "de"],
    }.get(tool)
    if command is None:
        polib.pofile(str(path), wrapwidth=30).save()
    elif not shutil.which(command[0]):
        pytest.skip("GNU gettext is not installed")
    else:
        subprocess.run(command, check=True)
    assert "catalog-ignore" in path.read_text("utf-8")
    assert check(path, system) == []


def test_documented() -> None:
    """Both manuals list every check, with how bad it is, and no others."""
    for name in ("translating.md", "ja/translating.md"):
        rows = re.findall(
            r"^\| `([a-z-]+)` \| (\w+) \|", (ROOT / "docs" / name).read_text("utf-8"), re.M
        )
        assert dict(rows) == SEVERITIES
