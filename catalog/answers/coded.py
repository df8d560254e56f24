"""What exceptions of applications have that the catalogue explains, and a base class for them."""

from __future__ import annotations

from ..hints import Mapping


class CodedError(Exception):
    """An application's own error, which the catalogue explains: a base class for others.

    ``catalog_code`` is the symbol, with its system before it (``"shop:OUT_OF_STOCK"``) unless no
    other has the same; ``catalog_parameters`` are those of its texts::

        class OutOfStock(CodedError):
            catalog_code = "shop:OUT_OF_STOCK"

        raise OutOfStock(item="pear")

    Any exception with these two attributes is explained alike.
    """

    catalog_code: str = ""
    catalog_parameters: Mapping[str, object]

    def __init__(self, /, *args: object, **parameters: object) -> None:
        super().__init__(*args)
        self.catalog_parameters = parameters

    def __str__(self) -> str:
        if self.args:
            return super().__str__()
        values = ", ".join([f"{name}={value!r}" for name, value in self.catalog_parameters.items()])
        return f"{self.catalog_code} ({values})" if values else self.catalog_code


def has_code(error: BaseException) -> bool:
    """Tell whether an exception says which code it has."""
    try:
        return bool(getattr(error, "catalog_code", None))
    except Exception:  # a property of the application may raise whatever it likes
        return False


def parameters_of(error: BaseException) -> dict[str, object]:
    """Return the parameters that an exception has for its texts; none where it has no mapping."""
    try:
        given = getattr(error, "catalog_parameters", None)
        if not isinstance(given, Mapping):
            return {}
        return {name: value for name, value in dict(given).items() if isinstance(name, str)}
    except Exception:  # what belongs to an application may raise whatever it likes
        return {}
