"""Sync: real databases brought to what sources say, and no further."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small import SYSTEMS
from sqlalchemy import URL, create_engine
from support import GOOD, assert_sound, contents, execute, in_source, message

from catalog import Catalog, DatabaseError, InvalidSource, UnknownCode, UnknownSource, migrate
from catalog.po import reader
from catalog.po.file import Header
from catalog.sync import Change, Source, SyncReport, sync

SOLD_OUT = message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れです。")
REFUSED = message("WSAECONNREFUSED.meaning", "The connection was refused.", "断られました。")
RESET = message("WSAECONNRESET.meaning", "The connection was reset by the peer.", "改めた文です。")
PLURAL = GOOD.replace(
    'sold out."', 'sold out."\nmeaning_plural = "{count} articles are sold out."', 1
)


@pytest.fixture
def shop(tmp_path: Path) -> Source:
    return Source.from_path(in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT, ja_winsock=REFUSED))


def generation(url: URL) -> int:
    ((found,),) = execute(url, "SELECT generation FROM catalog_state")
    return int(found)


@pytest.fixture
def database(any_database: URL) -> URL:
    """Run every test on each engine."""
    return any_database


@pytest.fixture(autouse=True)
def sound(database: URL) -> Iterator[None]:
    """After each test the database is whole: structure, references, and the full-text index."""
    yield
    if database.get_backend_name() == "sqlite":
        assert_sound(Path(str(database.database)))


def meaning(database: URL, code: str, locale: str = "ja") -> str:
    with Catalog(database) as catalog:
        return str(catalog.get(code, locale=locale).meaning)


class TestAdding:
    def test_codes_and_texts(self, database: URL, shop: Source) -> None:
        """A source's codes and texts are served, found and counted beside ours."""
        report = sync(database, shop)
        assert Change("shop", "", "GONE") in report.added
        assert Change("shop", "ja", "OUT_OF_STOCK.meaning") in report.added
        assert Change("shop", "en", "title") in report.added
        assert Change("winsock", "ja", "WSAECONNREFUSED.meaning") in report.added
        assert (report.changed, report.removed, report.skipped) == ((), (), ())
        with Catalog(database) as catalog:
            entry = catalog.get(-70007, locale="ja")
            assert (entry.symbol, entry.meaning, entry.meaning.locale) == (
                "OUT_OF_STOCK", "売り切れです。", "ja",
            )  # fmt: skip
            assert entry.description.locale == "en"
            assert entry.related == ("GONE",)
            assert catalog.get("SOLD_OUT").symbol == "OUT_OF_STOCK"
            assert [system.name for system in catalog.systems()] == sorted([*SYSTEMS, "shop"])
            assert [e.symbol for e in catalog.search("売り切れ")] == ["OUT_OF_STOCK"]
            assert catalog.coverage("shop") == {"en": 1.0, "ja": 1 / 3}

    def test_rewording_ours(self, database: URL, shop: Source) -> None:
        """The later source's text is served and found, ours no longer; other texts stay."""
        sync(database, shop)
        assert meaning(database, "WSAECONNREFUSED") == "断られました。"
        assert meaning(database, "WSAECONNREFUSED", "en") == "The connection was refused."
        with Catalog(database) as catalog:
            assert [e.symbol for e in catalog.search("断られ", system="winsock")] == [
                "WSAECONNREFUSED"
            ]
            assert catalog.search("接続が拒否されました", system="winsock") == []

    def test_again(self, database: URL, shop: Source) -> None:
        """A second sync changes nothing, and writes nothing."""
        sync(database, shop)
        before = contents(database, but=())
        engine = create_engine(database)
        with engine.connect() as connection:
            # two writers at once: the second would wait
            connection.exec_driver_sql("UPDATE catalog_state SET generation = 1")
            assert not sync(database, shop)
        engine.dispose()
        assert contents(database, but=()) == before

    def test_by_engine_and_url(self, database: URL, shop: Source) -> None:
        """The database may be a URL, an Engine, or a Connection, which the caller commits."""
        engine = create_engine(database)
        with engine.connect() as connection:
            assert sync(connection, shop)
        with engine.connect() as connection:
            assert sync(connection, shop)
            connection.commit()
        assert not sync(engine, shop)
        engine.dispose()
        assert not sync(database.render_as_string(hide_password=False), shop)
        assert isinstance(sync(database, shop), SyncReport)

    def test_dry_run(self, database: URL, shop: Source) -> None:
        """A dry run tells the same and changes nothing."""
        before = contents(database, but=())
        told = sync(database, shop, dry_run=True)
        assert contents(database, but=()) == before
        assert told == sync(database, shop)

    def test_plurals(self, database: URL, tmp_path: Path) -> None:
        """Plural forms are stored with their rule, served whole, and chosen by count."""
        body = (
            'msgctxt "OUT_OF_STOCK.meaning"\nmsgid "The article is sold out."\n'
            'msgid_plural "{count} articles are sold out."\n'
            'msgstr[0] "Wyprzedany."\nmsgstr[1] "{count} a"\nmsgstr[2] "{count} b"\n'
        )
        folder = in_source(tmp_path / "shop", PLURAL, pl=body)
        path = folder / "locales/pl/LC_MESSAGES/shop.po"
        rule = (
            "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
        )
        path.write_text(path.read_text("utf-8").replace("\\n", f"\\nPlural-Forms: {rule}\\n", 1))
        sync(database, Source.from_path(folder))
        with Catalog(database) as catalog:
            text = catalog.get("SOLD_OUT", locale="pl").meaning
            english = catalog.get("SOLD_OUT", locale="de").meaning
        assert text == "{count} b"
        assert [text.fill(count=n) for n in (1, 2, 5, 22)] == [
            "Wyprzedany.", "2 a", "5 b", "22 a",
        ]  # fmt: skip
        assert english.fill(count=1) == "The article is sold out."
        assert english.fill(count=2) == "2 articles are sold out."
        with Catalog(database) as catalog:
            assert [e.symbol for e in catalog.search("wyprzedany")] == ["OUT_OF_STOCK"]

    def test_a_plural_of_one_form(self, database: URL, tmp_path: Path) -> None:
        """A language with one form for all counts takes the count as others do."""
        body = (
            'msgctxt "OUT_OF_STOCK.meaning"\nmsgid "The article is sold out."\n'
            'msgid_plural "{count} articles are sold out."\n'
            'msgstr[0] "{count} 点が売り切れです。"\n'
        )
        folder = in_source(tmp_path / "shop", PLURAL, ja=body, en="")
        for locale in ("ja", "en"):
            path = folder / "locales" / locale / "LC_MESSAGES/shop.po"
            rule = "\\nPlural-Forms: nplurals=1; plural=0;\\n"
            path.write_text(path.read_text("utf-8").replace("\\n", rule, 1), "utf-8")
        assert not sync(database, Source.from_path(folder)).skipped
        with Catalog(database) as catalog:
            japanese = catalog.get("SOLD_OUT", locale="ja").meaning
            english = catalog.get("SOLD_OUT", locale="en").meaning
        assert japanese.forms == ("{count} 点が売り切れです。",)
        assert japanese.fill(count=3) == "3 点が売り切れです。"
        # an English file without plurals has no say in those of the TOML file
        assert english.fill(count=3) == "3 articles are sold out."


