"""Sources: folders of systems and locales, read and matched."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support import GOOD, in_source, message, written

from catalog import InvalidSource
from catalog.sources import places
from catalog.sources.folder import BUILT_IN, Source, read

SOLD_OUT = message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れです。")
REFUSED = message("WSAECONNREFUSED.meaning", "The connection was refused.", "断られました。")


class TestNaming:
    def test_the_folder_names_it(self, tmp_path: Path) -> None:
        """A source has the name of its folder, or another one."""
        folder = in_source(tmp_path / "shop-errors", GOOD)
        assert Source.from_path(folder).name == "shop-errors"
        assert Source.from_path(folder / "systems" / "..").name == "shop-errors"
        assert Source.from_path(str(folder), name="shop").name == "shop"

    @pytest.mark.parametrize(
        ("name", "problem"),
        [("", "not one word"), ("my shop", "not one word"), ("a" * 65, "not one word"),
         ("ショップ", "not one word"), (BUILT_IN, "the package's own name")],
    )  # fmt: skip
    def test_no_name(self, tmp_path: Path, name: str, problem: str) -> None:
        """A name is one word; the package's own is taken."""
        with pytest.raises(InvalidSource, match=problem):
            Source.from_path(in_source(tmp_path, GOOD), name)

    def test_no_source(self, tmp_path: Path) -> None:
        """A source has systems/ or locales/ in it."""
        with pytest.raises(InvalidSource, match="has neither systems/ nor locales/"):
            Source.from_path(tmp_path)
        with pytest.raises(InvalidSource, match="is no folder"):
            Source.from_path(tmp_path / "nowhere")


class TestReading:
    def test_systems_and_texts(self, tmp_path: Path) -> None:
        """PO files are found by system; their folder names the locale; English may be mended."""
        english = SOLD_OUT.replace("売り切れです。", "Gone!")
        folder = in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT, en=english)
        (folder / "locales" / "ja").rename(folder / "locales" / "ja_JP")
        (content,) = read([Source.from_path(folder)])
        texts = {locale: found.texts for (_, locale), found in content.translations.items()}
        assert texts["ja-JP"] == {"OUT_OF_STOCK.meaning": "売り切れです。"}
        assert texts["en"]["OUT_OF_STOCK.meaning"] == "Gone!"
        assert texts["en"]["GONE.meaning"] == "The article is no longer sold."

    def test_texts_of_our_systems(self, tmp_path: Path) -> None:
        """A source without systems of its own gives texts for ours."""
        (content,) = read([Source.from_path(in_source(tmp_path / "x", ja_winsock=REFUSED))])
        assert content.systems == ()
        assert content.translations["winsock", "ja"].texts == {
            "WSAECONNREFUSED.meaning": "断られました。"
        }

    def test_texts_of_other_sources(self, tmp_path: Path) -> None:
        """A source gives texts for the systems of another that is read along with it."""
        shop = Source.from_path(in_source(tmp_path / "shop", GOOD))
        japan = Source.from_path(in_source(tmp_path / "japan", ja=SOLD_OUT))
        *_, content = read([shop, japan])
        assert content.translations["shop", "ja"].texts
        with pytest.raises(InvalidSource, match="no system is called 'shop'; name the source"):
            read([japan])

    def test_skipped(self, tmp_path: Path) -> None:
        """A translation that belongs nowhere is left out and said; the rest is read."""
        body = SOLD_OUT + message("NOWHERE.meaning", "x", "y")
        (content,) = read([Source.from_path(in_source(tmp_path / "shop", GOOD, ja=body))])
        assert content.translations["shop", "ja"].texts == {
            "OUT_OF_STOCK.meaning": "売り切れです。"
        }
        assert [problem.line for problem in content.skipped] == [9]

    @pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
    def test_compiled_alone(self, tmp_path: Path) -> None:
        """A MO file of msgfmt's is read where there is no PO file, and only there."""
        folder = in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT) / "locales/ja/LC_MESSAGES"
        subprocess.run(["msgfmt", "-o", "shop.mo", "shop.po"], cwd=folder, check=True)
        source = Source.from_path(tmp_path / "shop")
        assert places.placed(source.locales, {"shop"}).files["shop", "ja"].suffix == ".po"
        (before,) = read([source])
        (folder / "shop.po").unlink()
        (after,) = read([source])
        assert after.translations == before.translations

    def test_progress(self, tmp_path: Path) -> None:
        """Whoever asks is told how far reading is."""
        told: list[tuple[str, int, int]] = []
        source = Source.from_path(in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT))
        read([source], lambda *step: told.append(step))
        assert told == [("reading", 1, 2), ("reading", 2, 2)]


def same_as(code: str) -> str:
    """A shop whose second entry is called something else."""
    return GOOD + f'same_as = [\n  {{ code = "{code}", authority = "shop.h" }},\n]\n'


