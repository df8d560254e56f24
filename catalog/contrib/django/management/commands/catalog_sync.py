"""``manage.py catalog_sync``: the catalogue in Django's own database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from .....errors import CatalogError
from ...conf import checked
from ...database import bring


class Command(BaseCommand):
    """Bring the tables of the catalogue up to date, and then each source."""

    help = "Brings the catalogue's tables and sources into a database, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take sources, the database, and whether to keep what is done."""
        parser.add_argument(
            "sources", nargs="*", help="folders of TOML and PO files; those of CATALOG if none"
        )
        parser.add_argument("--database", help="an alias of DATABASES; that of CATALOG, or default")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change")

    def handle(self, *_: object, **options: Any) -> str:
        """Return what has changed, a line each; raises CommandError where it cannot be done."""
        setting = checked()
        alias = options["database"] or setting.get("database") or "default"
        sources = options["sources"] or setting.get("sources", ())
        commit = not options["dry_run"]
        try:
            told = [
                _line(alias, what, report)
                for what, report in bring(
                    alias, sources, schema=setting.get("schema"), commit=commit
                )
            ]
        except CatalogError as error:
            raise CommandError(str(error)) from error
        return "\n".join(told if commit else [*told, "nothing was changed (--dry-run)"])


def _line(alias: str, what: str, report: Any) -> str:
    if what == "revision":
        return f"{alias}: at revision {report}"
    counts = [f"{len(getattr(report, name))} {name}" for name in ("added", "changed", "removed")]
    return f"{what}: {', '.join(counts)}"
