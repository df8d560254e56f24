"""The command line, mostly as real processes; some on a pseudo-terminal."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import COMMAND, ENTRIES, PLAIN, SYSTEMS, in_full, ran

from catalog import Catalog
from catalog.cli import main

# of a name with an end of a line in it, which no file of Windows has
NO_FILE = "cannot be a file" if sys.platform == "win32" else "no such file"


class TestShow:
    @pytest.mark.parametrize(
        "code",
        [["10054"], ["0x80072746"], ["-2147014842"], ["--", "-2147014842"], ["wsaeconnreset"],
         ["[WinError", "10054]", "An", "existing"], ["１００５４"],
         ["error", "-2147014842", "on", "port", "10061"], ["--", "error", "10054", "-s"]],
        ids=" ".join,
    )  # fmt: skip
    def test_forms(self, code: list[str]) -> None:
        """Every form that the library reads, with the words of a line quoted or not."""
        done = ran("show", "--locale", "ja", *code)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("WSAECONNRESET  10054  0x2746\n")
        assert "接続相手が接続をリセットしました。" in done.stdout
        assert done.stderr == ""

    def test_options_after_a_negative_number(self) -> None:
        """Options are options wherever they stand."""
        done = ran("show", "-2147014842", "--json", "--locale", "ja")
        assert json.loads(done.stdout)[0]["meaning_locale"] == "ja"

    def test_a_line_that_begins_with_a_dash(self) -> None:
        """Words with spaces between them are a line, no option."""
        done = ran("show", "-bash: x: Permission denied")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("EACCES")

    def test_a_code_without_show(self) -> None:
        """Who leaves the command out is told which it is."""
        done = ran("10054")
        assert done.returncode == 2
        assert "catalog show CODE" in done.stderr
        assert done.stderr.count("\n") == 1

    def test_what_it_shows(self) -> None:
        """Symbol, number, texts, system, aliases, related entries, reason and locale."""
        out = ran("show", "NO_DATA").stdout
        assert "aliases  NO_ADDRESS, NO_DATA, WSANO_ADDRESS" in out
        assert "read as  the name NO_DATA, an alias of WSANO_DATA" in out
        assert "locale   en" in out
        assert "it depends on the operating system" in ran("show", "WSA_IO_PENDING").stdout
        assert "related  WSAENETRESET" in ran("show", "10054").stdout

    def test_json(self) -> None:
        """--json prints an array of one object with the keys of the contract."""
        (entry,) = json.loads(ran("show", "10054", "--json").stdout)
        assert (entry["symbol"], entry["value"], entry["os_dependent"]) == (
            "WSAECONNRESET",
            10054,
            False,
        )

    def test_an_ambiguous_code(self) -> None:
        """All that a code can mean is listed, with the platforms, and that is no mistake."""
        done = ran("show", "104", "--platform", "linux")
        assert (done.returncode, done.stderr) == (0, "")
        rows = [line.split("\t")[:4] for line in done.stdout.splitlines()]
        assert rows[:3] == [
            ["errno", "104", "ECONNRESET", "Linux"],
            ["http", "104", "HTTP_UPLOAD_RESUMPTION_SUPPORTED", ""],
            ["win32", "104", "ERROR_INVALID_AT_INTERRUPT_TIME", "Windows"],
        ]
        done = ran("show", "10054 10061")
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)

    def test_json_of_an_ambiguous_code(self) -> None:
        """--json has every reading of an ambiguous code, and the one of any other."""
        found = json.loads(ran("show", "104", "--platform", "macos", "--json").stdout)
        assert [(one["symbol"], one["value"], one["platforms"]) for one in found[:3]] == [
            ("ENOTRECOVERABLE", 104, ["macos"]),
            ("HTTP_UPLOAD_RESUMPTION_SUPPORTED", 104, []),
            ("ERROR_INVALID_AT_INTERRUPT_TIME", 104, ["windows"]),
        ]
        assert found[0]["reason"] == "the number 104, on macOS"
        (one,) = json.loads(ran("show", "ECONNRESET", "--platform", "freebsd", "--json").stdout)
        assert (one["system"], one["value"], one["platforms"]) == ("errno", 54, [])

    def test_one_identity(self) -> None:
        """An error's numbers on each platform, its other names, and whether to try again."""
        for code in ("ECONNRESET", "WSAECONNRESET"):
            out = ran("show", code, "--platform", "linux").stdout
            (family,) = [line for line in out.splitlines() if line.startswith("  family")]
            assert family == (
                "  family   Linux 104, macOS 54, FreeBSD 54, "
                "Windows 10054 / 0x80072746 / 0xC000020D, Windows C library 108, "
                "libuv UV_ECONNRESET, libuv on Windows -4077"
            )
            assert "ntstatus:STATUS_CONNECTION_RESET" in out
        out = ran("show", "ECONNRESET").stdout
        assert (
            "  same as  chromium:ERR_CONNECTION_RESET, ntstatus:STATUS_CONNECTION_RESET, "
            "winsock:WSAECONNRESET\n" in out
        )
        assert re.search(r"^  kind     connection$", out, re.MULTILINE)
        assert re.search(r"^  retry    [a-z-]+", out, re.MULTILINE)
        out = ran("show", "ERROR_NO_DATA", "--locale", "ja").stdout
        assert re.search(r"^  同じエラー +errno:EPIPE（一方向）$", out, re.MULTILINE)
        assert re.search(r"^  再試行 +変更してから再試行。.+。$", out, re.MULTILINE)
        assert "  system   http 5xx\n" in ran("show", "503").stdout

    def test_what_else_it_can_mean(self) -> None:
        """Below the best answer come others, but not what it is only called elsewhere."""
        out = ran("show", "NO_DATA").stdout
        assert "It can also mean:\nwin32\t232\tERROR_NO_DATA\t\t" in out
        assert "It can also mean" not in ran("show", "ECONNRESET").stdout

    def test_several_systems(self) -> None:
        """Of several systems, all that they have is told, and nothing of others."""
        linux = ("104", "--platform", "linux")
        both = ran("show", *linux, "--system", "errno", "--system", "http").stdout
        assert ran("show", *linux).stdout.startswith(both)
        assert both.count("\n") == 2
        one = ran("show", *linux, "--system", "winsock", "--system", "http").stdout
        assert one.startswith("HTTP_UPLOAD_RESUMPTION_SUPPORTED  104")

    def test_what_is_not_explained_yet(self) -> None:
        """A code of which name and number alone are known says so, and what it is elsewhere."""
        out = ran("show", "STATUS_CANNOT_IMPERSONATE").stdout
        assert out.startswith("STATUS_CANNOT_IMPERSONATE  3221225741  0xC000010D\n\n")
        assert "\n  not explained yet\n" in out
        assert "win32:ERROR_CANNOT_IMPERSONATE" in out
        assert "locale" not in out
        (one,) = json.loads(ran("show", "0xC000010D", "--json").stdout)
        assert (one["meaning"], one["meaning_locale"]) == ("", "und")
        listed = {
            which: ran("list", "--system", "wininet", f"--{which}").stdout.splitlines()
            for which in ("explained", "unexplained")
        }
        assert sum(map(len, listed.values())) == SYSTEMS["wininet"]
        assert all(line.endswith("\tnot explained yet") for line in listed["unexplained"])
        assert not any("not explained yet" in line for line in listed["explained"])

    def test_platforms(self) -> None:
        """A number is that of the platform that is named."""
        assert ran("show", "110", "--platform", "linux").stdout.startswith("ETIMEDOUT  110")
        assert ran("show", "110", "--platform", "windows").stdout.startswith(
            "ERROR_OPEN_FAILED  110"
        )
        assert ran("show", "54", "--platform", "Darwin").stdout.startswith("ECONNRESET  54")
        assert ran("show", "93", "--platform", "freebsd14").stdout.startswith("ENOTCAPABLE  93")

    def test_served_locales(self, database: Path) -> None:
        """When the two texts come from different languages, both are named."""
        import sqlite3

        with sqlite3.connect(database) as connection:
            connection.execute(
                "DELETE FROM catalog_message WHERE locale = 'ja' AND field = 'description'"
            )
        connection.close()
        done = ran("show", "10054", "--locale", "ja", "--database", str(database))
        assert re.search(r"^  言語 +ja（意味）、en（説明）$", done.stdout, re.MULTILINE)