class TestSameAs:
    def test_of_our_systems(self, tmp_path: Path) -> None:
        """An entry may be the same as one of the package's, or of its own system."""
        for number, code in enumerate(("errno:ENOENT", "http:HTTP_GONE", "shop:OUT_OF_STOCK")):
            folder = in_source(tmp_path / str(number), same_as(code))
            (content,) = read([Source.from_path(folder)])
            (same,) = content.systems[0].entries[1].same_as
            assert f"{same.system}:{same.symbol}" == code

    def test_of_other_sources(self, tmp_path: Path) -> None:
        """It may be one of another source's, in either order, which need not be read along."""
        shop = Source.from_path(in_source(tmp_path / "shop", GOOD))
        (tmp_path / "mall" / "systems").mkdir(parents=True)
        text = same_as("shop:GONE").replace('name = "shop"', 'name = "mall"')
        written(tmp_path / "mall" / "systems", text, "mall")
        mall = Source.from_path(tmp_path / "mall")
        assert len(read([shop, mall])) == len(read([mall, shop])) == 2
        assert len(read([mall])) == 1
        written(tmp_path / "mall" / "systems", text.replace("shop:GONE", "shop:GON"), "mall")
        with pytest.raises(InvalidSource, match="same_as names shop:GON, which is no entry"):
            read([mall, shop])

    @pytest.mark.parametrize(
        "code", ["errno:ENONSENSE", "errno:econnreset", "shop:X", "errno:UV_ECONNRESET"]
    )
    def test_nowhere(self, tmp_path: Path, code: str) -> None:
        """What nobody defines under this symbol is told with its line."""
        folder = in_source(tmp_path / "shop", same_as(code))
        with pytest.raises(InvalidSource, match=f"GONE: same_as names {code}, which") as caught:
            read([Source.from_path(folder)])
        lines = (folder / "systems" / "shop.toml").read_text("utf-8").splitlines()
        assert lines[(caught.value.line or 0) - 1] == "same_as = ["

    @pytest.mark.parametrize("name", ["erno", "shp", "winsok", "gettaddrinfo"])
    def test_mistyped(self, tmp_path: Path, name: str) -> None:
        """A system whose name is nearly that of another is a slip, and no system to come."""
        folder = in_source(tmp_path / "shop", same_as(f"{name}:GONE"))
        with pytest.raises(InvalidSource, match=f"names {name}, which is no system; did you mean"):
            read([Source.from_path(folder)])


class TestMistakes:
    def test_a_system_of_two_sources(self, tmp_path: Path) -> None:
        """A system has one source, which defines its codes."""
        one, two = (Source.from_path(in_source(tmp_path / name, GOOD)) for name in "ab")
        with pytest.raises(InvalidSource, match="the system shop is defined by"):
            read([one, two])

    def test_a_system_of_ours(self, tmp_path: Path) -> None:
        """Codes of the package's systems are the package's."""
        (tmp_path / "systems").mkdir()
        written(tmp_path / "systems", GOOD.replace('"shop"', '"winsock"'), "winsock")
        with pytest.raises(InvalidSource, match="the system winsock is defined by"):
            read([Source.from_path(tmp_path, "x")])

    def test_two_of_one_name(self, tmp_path: Path) -> None:
        """Two sources of one name would take each other's texts for their own."""
        one = Source.from_path(in_source(tmp_path / "a", GOOD))
        two = Source.from_path(in_source(tmp_path / "b", ja=SOLD_OUT), "a")
        with pytest.raises(InvalidSource, match="two sources named a"):
            read([one, two])

    @pytest.mark.parametrize(
        ("folder", "problem"),
        [("no tag", "is not a language tag"), ("12", "is not a"), ("de@nosuch", "@nosuch")],
    )
    def test_a_folder_that_is_no_locale(self, tmp_path: Path, folder: str, problem: str) -> None:
        """The folder of a PO file must be a language tag; one that is none is left out and told."""
        in_source(tmp_path, GOOD, ja=SOLD_OUT, fr=SOLD_OUT)
        (tmp_path / "locales" / "ja").rename(tmp_path / "locales" / folder)
        (content,) = read([Source.from_path(tmp_path, "x")])
        assert set(content.translations) == {("shop", "en"), ("shop", "fr")}
        (told,) = content.skipped
        assert told.check == "misplaced-file"
        assert f"its folder '{folder}'" in str(told.problem)
        assert problem in str(told.problem)

    def test_modifiers(self, tmp_path: Path) -> None:
        """POSIX modifiers are part of the language: no text is served under another one's tag."""
        names = ("ca", "ca@valencia", "sr@ije", "be@tarask", "en@shaw", "sr@latin")
        for name in names:
            in_source(tmp_path, GOOD, ja=SOLD_OUT)
            (tmp_path / "locales" / "ja").rename(tmp_path / "locales" / name)
        (content,) = read([Source.from_path(tmp_path, "x")])
        assert content.skipped == []
        assert {locale for _, locale in content.translations} == {
            "en", "ca", "ca-valencia", "sr-ijekavsk", "be-tarask", "en-Shaw", "sr-Latn",
        }  # fmt: skip
        english = content.translations["shop", "en"].texts["OUT_OF_STOCK.meaning"]
        assert english == "The article is sold out."

    def test_two_folders_of_one_locale(self, tmp_path: Path) -> None:
        """ja-JP and ja_JP are one language."""
        in_source(tmp_path, GOOD, ja=SOLD_OUT)
        locales = tmp_path / "locales"
        shutil.copytree(locales / "ja", locales / "ja-JP")
        shutil.copytree(locales / "ja", locales / "ja_JP")
        with pytest.raises(InvalidSource, match="of the same language, ja-JP"):
            read([Source.from_path(tmp_path, "x")])