class TestChanging:
    def test_what_is_told(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """Added, changed and removed are told by code and text, each once."""
        sync(database, shop)
        changed = GOOD.replace("value = -70007", "value = 70077").replace('["SOLD_OUT"]', "[]")
        changed = changed.replace("is no longer sold.", "is history.")
        in_source(
            tmp_path / "shop",
            changed.replace('title = "Shop', 'title = "New shop'),
            ja=message("GONE.meaning", "The article is history.", "終売です。"),
        )
        report = sync(database, shop)
        assert report.added == (Change("shop", "ja", "GONE.meaning"),)
        assert report.changed == (
            Change("shop", "", "OUT_OF_STOCK"),
            Change("shop", "en", "GONE.meaning"),
            Change("shop", "en", "title"),
        )
        assert report.removed == (Change("shop", "ja", "OUT_OF_STOCK.meaning"),)
        with Catalog(database) as catalog:
            assert catalog.get(70077).aliases == ()
            with pytest.raises(UnknownCode):
                catalog.get("SOLD_OUT")
            assert catalog.search("sold out") != []
            assert [e.symbol for e in catalog.search("終売")] == ["GONE"]
            assert catalog.search("売り切れ") == []

    def test_numbers_words_and_same_entries(
        self, database: URL, shop: Source, tmp_path: Path
    ) -> None:
        """What changes of an entry's facts is told as a change of its code, found, and served."""

        def synced(linux: int, kind: str, retry: str, same: str) -> tuple[Change, ...]:
            facts = f"numbers = {{ linux = {linux}, macos = 70002 }}\n"
            facts += f'kind = "{kind}"\nretry = "{retry}"\nsame_as = [{same}]'
            in_source(tmp_path / "shop", GOOD.replace("value = -70007", facts))
            report = sync(database, shop)
            assert report.added == report.removed == ()
            return report.changed

        ours = '{ code = "errno:ENOENT", authority = "shop.h" }'
        changed = (Change("shop", "", "OUT_OF_STOCK"),)
        sync(database, shop)
        assert synced(70001, "resource", "later", "") == changed
        assert synced(70001, "resource", "later", "") == ()
        with Catalog(database) as catalog:
            before = catalog.get("OUT_OF_STOCK", platform="linux")
            assert (before.value, before.kind, before.retry) == (70001, "resource", "later")
            assert [entry.symbol for entry in catalog.search("70001")] == ["OUT_OF_STOCK"]
            assert catalog.get(70002, platform="macos").symbol == "OUT_OF_STOCK"
            theirs = catalog.get("ENOENT").same_as
        assert synced(70003, "resource", "later", "") == changed
        assert synced(70003, "usage", "later", "") == changed
        assert synced(70003, "usage", "no", "") == changed
        assert synced(70003, "usage", "no", ours) == changed
        with Catalog(database) as catalog:
            entry = catalog.get(70003, platform="linux")
            assert (entry.kind, entry.retry) == ("usage", "no")
            assert [one.symbol for one in entry.equivalents] == ["ENOENT"]
            (added,) = {*catalog.get("ENOENT").same_as} - {*theirs}
            assert (added.system, added.symbol, added.one_way) == ("shop", "OUT_OF_STOCK", False)
            assert catalog.search("70001") == []
            assert [entry.symbol for entry in catalog.search("70003")] == ["OUT_OF_STOCK"]
        one_way = ours.replace("}", ", one_way = true }")
        assert synced(70003, "usage", "no", one_way) == changed
        with Catalog(database) as catalog:
            assert catalog.get("ENOENT").same_as == theirs
            assert [one.one_way for one in catalog.get("OUT_OF_STOCK").same_as] == [True]
        assert synced(70003, "usage", "no", "") == changed
        with Catalog(database) as catalog:
            assert catalog.get("OUT_OF_STOCK").same_as == ()

    def test_a_code_goes_with_others_texts(
        self, database: URL, shop: Source, tmp_path: Path
    ) -> None:
        """When a source takes a code out, what other sources have of it goes too."""
        german = message("GONE.meaning", "The article is no longer sold.", "Weg.")
        other = Source.from_path(in_source(tmp_path / "other", de=german))
        sync(database, shop, other)
        assert meaning(database, "GONE", "de") == "Weg."
        without = GOOD.partition('[[entry]]\nsymbol = "GONE"')[0].replace('["GONE"]', "[]")
        in_source(tmp_path / "shop", without)
        report = sync(database, shop)
        assert Change("shop", "de", "GONE.meaning") in report.removed
        assert Change("shop", "", "GONE") in report.removed

    def test_damaged_rows(self, database: URL, shop: Source) -> None:
        """Rows that somebody changed by hand are mended by the next sync, files alike or not."""
        sync(database, shop)
        before = contents(database)
        execute(
            database,
            "UPDATE catalog_message SET text = 'x' WHERE system = 'shop'",
            "DELETE FROM catalog_name WHERE name = 'SOLD_OUT'",
        )
        assert sync(database, shop)
        assert contents(database) == before

    def test_generation(self, database: URL, shop: Source) -> None:
        """Every sync that changes something counts the generation on, no other does."""
        before = generation(database)
        sync(database, shop)
        sync(database, shop)
        sync(database, shop, dry_run=True)
        assert generation(database) == before + 1


class TestSeveral:
    def test_the_later_wins(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """Of two sources the later one's text is served, also when their order changes."""
        folder = in_source(tmp_path / "other", ja_winsock=REFUSED.replace("断", "拒"))
        other = Source.from_path(folder)
        sync(database, shop, other)
        assert meaning(database, "WSAECONNREFUSED") == "拒られました。"
        sync(database, other, shop)
        assert meaning(database, "WSAECONNREFUSED") == "断られました。"
        with Catalog(database) as catalog:
            assert catalog.search("拒られ") == []
        # once more notes the digests of what has moved
        assert not sync(database, other, shop)
        report = sync(database, shop, other)
        assert report.changed == (Change("winsock", "ja", "WSAECONNREFUSED.meaning"),)
        sync(database, other, shop)
        # alone, a source keeps its place
        in_source(folder, ja_winsock=REFUSED.replace("断", "否"))
        sync(database, other)
        assert meaning(database, "WSAECONNREFUSED") == "断られました。"

    def test_a_system_that_moves(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """A source may take a system over from another; texts of it stay, and twice is as once."""
        japan = Source.from_path(in_source(tmp_path / "japan", ja=SOLD_OUT))
        in_source(tmp_path / "shop", ja="")
        sync(database, shop, japan)
        (tmp_path / "shop/systems").rename(tmp_path / "japan/systems")
        assert not sync(database, shop, japan).removed
        assert meaning(database, "SOLD_OUT") == "売り切れです。"
        assert not sync(database, shop, japan)

    def test_a_system_of_another(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """A system that another source of the database defines is refused, with what to do."""
        sync(database, shop)
        with pytest.raises(InvalidSource, match=r"is the source shop's.*--remove shop"):
            sync(database, Source.from_path(tmp_path / "shop", "renamed"))
        with pytest.raises(TypeError, match="sync takes sources"):
            sync(database, "shop")  # type: ignore[arg-type]

    def test_only_its_own(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """A sync leaves the rows of other sources alone."""
        sync(database, shop)
        kept = _lines(database, "'shop'")
        in_source(tmp_path / "other", ja_winsock=RESET)
        sync(database, Source.from_path(tmp_path / "other"))
        assert kept <= _lines(database)

    def test_new_system_over_a_removed_one(
        self, database: URL, shop: Source, tmp_path: Path
    ) -> None:
        """One call may take a source out and put another with the same system in."""
        sync(database, shop)
        new = Source.from_path(in_source(tmp_path / "new", GOOD.replace("sold out", "all gone")))
        sync(database, new, remove=["shop"])
        assert meaning(database, "SOLD_OUT") == "The article is all gone."
        assert meaning(database, "WSAECONNREFUSED") == "接続が拒否されました。"


class TestRemoving:
    def test_ours_shows_through(self, database: URL, shop: Source) -> None:
        """A source that is taken out leaves what was there before it."""
        before = contents(database)
        sync(database, shop)
        report = sync(database, remove=["shop"])
        assert Change("shop", "", "GONE") in report.removed
        assert meaning(database, "WSAECONNREFUSED") == "接続が拒否されました。"
        assert contents(database) == before

    def test_unknown(self, database: URL, shop: Source) -> None:
        """A name that the database does not have is refused, with those it has."""
        sync(database, shop)
        with pytest.raises(UnknownSource, match="nothing of a source 'shpo'; it has: shop"):
            sync(database, remove=["shpo"])

    def test_ours(self, database: URL) -> None:
        """The package's own rows stay."""
        with pytest.raises(InvalidSource, match="is the package itself"):
            sync(database, remove=["error-catalog"])


def _lines(database: URL, having: str = "") -> set[str]:
    """Return the rows, without the search terms."""
    found = contents(database, but=("catalog_state", "catalog_document"))
    return {row for rows in found.values() for row in rows if having in row}


class TestUpgrades:
    def test_rows_of_others_stay(self, database: URL, shop: Source) -> None:
        """Down and up again through our data leaves a source's system, not its texts of ours."""
        sync(database, shop)
        before = contents(database)
        _alembic(database, "downgrade", "0001")
        assert execute(database, "SELECT DISTINCT system FROM catalog_message") == [("shop",)]
        migrate.upgrade(database)
        assert meaning(database, "WSAECONNREFUSED") == "接続が拒否されました。"
        assert sync(database, shop).added == (Change("winsock", "ja", "WSAECONNREFUSED.meaning"),)
        assert contents(database) == before

    def test_codes_that_an_upgrade_takes_out(self, database: URL, shop: Source) -> None:
        """Texts of codes that are no longer ours go with the codes."""
        sync(database, shop)
        execute(
            database,
            *(
                f"DELETE FROM catalog_{table} WHERE symbol = 'WSAECONNREFUSED'"
                + (" AND source = 0" if table == "message" else "")
                for table in ("document", "message", "name", "related", "sign", "fact", "entry")
            ),
        )
        migrate.upgrade(database)
        with Catalog(database) as catalog, pytest.raises(UnknownCode):
            catalog.get("WSAECONNREFUSED")

    def test_search_follows(self, database: URL, shop: Source) -> None:
        """A migration that writes our search terms anew does not hide a source's words."""
        sync(database, shop)
        execute(
            database,
            "UPDATE catalog_document SET terms = '' WHERE system = 'winsock'",
            "UPDATE catalog_alembic_version SET version_num = '0002'",
        )
        migrate.upgrade(database)
        with Catalog(database) as catalog:
            assert [e.symbol for e in catalog.search("断られ", system="winsock")] == [
                "WSAECONNREFUSED"
            ]


def _alembic(database: URL, verb: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    from catalog import paths

    config = Config()
    config.set_main_option("script_location", paths.migrations())
    engine = create_engine(database)
    config.attributes["connection"] = engine
    getattr(command, verb)(config, revision)
    engine.dispose()


class TestFailures:
    def test_half_way(self, database: URL, shop: Source, tmp_path: Path) -> None:
        """A sync of two sources of which one is not right changes nothing."""
        bad = Source.from_path(in_source(tmp_path / "bad", ja='msgid "x"\n'))
        before = contents(database, but=())
        with pytest.raises(InvalidSource, match="not whole or in order"):
            sync(database, shop, bad)
        assert contents(database, but=()) == before

    def test_skipped_is_told_each_time(self, database: URL, tmp_path: Path) -> None:
        """A translation that cannot be served is told until it is mended."""
        folder = in_source(tmp_path / "shop", GOOD, ja=message("NO.meaning", "x", "y"))
        shop = Source.from_path(folder)
        assert [p.line for p in sync(database, shop).skipped] == [5]
        before = contents(database, but=())
        again = sync(database, shop)
        assert not again
        assert contents(database, but=()) == before
        assert [p.line for p in again.skipped] == [5]

    def test_one_with_problems_is_read_alone(self, database: URL, tmp_path: Path) -> None:
        """Other languages than the one that has something to mend are read once."""
        good = message("GONE.meaning", "The article is no longer sold.", "Weg.")
        folder = in_source(tmp_path / "shop", GOOD, ja=message("NO.meaning", "x", "y"), de=good)
        shop = Source.from_path(folder)
        sync(database, shop)
        place = folder / "locales" / "de" / "LC_MESSAGES" / "shop.po"
        read_files: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            scan = reader.scan

            def told(path: Path, take: reader.Take) -> Header:
                read_files.append(path.parts[-3])
                return scan(path, take)

            patch.setattr(reader, "scan", told)
            sync(database, shop)
            assert read_files == ["ja"]
            place.write_text(place.read_text("utf-8").replace("Weg.", "Fort."), "utf-8")
            assert [str(one) for one in sync(database, shop).changed] == ["shop de GONE.meaning"]
            assert read_files == ["ja", "de", "ja"] or read_files == ["ja", "ja", "de"]
            # what somebody else did to the rows is mended, as ever
            execute(database, "DELETE FROM catalog_message WHERE locale = 'de'")
            assert [str(one) for one in sync(database, shop).added] == ["shop de GONE.meaning"]
            shutil.rmtree(place.parent.parent)
            assert [str(one) for one in sync(database, shop).removed] == ["shop de GONE.meaning"]

    def test_no_database(self, tmp_path: Path, shop: Source) -> None:
        """A database that is not there, or is no catalogue, is told with the command to run."""
        with pytest.raises(DatabaseError, match="run: catalog db upgrade --database"):
            sync(tmp_path / "x.db", shop)
        assert not (tmp_path / "x.db").exists()

    def test_older_database(self, database: URL, shop: Source) -> None:
        """A database of an older revision is upgraded first."""
        _alembic(database, "downgrade", "0001")
        with pytest.raises(DatabaseError, match=r"is at revision 0001, not 0002; run:? catalog db"):
            sync(database, shop)