class TestLists:
    def test_search(self) -> None:
        """Words of any language; one row an entry, with tabs, when piped."""
        done = ran("search", "接続", "リセット", "--locale", "ja")
        assert (
            "winsock\t10054\tWSAECONNRESET\t接続相手が接続をリセットしました。"
            in done.stdout.splitlines()
        )
        assert len(ran("search", "socket", "--limit", "3").stdout.splitlines()) == 3
        found = json.loads(ran("search", "connreset", "--json", "--platform", "macos").stdout)
        assert [(one["symbol"], one["value"]) for one in found[:2]] == [
            ("ECONNRESET", 54),
            ("WSAECONNRESET", 10054),
        ]

    def test_search_finds_nothing(self) -> None:
        """Nothing found is status 1, and still JSON when JSON was asked for."""
        done = ran("search", "unicorn", "--json")
        assert (done.returncode, json.loads(done.stdout)) == (1, [])
        assert done.stderr.count("\n") == 1

    def test_list(self) -> None:
        """All entries, as rows or as JSON, with the numbers of a platform."""
        assert len(ran("list").stdout.splitlines()) == ENTRIES
        for platform, value in (("linux", "98"), ("macos", "48"), ("windows", "100")):
            listed = ran("list", "--system", "errno", "--platform", platform).stdout
            assert f"errno\t{value}\tEADDRINUSE\tThe address is already in use.\n" in listed
            assert len(listed.splitlines()) == SYSTEMS["errno"]
        assert "errno\t\tEXFULL\t" in ran("list", "--system", "errno", "--platform", "macos").stdout
        assert len(json.loads(ran("list", "--json", "--system", "winsock").stdout)) == 97

    def test_systems(self) -> None:
        """Name, number of entries, title in the locale asked for."""
        shown = ran("systems").stdout
        assert "winsock\t97\tWindows Sockets (Winsock) error codes\n" in shown
        assert [line.split("\t")[:2] for line in shown.splitlines()] == [
            [name, str(size)] for name, size in SYSTEMS.items()
        ]
        every = json.loads(ran("systems", "--json", "--locale", "ja").stdout)
        assert {system["title_locale"] for system in every} == {"ja"}

    def test_several_systems(self) -> None:
        """--system may be given several times; what is listed comes in that order."""
        two = ("--system", "winsock", "--system", "http")
        rows = [line.split("\t")[0] for line in ran("list", *two).stdout.splitlines()]
        assert rows == ["winsock"] * SYSTEMS["winsock"] + ["http"] * SYSTEMS["http"]
        rows = [line.split("\t")[0] for line in ran("systems", *two).stdout.splitlines()]
        assert rows == ["winsock", "http"]
        found = [line.split("\t")[:3] for line in ran("search", "reset", *two).stdout.splitlines()]
        assert [row[0] for row in found] == sorted([row[0] for row in found], reverse=True)
        assert ["http", "205", "HTTP_RESET_CONTENT"] in found
        assert len(ran("search", "reset", *two, "--limit", "2").stdout.splitlines()) == 2
        assert ran("locales", *two).stdout == "en\t100 %\tEnglish\nja\t100 %\t日本語\n"
        for words in (("list",), ("show", "10054"), ("search", "reset"), ("systems",)):
            done = ran(*words, *two, "--system", "posix")
            assert (done.returncode, "no code system 'posix'" in done.stderr) == (2, True)

    def test_locales(self) -> None:
        """The languages of the catalogue, each in its own name, and how much each has."""
        assert ran("locales").stdout == "en\t100 %\tEnglish\nja\t100 %\t日本語\n"
        assert json.loads(ran("locales", "--json").stdout) == [
            {"locale": "en", "name": "English", "coverage": 1.0},
            {"locale": "ja", "name": "日本語", "coverage": 1.0},
        ]


