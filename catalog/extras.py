"""The extras: packages that parts of the catalogue need, and that are not always installed."""

from __future__ import annotations

from .errors import MissingExtra

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

# by extra, the modules of what it brings
MODULES = {
    "cli": ("click", "rich", "uniseg", "ahocorasick_rs"),
    "db": ("sqlalchemy", "alembic"),
    "po": ("babel", "fastjsonschema"),
    "postgres": ("psycopg",),
    "starlette": ("starlette",),
    "fastapi": ("fastapi",),
    "flask": ("flask",),
    "django": ("django",),
    "web": ("jinja2", "uvicorn"),
}
_EXTRAS = {module: extra for extra, modules in MODULES.items() for module in modules}


class needs:  # noqa: N801 (it reads as the statement that it stands for)
    """A block that imports what an extra brings.

    Where a package of any extra is not installed, it raises MissingExtra for the one that the block
    is said to need, or else for the one that brings the package.
    """

    def __init__(self, extra: str | None = None) -> None:
        self._extra = extra

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, ModuleNotFoundError) and (missing := missing_of(error)):
            # the import that failed tells nothing more
            raise MissingExtra(str(missing.name), self._extra or missing.extra) from None


def missing_of(error: ModuleNotFoundError) -> MissingExtra | None:
    """Return the error for a module that an extra would bring, or None for any other module."""
    module = (error.name or "").partition(".")[0]
    extra = _EXTRAS.get(module)
    return MissingExtra(module, extra) if extra else None
