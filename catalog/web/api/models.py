"""What the API takes and gives besides what the catalogue itself answers with, for its schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

_Name = Annotated[str, Field(min_length=1, max_length=255)]
_Value = (
    Annotated[str, Field(max_length=1000)]
    | bool
    | Annotated[int, Field(ge=-(1 << 63), lt=1 << 63)]
    | Annotated[float, Field(allow_inf_nan=False)]
)


class SystemSummary(BaseModel):
    """A code system, and how many of its entries are explained."""

    name: str
    title: str
    title_locale: str
    size: int
    explained: int


class LocaleSummary(BaseModel):
    """A language that the catalogue has texts in."""

    locale: str
    name: str = Field(description="the name of the language, in that language")
    coverage: float = Field(ge=0, le=1, description="the share of all texts that it has")


class Named(BaseModel):
    """A code that a line names, in short."""

    system: str
    symbol: str
    value: int | None
    meaning: str
    meaning_locale: str


class AnnotatedLine(BaseModel):
    """A line that names codes; with ``full``, its codes are whole entries."""

    line: int = Field(ge=1, description="the number of the line, from 1")
    text: str
    codes: list[Named]


class Occurrence(BaseModel):
    """What a problem document is to be made of: an entry, and what happened this time."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"system": "winsock", "symbol": "WSAECONNRESET", "instance": "/orders/7"}]
        },
    )

    system: _Name
    symbol: _Name
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    instance: Annotated[str, Field(max_length=2000)] | None = None
    retry_after: Annotated[int, Field(ge=0, le=31_536_000)] | None = None
    parameters: dict[_Name, _Value] = Field(default={}, max_length=50)


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457); errors of the API are such, too."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    code: str | None = None
    system: str | None = None
    kind: str | None = None
    retry: str | None = None
    retry_reason: str | None = None
    action: str | None = None
    errors: list[dict[str, Any]] | None = Field(
        default=None, description="of a request that is not valid: what is wrong where"
    )
