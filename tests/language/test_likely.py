"""Plain tags served without langcodes: the same as with it, and as CLDR has them now."""

import random
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from langcodes import tag_distance
from support import ROOT, amount

from catalog.language import tags

LANGUAGES = [name for name in tags.likely_subtags() if name != "-"]
WITH_VARIETIES = (
    "ar", "az", "en", "es", "fr", "hi", "ja", "nb", "nn", "no", "pa", "pt", "sr", "uz", "zh",
)  # fmt: skip
SCRIPTS = ("Arab", "Cyrl", "Deva", "Hans", "Hant", "Latn")
REGIONS = (
    "AF", "AO", "BR", "CH", "CN", "DD", "DE", "ES", "GB", "HK", "IN", "JP", "ME", "MO", "MX", "PK",
    "PT", "RS", "TW", "US", "UZ", "YU",
)  # fmt: skip


def drawn(at_hand: random.Random) -> str:
    language = at_hand.choice(WITH_VARIETIES if at_hand.random() < 0.4 else LANGUAGES)
    script = [at_hand.choice(SCRIPTS)] if at_hand.random() < 0.3 else []
    region = [at_hand.choice(REGIONS)] if at_hand.random() < 0.6 else []
    return "-".join([language, *script, *region])


def test_as_langcodes_has_it() -> None:
    """What the file of likely subtags answers is what CLDR's distances give."""
    at_hand = random.Random(16)  # noqa: S311
    wrong, answered = {}, 0
    for _ in range(amount(2_000, 40_000)):
        tag = drawn(at_hand)
        own = f"{tag.partition('-')[0]}-{at_hand.choice(REGIONS)}"
        others = [drawn(at_hand) for _ in range(at_hand.randint(0, 5))]
        available = tuple(dict.fromkeys(["en", own, tag.partition("-")[0], *others]))
        found = tags._plainly_near(tag, available)
        distances = sorted((tag_distance(tag, one), one) for one in available)
        wanted = tuple(one for distance, one in distances if distance <= tags.FARTHEST)
        answered += found is not None
        if found not in (None, wanted):
            wrong[tag, available] = found
    assert wrong == {}
    assert answered > amount(2_000, 40_000) / 3


def test_without_langcodes() -> None:
    """The names of POSIX locales, and tags with a region, import no tables."""
    script = (
        "import sys\n"
        "from catalog.language import tags\n"
        "def told(name, *available):\n"
        "    wanted = tags.from_environment({'LANG': name})\n"
        "    print(*tags.fallback(wanted, available))\n"
        "told('ja_JP.UTF-8', 'en', 'ja')\n"
        "told('ja-JP', 'en', 'ja')\n"
        "told('en_US', 'en', 'ja')\n"
        "told('de_DE.UTF-8', 'en', 'ja')\n"
        "told('zh_TW.UTF-8', 'en', 'zh', 'zh-Hant')\n"
        "told('zh_CN', 'en', 'zh', 'zh-Hant')\n"
        "told('pt_BR', 'en', 'pt', 'pt-PT')\n"
        "told('pt_PT', 'en', 'pt', 'pt-PT')\n"
        "told('sr_RS@latin', 'en', 'sr-Latn')\n"
        "print('langcodes' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines() == [
        "ja en", "ja en", "en", "en", "zh-Hant en", "zh en", "pt pt-PT en", "pt-PT pt en",
        "sr-Latn en", "False",
    ]  # fmt: skip


@pytest.mark.full
def test_as_cldr_has_it_now() -> None:
    """The file is what the script writes: else run scripts/likely."""
    path = str(ROOT / "scripts" / "likely")
    spec = spec_from_loader("likely", SourceFileLoader("likely", path))
    assert spec
    assert spec.loader
    likely = module_from_spec(spec)
    spec.loader.exec_module(likely)
    assert likely.text() == Path(tags.LIKELY).read_text("utf-8")
