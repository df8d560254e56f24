"""The commands for translators, as real processes."""

import json
from pathlib import Path

from support import GOOD, in_source, message, run

from catalog.po import file, reader

RESET = "The connection was reset by the peer."


def test_a_new_language_from_nothing(tmp_path: Path) -> None:
    """Three French texts are served and the rest in English; then fuzzy; then removed."""
    folder, path = ("--source", str(tmp_path)), str(tmp_path / "my.db")
    done = run("po", "init", "fr", "winsock", *folder)
    (made,) = [Path(line) for line in done.stdout.splitlines()]

    def edited(**texts: str) -> None:
        """Save as an editor does: its own header field, its own layout."""
        po = reader.read(made)
        po.header.set("X-Generator", "Poedit 3.4")
        for one in po.messages:
            if one.context in texts:
                one.string = texts[one.context]
        made.write_bytes(file.written(po).replace(b"\n", b"\r\n"))

    def served(code: str) -> tuple[str, str]:
        assert run("db", "build", str(tmp_path), "-o", path).returncode == 0
        done = run("show", code, "--locale", "fr", "--json", "--database", path)
        (entry,) = json.loads(done.stdout)
        return entry["meaning_locale"], entry["description_locale"]

    edited(
        **{
            "WSAECONNRESET.meaning": "La connexion a été réinitialisée par le pair.",
            "WSAECONNREFUSED.meaning": "La connexion a été refusée.",
            "WSAETIMEDOUT.meaning": "Le délai de connexion a expiré.",
        }
    )
    assert run("po", "check", *folder).returncode == 0
    assert [served(code) for code in ("10054", "10061", "10060", "10065")] == [
        ("fr", "en"), ("fr", "en"), ("fr", "en"), ("en", "en"),
    ]  # fmt: skip
    # the English text of one changes, as msgmerge and catalog po update would leave it
    made.write_bytes(
        made.read_bytes().replace(
            b'msgctxt "WSAECONNRESET.meaning"', b'#, fuzzy\r\nmsgctxt "WSAECONNRESET.meaning"'
        )
    )
    assert served("10054") == ("en", "en")
    edited(**{"WSAECONNREFUSED.meaning": ""})
    assert served("10061") == ("en", "en")
    assert served("10060") == ("fr", "en")
    counts = json.loads(run("po", "stats", "fr", *folder, "--json").stdout)
    assert {one["kind"]: (one["translated"], one["fuzzy"], one["missing"]) for one in counts} == {
        "title": (0, 0, 1), "meaning": (1, 1, 95), "description": (0, 0, 97),
        "retry_reason": (0, 0, 31),
    }  # fmt: skip


def test_update(tmp_path: Path) -> None:
    """--check tells by status and name what an update would change."""
    in_source(tmp_path, GOOD, fr="")
    folder = ("--source", str(tmp_path))
    done = run("po", "update", "--check", *folder)
    assert done.returncode == 1
    assert [Path(line).name for line in done.stdout.splitlines()] == ["shop.pot", "shop.po"]
    assert done.stderr == "catalog: these files are not up to date; run: catalog po update\n"
    assert run("po", "update", *folder).returncode == 0
    done = run("po", "update", "--check", *folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check(tmp_path: Path) -> None:
    """Problems are lines or JSON; errors are status 1, warnings alone 0."""
    english = "The article is no longer sold."
    bad = in_source(tmp_path, GOOD, de=message("GONE.meaning", english, "Weg.<br>"))
    path = bad / "locales" / "de" / "LC_MESSAGES" / "shop.po"
    folder = ("--source", str(tmp_path))
    done = run("po", "check", *folder)
    assert done.returncode == 1
    problem = "GONE.meaning: the translation has the markup '<br>'"
    assert done.stdout == f"{path}:5: error: {problem}\n"
    assert done.stderr == "catalog: there are errors to mend: 1\n"
    (told,) = json.loads(run("po", "check", str(path), "--json", *folder).stdout)
    assert told == {"path": str(path), "line": 5, "severity": "error", "problem": problem}
    in_source(tmp_path, de=message("GONE.meaning", english, english))
    done = run("po", "check", *folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning: GONE.meaning: the translation is only a copy" in done.stdout


def test_files_in_the_wrong_place(tmp_path: Path) -> None:
    """A copy beside a file, and a file outside of LC_MESSAGES, are named; others are checked."""
    bad = in_source(tmp_path, GOOD, de_copy="", de=message("NO.meaning", "x", "y"))
    (bad / "locales" / "de" / "shop.po").write_text("")
    done = run("po", "check", "--source", str(tmp_path))
    assert done.returncode == 1
    assert "copy.po: error: there is no code system 'copy'" in done.stdout
    assert f"{Path('de/shop.po')}: warning: is not read; its place is locales/<tag>" in done.stdout
    assert "no text has the msgctxt 'NO.meaning'" in done.stdout


def test_stats(tmp_path: Path) -> None:
    """Counts by language, system and kind; --fail-under speaks of whole languages."""
    in_source(tmp_path, GOOD, de=message("GONE.meaning", "The article is no longer sold.", "Weg."))
    folder = ("--source", str(tmp_path))
    assert run("po", "stats", *folder).stdout == (
        "de\tshop\t0\t0\t1\ttitle\nde\tshop\t1\t0\t1\tmeaning\nde\tshop\t0\t0\t1\tdescription\n"
    )
    assert run("po", "stats", "--fail-under", "25", "de", "en", *folder).returncode == 0
    done = run("po", "stats", "--fail-under", "100", "en", "de", *folder)
    assert (done.returncode, done.stderr) == (1, "catalog: de: 25.0 % is under 100 %\n")
    assert run("po", "stats", "--fail-under", "1", "fr", *folder).returncode == 1


def test_ours() -> None:
    """The package's own languages are complete, as CI asks."""
    assert run("po", "stats", "--fail-under", "100", "ja", "en").returncode == 0


def test_mistakes(tmp_path: Path) -> None:
    """One line that says what to do, and status 2."""
    (tmp_path / "x.po").write_text("")
    for arguments, problem in (
        (["init", "xx"], "'xx' is no language that CLDR knows"),
        (["init", "fr", "posix"], "there is no code system 'posix'"),
        (["init"], "Missing argument 'LOCALE'"),
        (["check"], "has no systems/*.toml and no locales/"),
        (["update"], "has no systems/*.toml and no locales/"),
        (["stats"], "start a language with: catalog po init"),
        (["stats", "--fail-under", "101"], "is not in the range"),
        (["stats", "no tag"], "'no tag' is not a language tag"),
    ):
        done = run("po", *arguments, "--source", str(tmp_path))
        assert done.returncode == 2
        assert problem in done.stderr
        assert done.stderr.count("\n") == 1
