"""Databases and sources of any size, with texts of typical length, to measure with."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, create_engine, insert
from sqlalchemy.engine import Connection

from catalog import migrate, models
from catalog.language import folding

FIELDS = ("meaning", "description")
ENTRIES, LANGUAGES = 10_000, ("en", "ja", "de", "fr", "ru")
SENTENCES = {
    "en": ("The {a} of unit {n} failed.", "The {a} was not ready for unit {n}. Check the {b}."),
    "ja": ("装置 {n} の{a}に失敗しました。", "装置 {n} の{a}は準備中です。{b}を確認してください。"),
    "de": ("Der {a} von Teil {n} fehlt.", "Der {a} war für Teil {n} nicht bereit. Prüfen Sie {b}."),
    "fr": ("Échec de {a} de l’unité {n}.", "L’unité {n} attendait {a} en vain. Vérifiez {b}."),
    "ru": ("Сбой {a} устройства {n}.", "Для устройства {n} не готово: {a}. Проверьте {b}."),
}  # fmt: skip
WORDS = ("socket", "buffer", "server", "address", "protocol", "driver", "handle", "queue")


def generated(path: Path, entries: int, *, searchable: bool = True) -> Path:
    """Write a file of so many entries with texts of typical length in two languages."""
    fill_database(URL.create("sqlite", database=str(path)), entries, searchable=searchable)
    return path


def fill_database(url: URL, entries: int, *, searchable: bool = True) -> None:
    """Write as many entries into a new database; with their search terms, if wanted."""
    migrate.upgrade(url, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(models.Source), {"id": 1, "name": "made"})
        traits = {
            "prefixes": "",
            "spellings": "",
            "windows": "",
            "negated": False,
            "facilities": "",
            "labelled": False,
        }
        connection.execute(insert(models.System), {"name": "made", "source": 1} | traits)
        connection.execute(
            insert(models.Locale),
            [{"system": "made", "locale": tag, "source": 1, "title": tag} for tag in ("en", "ja")],
        )
        for start in range(0, entries, 10_000):
            fill(connection, range(start, min(start + 10_000, entries)), searchable)
    engine.dispose()


def fill(connection: Connection, numbers: range, searchable: bool) -> None:
    nouns = ("socket", "buffer", "server", "address", "protocol", "driver", "handle", "queue")
    kanji = ("接続", "送信", "受信", "切断", "拒否", "期限", "経路", "容量")
    rows: dict[type[models.Base], list[Mapping[str, object]]] = {
        models.Entry: [], models.Name: [], models.Message: [], models.Document: [],
    }  # fmt: skip
    for n in numbers:
        at = {"system": "made", "symbol": f"MADE_{n:07}"}
        noun, word = nouns[n % 8], kanji[n // 8 % 8]
        texts = {
            ("en", "meaning"): f"The {noun} of unit {n} failed.",
            ("en", "description"): f"The {nouns[n // 64 % 8]} was not ready when the {noun} "
            f"of unit {n} asked for it. Check the {nouns[n // 512 % 8]}, then try again later.",
            ("ja", "meaning"): f"装置 {n} の{word}に失敗しました。",
            (
                "ja",
                "description",
            ): f"装置 {n} の{word}を開始したときに、{kanji[n // 64 % 8]}の準備が"
            f"できていませんでした。{kanji[n // 512 % 8]}を確認して、後で再試行してください。",
        }
        rows[models.Entry].append(
            at | {"value": n, "os_dependent": False, "kind": None, "retry": None}
        )
        rows[models.Name].append(
            at | {"kind": "symbol", "name": at["symbol"], "folded": at["symbol"].casefold()}
        )
        for (locale, field), text in texts.items():
            rows[models.Message].append(
                at | {"locale": locale, "field": field, "source": 1, "form": 0, "text": text}
            )
        by_field = {f: [t for (_, k), t in texts.items() if k == f] for f in FIELDS}
        found = folding.document([at["symbol"]], [n], by_field)
        rows[models.Document].append(at | {"terms": found})
    if not searchable:
        del rows[models.Document]
    for model, values in rows.items():
        connection.execute(insert(model), values)


def source(folder: Path) -> list[Path]:
    """Write a source of 10,000 entries with two texts in five languages; return its PO files."""

    def texts(language: str, n: int) -> list[str]:
        words = {"a": WORDS[n % 8], "b": WORDS[n // 8 % 8], "n": n}
        return [sentence.format(**words) for sentence in SENTENCES[language]]

    entries = (
        f'[[entry]]\nsymbol = "MADE_{n:06}"\nvalue = {n}\nmeaning = "{meaning}"\n'
        f'description = "{description}"\n'
        for n in range(ENTRIES)
        for meaning, description in [texts("en", n)]
    )
    (folder / "systems").mkdir(parents=True)
    toml = '[system]\nname = "made"\ntitle = "Made"\n' + "".join(entries)
    (folder / "systems" / "made.toml").write_text(toml, "utf-8")
    paths = []
    for language in LANGUAGES:
        messages = (
            f'#. MADE_{n:06} ({n})\nmsgctxt "MADE_{n:06}.{field}"\nmsgid "{english}"\n'
            f'msgstr "{text}"\n'
            for n in range(ENTRIES)
            for field, english, text in zip(FIELDS, texts("en", n), texts(language, n), strict=True)
        )
        path = folder / "locales" / language / "LC_MESSAGES" / "made.po"
        path.parent.mkdir(parents=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        path.write_text("\n".join([header, *messages]), "utf-8")
        paths.append(path)
    return paths
