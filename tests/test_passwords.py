"""Passwords: no message repeats one, whatever is wrong with the database that was named."""

import traceback
from pathlib import Path

import pytest
from support import run

from catalog import Catalog, CatalogError, DatabaseError, migrate
from catalog.db.building import build
from catalog.errors import printable, shown
from catalog.sync import Source, sync

# each as a person may get it wrong
NAMED = [
    "postgresql+psycopg://u:s3cret@h/d", "postgresql+psycopg//u:s3cret@h/d",
    "postgresql+psycopg:u:s3cret@h", "postgresql:/u:s3cret@h/d", "postgres:u:s3cret@h",
    "postgresql://u:s3/cr:e@t-s3cret@h/d", "host=h password=s3cret", "user=u pass=s3cret",
    "user = u password = 's3cret x'", "HOST=h PWD=s3cret", "mysql://u:s3cret@h/d",
    "postgresql+psycopg://h/d?user=u&password=s3cret", "dbname=d passwd=s3cret\x00",
]  # fmt: skip


@pytest.mark.parametrize("named", NAMED)
def test_no_message_repeats_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Neither an error nor what is kept in it; and no file of such a name is made."""
    monkeypatch.chdir(tmp_path)
    for work in (
        lambda: Catalog(f"{named}?connect_timeout=1" if "//" in named else named),
        lambda: Catalog("x" + named),
        lambda: Catalog(named, schema="x"),
        lambda: migrate.check(named),
        lambda: build(named),
        lambda: Source.from_path(named),
        lambda: sync(named, remove="x"),
    ):
        with pytest.raises(CatalogError) as caught:
            work()
        error = caught.value
        told = [str(error), "".join(traceback.format_exception_only(error))]
        if isinstance(error, DatabaseError):
            told.append(repr(error))
        assert [text for text in told if "s3cret" in text or "s3/cr" in text] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("named", NAMED[1:3] + NAMED[7:8])
def test_the_command_line(tmp_path: Path, named: str) -> None:
    """Nor does a command, whichever of its arguments is wrong."""
    for arguments in (
        ("db", "build", str(tmp_path), "-o", named), ("db", "upgrade", "--database", named),
        ("db", "sync", named, "--database", str(tmp_path / "x.db")), ("annotate", named),
        ("show", "1", "--database", named),
    ):  # fmt: skip
        done = run(*arguments)
        assert done.returncode in (1, 2), done
        assert "s3cret" not in done.stdout + done.stderr


def test_what_is_no_password() -> None:
    """Other texts stay as they are."""
    for text in ("/home/a@b/my.db", "C:\\x\\my.db", "errno=110", "a:b@c", "x" * 50):
        assert printable(text) == text
        assert shown(text) == repr(text)
