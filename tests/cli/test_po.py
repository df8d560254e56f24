"""The commands for translators, as real processes."""

import json
from pathlib import Path

from support import GOOD, HEADER, in_source, message, ran

from catalog.po import layout, reader

RESET = "The connection was reset by the peer."


def test_a_new_language_from_nothing(tmp_path: Path) -> None:
    """Three French texts are served and the rest in English; then fuzzy; then removed."""
    folder, path = ("--source", str(tmp_path)), str(tmp_path / "my.db")
    done = ran("po", "init", "fr", "winsock", *folder)
    (made,) = [Path(line) for line in done.stdout.splitlines()]

    def edited(**texts: str) -> None:
        """Save as an editor does: its own header field, its own layout."""
        po = reader.read(made)
        po.header.set("X-Generator", "Poedit 3.4")
        for one in po.messages:
            if one.context in texts:
                one.string = texts[one.context]
        made.write_bytes(layout.written(po).replace(b"\n", b"\r\n"))

    def build() -> None:
        assert ran("db", "build", str(tmp_path), "-o", path).returncode == 0

    def served(code: str) -> tuple[str, str]:
        done = ran("show", code, "--locale", "fr", "--json", "--database", path)
        (entry,) = json.loads(done.stdout)
        return entry["meaning_locale"], entry["description_locale"]

    edited(
        **{
            "WSAECONNRESET.meaning": "La connexion a été réinitialisée par le pair.",
            "WSAECONNREFUSED.meaning": "La connexion a été refusée.",
            "WSAETIMEDOUT.meaning": "Le délai de connexion a expiré.",
        }
    )
    assert ran("po", "check", *folder).returncode == 0
    build()
    assert [served(code) for code in ("10054", "10061", "10060", "10065")] == [
        ("fr", "en"), ("fr", "en"), ("fr", "en"), ("en", "en"),
    ]  # fmt: skip
    # the English text of one changes, as msgmerge and catalog po update would leave it
    made.write_bytes(
        made.read_bytes().replace(
            b'msgctxt "WSAECONNRESET.meaning"', b'#, fuzzy\r\nmsgctxt "WSAECONNRESET.meaning"'
        )
    )
    build()
    assert served("10054") == ("en", "en")
    edited(**{"WSAECONNREFUSED.meaning": ""})
    build()
    assert served("10061") == ("en", "en")
    assert served("10060") == ("fr", "en")
    counts = json.loads(ran("po", "stats", "fr", *folder, "--json").stdout)
    assert {one["kind"]: (one["translated"], one["fuzzy"], one["missing"]) for one in counts} == {
        "title": (0, 0, 1), "meaning": (1, 1, 95), "description": (0, 0, 97),
        "action": (0, 0, 97), "retry_reason": (0, 0, 31), "keywords": (0, 0, 97),
    }  # fmt: skip