class TestLocale:
    @pytest.mark.parametrize(
        ("environ", "locale"),
        [
            ({"LANG": "ja_JP.UTF-8"}, "ja"),
            ({"LANGUAGE": "fr:ja", "LANG": "en_US.UTF-8"}, "ja"),
            ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
            ({"LANG": "nonsense/../.."}, "en"),
            ({"LANG": "Japanese_Japan.932"}, "en"),
            ({"LANG": "japanese"}, "en"),
            ({}, "en"),
        ],
    )
    def test_environment(self, environ: dict[str, str], locale: str) -> None:
        """LANGUAGE, LC_ALL, LC_MESSAGES, LANG in this order, else English."""
        (entry,) = json.loads(ran("show", "10054", "--json", env=environ).stdout)
        assert entry["meaning_locale"] == locale

    def test_option(self) -> None:
        """--locale goes before the environment, and may be given again for further choices."""
        done = ran(
            "show", "10054", "--json", "--locale", "fr", "--locale", "ja", env={"LANG": "en_US"}
        )
        assert json.loads(done.stdout)[0]["meaning_locale"] == "ja"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["show", "WSAECONREST"], 1, "did you mean WSAECONNRESET"),
        (["show", "Error:", "WSAECONREST", "in recv()"], 1, "did you mean WSAECONNRESET"),
        (["show", "the disk quota was used up"], 1, "; perhaps errno:EDQUOT"),
        (["show", "the disk quota was used up", "--system", "http"], 1, "perhaps http:"),
        (["show", "[Errno 9999] x"], 1, "it is the number 9999 of errno"),
        (["show", "42424"], 1, "no entry"),
        (["show", "0x80004FFF"], 1, "an HRESULT of severity error with facility 0"),
        (["show", "104", "--platform", "beos"], 2, "'beos' is not one of"),
        (["search", "reset", "--platform", ""], 2, "is not one of"),
        (["list", "--platform"], 2, "requires an argument"),
        (["show", "165", "--platform", "macos"], 1, "no entry"),
        (["show", "10054", "--system", "posix"], 2, "no code system 'posix'"),
        (["systems", "--system", "posix"], 2, "no code system 'posix'"),
        (["locales", "--system", "posix"], 2, "no code system 'posix'"),
        (["list", "--system", "posix"], 2, "no code system 'posix'"),
        (["show", ""], 2, "blank"),
        (["show", "0x"], 2, "no digits"),
        (["show", "1e5"], 2, "no whole number"),
        (["show", "99999999999999999999"], 2, "64 bits"),
        (["show", "a\x07b"], 2, "U+0007"),
        (["show", "\udcff"], 2, "lone surrogate"),
        (["show", "10054", "--locale", "../../etc"], 2, "not a language tag"),
        (["show", "10054", "--locale", "a" * 10_000], 2, "10,000 characters"),
        (["show", "10054", "--database", "/no/such.db"], 2, "no such file"),
        (["show", "10054", "--database", "/"], 2, "is a folder"),
        (["show", "10054", "--database", "nosuch://u:secret@h"], 2, "nosuch"),
        (["search", "!"], 2, "no letter or digit"),
        (["search", "x", "--limit", "0"], 2, "limit"),
        (["show", "10054", "--system"], 2, "requires an argument"),
        (["show", "-s", "10054"], 2, "No such option"),
        (["show", "10054", "--database", ""], 2, "there is no path"),
        (["show", "10054", "--database=no such.db"], 2, "no such.db: there is no such file"),
        (["show", "10054", "--database", "-no such.db"], 2, "-no such.db: there is no such file"),
        (["search", "reset", "--locale=ja x"], 2, "'ja x' is not a language tag"),
        (["show", "10054", "--database", "sqlite:///missing.db"], 2, "there is no such file"),
        (["show", "10054", "--database", "sqlite:///x.db?password=secret"], 2, "no such file"),
        (["show", "10054", "--database", "a\nb.db"], 2, NO_FILE),
        (["show", "10054", "--database", "sqlite://:memory:"], 2, "is no database URL"),
        (["search", "x", "--limit", "99999999999999999999"], 2, "limit"),
        (["search", "unicorn" * 99], 1, "no entry has all words"),
        (["db", "upgrade", "--database", ""], 2, "is no path"),
        (["show"], 2, "Missing argument"),
        (["show", "--nonsense", "1"], 2, "No such option"),
        (["shwo"], 2, "show"),
        (["db", "upgrade", "--database", "/no/such/folder/x.db"], 2, "unable to open"),
        (["db", "upgrade", "--database", "nosuch://u:secret@h"], 2, "nosuch"),
    ],
    ids=lambda value: ascii(" ".join(value))[:40] if isinstance(value, list) else "",
)  # fmt: skip
def test_errors(arguments: list[str], status: int, said: str) -> None:
    """Bad input is one line on standard error, with status 1 (not found) or 2, and no secrets."""
    done = ran(*arguments)
    assert done.returncode == status, done.stderr
    assert done.stderr.startswith("catalog: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 300
    assert "secret" not in done.stderr
    assert done.stdout == ""


class TestOutput:
    def test_broken_pipe(self) -> None:
        """A reader that stops early is no error at all."""
        with subprocess.Popen(
            [*COMMAND, "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN
        ) as listing:
            assert listing.stdout
            assert listing.stderr
            assert listing.stdout.readline()
            listing.stdout.close()
            assert (listing.stderr.read(), listing.wait(10)) == (b"", 0)

    @pytest.mark.skipif(
        sys.platform == "win32" or not Path("/dev/full").exists(),
        reason="the platform has no full device",
    )
    @pytest.mark.parametrize(
        "words", ["show 10054", "list", "list --json", "locales", "--help", "--version"]
    )
    def test_full_disk(self, words: str) -> None:
        """An output that cannot be written is one line and status 2."""
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*COMMAND, *words.split()],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=PLAIN,
            )
        assert done.returncode == 2
        assert done.stderr == "catalog: cannot write the output: No space left on device\n"

    @pytest.mark.skipif(sys.platform == "win32", reason="no shell there can close an output")
    @pytest.mark.parametrize("words", ["show 10054", "list", "--help"])
    def test_closed_output(self, words: str) -> None:
        """Without an output there is nothing to say, and no traceback."""
        closed = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *words.split()]
        done = subprocess.run(closed, capture_output=True, text=True, env=PLAIN)
        assert "Traceback" not in done.stderr
        assert done.stderr.count("\n") <= 1

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "shift_jis"])
    def test_poor_encodings(self, encoding: str) -> None:
        """Characters that the output lacks are escaped; nothing fails."""
        done = subprocess.run(
            [*COMMAND, "show", "10054", "--locale", "ja"],
            capture_output=True,
            env=PLAIN | {"PYTHONIOENCODING": encoding},
        )
        assert (done.returncode, done.stderr) == (0, b"")
        meaning = "接続相手が接続をリセットしました。".encode(encoding, "backslashreplace")
        assert meaning in done.stdout

    def test_no_colour_in_a_pipe(self) -> None:
        """Piped output has no escape sequences."""
        for arguments in (["show", "10054"], ["list"], ["systems"]):
            assert "\x1b" not in ran(*arguments).stdout

    def test_help_of_every_command(self) -> None:
        """Every command says what it is for."""
        runner = CliRunner()
        for words in (
            [],
            ["show"],
            ["search"],
            ["list"],
            ["systems"],
            ["locales"],
            ["db"],
            ["db", "upgrade"],
        ):
            result = runner.invoke(main, [*words, "--help"])
            assert result.exit_code == 0
            assert len(re.findall(r"^ +\S", result.output, re.MULTILINE)) > 2

    def test_alone(self) -> None:
        """Without a command, the help."""
        done = ran()
        assert done.returncode == 2
        assert "Commands:" in done.stderr

    def test_version(self) -> None:
        """--version names the program and its version."""
        assert re.fullmatch(r"catalog, version \d+\.\d+\.\d+\n", ran("--version").stdout)

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion(self, shell: str) -> None:
        """The scripts that the documentation evaluates are there."""
        done = subprocess.run(
            COMMAND,
            capture_output=True,
            text=True,
            env=PLAIN | {"_CATALOG_COMPLETE": f"{shell}_source"},
        )
        assert "_CATALOG_COMPLETE" in done.stdout, done.stderr


class TestDatabase:
    def test_upgrade_and_read(self, tmp_path: Path) -> None:
        """A database made by the command is read by the command, by option or by variable."""
        path = tmp_path / "my.db"
        done = ran("db", "upgrade", "--database", str(path))
        assert done.stdout == f"{path}: at revision 0002\n"
        # the small catalogue has that one whole
        words = ["list"] if in_full() else ["list", "--system", "http"]
        expected = ran(*words).stdout
        assert expected
        for options, environ in (
            (["--database", str(path)], {}),
            (["--database", f"sqlite:///{path}"], {}),
            ([], {"CATALOG_DATABASE_URL": str(path)}),
        ):
            assert ran(*words, *options, env=environ).stdout == expected

    def test_default_database(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a name, catalog.db in the current folder."""
        monkeypatch.chdir(tmp_path)
        assert ran("db", "upgrade").returncode == 0
        assert (tmp_path / "catalog.db").exists()


class TestTexts:
    def test_actions_are_steps(self) -> None:
        """What to do comes after the description, a step a line, and search words never."""
        lines = ran("show", "WSAECONNRESET", "--locale", "en").stdout.splitlines()
        start = lines.index("  what to do")
        with Catalog() as catalog:
            entry = catalog.get("WSAECONNRESET", locale="en")
        steps = [f"  - {step}" for step in entry.action.split("\n")]
        assert lines[start - 1 : start + len(steps) + 2] == ["", "  what to do", *steps, ""]
        assert lines.index(f"  {entry.description}") < start
        assert entry.keywords not in "\n".join(lines)

    def test_sources_when_asked_for(self) -> None:
        """The documents that texts rest on come with an option, a phrase of a registry always."""
        code = "show", "404", "--system", "http"
        plain, asked = ran(*code).stdout, ran(*code, "--sources").stdout
        assert "  phrase   Not Found\n" in plain
        assert asked.startswith(plain)
        assert asked.removeprefix(plain).startswith("\n  sources\n  - RFC 9110 15.5.5\n")
        (answer,) = json.loads(ran(*code, "--json").stdout)
        assert (answer["phrase"], answer["sources"][0]) == ("Not Found", "RFC 9110 15.5.5")