def test_update(tmp_path: Path) -> None:
    """--check tells by status and name what an update would change."""
    in_source(tmp_path, GOOD, fr="")
    folder = ("--source", str(tmp_path))
    done = ran("po", "update", "--check", *folder)
    assert done.returncode == 1
    assert [Path(line).name for line in done.stdout.splitlines()] == ["shop.pot", "shop.po"]
    assert done.stderr == "catalog: these files are not up to date; run: catalog po update\n"
    assert ran("po", "update", *folder).returncode == 0
    done = ran("po", "update", "--check", *folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check(tmp_path: Path) -> None:
    """Problems are lines or JSON; errors are status 1, warnings alone 0 unless --strict."""
    english = "The article is no longer sold."
    bad = in_source(tmp_path, GOOD, de=message("GONE.meaning", english, "\\nWeg."))
    path = bad / "locales" / "de" / "LC_MESSAGES" / "shop.po"
    folder = ("--source", str(tmp_path))
    done = ran("po", "check", *folder)
    assert done.returncode == 1
    problem = "GONE.meaning: the translation has a line break; it must be one line"
    assert done.stdout == f"{path}:5: error: {problem} [control-character]\n"
    assert done.stderr == "catalog: there are errors to mend: 1\n"
    (told,) = json.loads(ran("po", "check", str(path), "--json", *folder).stdout)
    assert told == {
        "path": str(path),
        "line": 5,
        "severity": "error",
        "check": "control-character",
        "problem": problem,
    }
    assert ran("po", "check", "--ignore", "control-character", *folder).returncode == 0
    in_source(tmp_path, de=message("GONE.meaning", english, english))
    done = ran("po", "check", *folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning: GONE.meaning: the translation is only a copy" in done.stdout
    done = ran("po", "check", "--strict", *folder)
    assert (done.returncode, done.stderr) == (
        1,
        "catalog: there are warnings to mend or waive: 1\n",
    )
    assert ran("po", "check", "--strict", "--ignore", "untranslated", *folder).returncode == 0
    done = ran("po", "check", "--ignore", "nonsense", *folder)
    assert done.returncode == 2
    assert "there is no check nonsense; there are malformed, misplaced-file," in done.stderr
    waiver = "# catalog-ignore: untranslated\n"
    in_source(tmp_path, de=message("GONE.meaning", english, english, waiver))
    assert ran("po", "check", "--strict", *folder).returncode == 0


def test_files_in_the_wrong_place(tmp_path: Path) -> None:
    """Files of ours that are not where they are read are told by check, build and sync alike.

    Files of other programs are told once, and are nobody's business here.
    """
    folder = in_source(tmp_path / "app", GOOD, de_messages="", de=message("NO.meaning", "x", "y"))
    text = message("GONE.meaning", "The article is no longer sold.", "Weg.")
    ours = ("de/shop.po", "de/LC_MESSAGES/winsock.PO", "de@x/LC_MESSAGES/shop.po",
            "templates/LC_MESSAGES/shop.po", "de/LC_MESSAGES/Shop.po", "shop.po")  # fmt: skip
    for place in (*ours, "templates/LC_MESSAGES/django.po", "de/messages.po", "messages.po"):
        (folder / "locales" / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / "locales" / place).write_text(HEADER + text if "shop" in place.lower() else "")
    (folder / "locales" / "de" / "LC_MESSAGES" / "winsock.PO").write_text("")
    database = str(tmp_path / "a.db")
    assert ran("db", "upgrade", "--database", database).returncode == 0
    checked = ran("po", "check", "--source", str(folder))
    built = ran("db", "build", str(folder), "-o", str(tmp_path / "b.db"))
    synced = ran("db", "sync", str(folder), "--database", database)
    again = ran("db", "sync", str(folder), "--database", database)
    assert [one.returncode for one in (checked, built, synced, again)] == [1, 0, 0, 0]
    for told in (checked.stdout, built.stderr, synced.stderr, again.stderr):
        for place in ours:
            assert f"locales/{place}: error: is not read; " in told
        assert told.count("[misplaced-file]") == len(ours)
        assert told.count("note: has files of other programs, which are not read") == 1
        assert "messages, django [foreign-file]" in told
        assert "no text has the msgctxt 'NO.meaning'" in told


def test_files_of_other_programs_alone(tmp_path: Path) -> None:
    """They stop nothing, are told at the first sync, and do not make the next one slow."""
    folder = in_source(tmp_path / "app", GOOD, de_messages=message("menu", "Open", "Auf"))
    database = str(tmp_path / "a.db")
    assert ran("db", "upgrade", "--database", database).returncode == 0
    first, second = (ran("db", "sync", str(folder), "--database", database) for _ in range(2))
    assert "note: has files of other programs, which are not read: messages" in first.stderr
    assert (second.stdout, second.stderr) == ("nothing to change\n", "")
    assert ran("po", "check", "--strict", "--source", str(folder)).returncode == 0


def test_a_mistyped_name(tmp_path: Path) -> None:
    """A file with keys of ours whose name is no system is an error, and not another program's."""
    body = message("GONE.meaning", "The article is no longer sold.", "Weg.")
    folder = in_source(tmp_path / "app", GOOD, de_shopp=body)
    done = ran("po", "check", "--source", str(folder))
    assert done.returncode == 1
    assert "shopp.po: error: no system is called 'shopp'; name the source" in done.stdout
    done = ran("db", "build", str(folder), "-o", str(tmp_path / "b.db"))
    assert done.returncode == 2
    assert "no system is called 'shopp'" in done.stderr


def test_stats(tmp_path: Path) -> None:
    """Counts by language, system and kind; --fail-under speaks of whole languages."""
    in_source(tmp_path, GOOD, de=message("GONE.meaning", "The article is no longer sold.", "Weg."))
    folder = ("--source", str(tmp_path))
    assert ran("po", "stats", *folder).stdout == (
        "de\tshop\t0\t0\t1\ttitle\nde\tshop\t1\t0\t1\tmeaning\nde\tshop\t0\t0\t1\tdescription\n"
    )
    assert ran("po", "stats", "--fail-under", "25", "de", "en", *folder).returncode == 0
    done = ran("po", "stats", "--fail-under", "100", "en", "de", *folder)
    assert (done.returncode, done.stderr) == (1, "catalog: de: 25.0 % is under 100 %\n")
    assert ran("po", "stats", "--fail-under", "1", "fr", *folder).returncode == 1


def test_ours() -> None:
    """The package's own languages are complete, as CI asks."""
    assert ran("po", "stats", "--fail-under", "100", "ja", "en").returncode == 0


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
        (["stats", "--fail-under", "101"], "'101' is no number from 0 to 100"),
        (["stats", "no tag"], "'no tag' is not a language tag"),
    ):
        done = ran("po", *arguments, "--source", str(tmp_path))
        assert done.returncode == 2
        assert problem in done.stderr
        assert done.stderr.count("\n") == 1
