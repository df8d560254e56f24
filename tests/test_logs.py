"""The filter that explains exceptions in log records."""

import errno
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import create_engine

from catalog import Catalog
from catalog.logs import ExplainFilter

# Python on Windows gives the names of errno.h Winsock's numbers
NUMBER = 138 if sys.platform == "win32" else errno.ETIMEDOUT
TIMED_OUT = f"ETIMEDOUT ({NUMBER}): 操作がタイムアウトしました。"


class Lines(logging.Handler):
    """Keeps what would be printed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s [%(explanation)s]"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record).splitlines()[0])


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """A logger of its own."""
    made = logging.getLogger("test_logs")
    made.propagate = False
    yield made
    made.handlers.clear()
    logging.getLogger().handlers = [
        handler for handler in logging.getLogger().handlers if not isinstance(handler, Lines)
    ]


def handled(log: logging.Logger, catalog: Catalog) -> list[str]:
    handler = Lines()
    handler.addFilter(ExplainFilter(catalog, "ja"))
    log.addHandler(handler)
    return handler.lines


def test_every_record(log: logging.Logger, catalog: Catalog) -> None:
    """An exception that is logged, or an argument, is explained; other records are left alone."""
    lines = handled(log, catalog)
    try:
        raise TimeoutError("x")
    except TimeoutError as error:
        log.exception("failed")
        log.error("failed: %s", error)
        log.error("failed: %(what)s", {"what": error})
    log.error(TimeoutError("failed"))
    log.error("failed: %s", ValueError("y"))
    log.error("nothing")
    log.error("not an exception: %s, %s", 10060, "10060")
    log.error("no traceback", exc_info=True)
    assert lines == [
        f"failed [{TIMED_OUT}]",
        f"failed: x [{TIMED_OUT}]",
        f"failed: x [{TIMED_OUT}]",
        f"failed [{TIMED_OUT}]",
        "failed: y []",
        "nothing []",
        "not an exception: 10060, 10060 []",
        "no traceback []",
    ]


def test_it_never_raises(log: logging.Logger, database: Path) -> None:
    """Where nothing can be looked up the record says why."""
    closed = Catalog(database)
    lines = handled(log, closed)
    closed.close()
    log.error("failed: %s", TimeoutError("x"))
    assert lines == ["failed: x [(not explained: The catalogue is closed; open a new one.)]"]


@pytest.mark.parametrize(
    "fields",
    [
        {"exc_info": True}, {"args": 5}, {"args": MappingProxyType({"e": TimeoutError()})},
        {"args": (TimeoutError(),)}, {"exc_info": (None, None, None)}, {"args": ({},)},
    ],
)  # fmt: skip
def test_records_made_by_hand(catalog: Catalog, fields: dict[str, object]) -> None:
    """Whatever a record holds, it passes with an explanation."""
    record = logging.makeLogRecord(fields)
    assert ExplainFilter(catalog, "ja").filter(record)
    expected = TIMED_OUT if "TimeoutError" in repr(fields) else ""
    assert record.explanation == expected  # type: ignore[attr-defined]


def test_no_circle(database: Path) -> None:
    """What the catalogue itself logs while it explains is not explained in turn."""
    engine = create_engine(f"sqlite:///{database}", echo="debug")
    with Catalog(engine, max_age=0) as catalog:
        root = logging.getLogger()
        lines = handled(root, catalog)
        engine.dispose()
        database.rename(database.with_suffix(".away"))
        root.error("failed: %s", TimeoutError("x"))
        assert lines[-1].startswith("failed: x [(not explained: ")
    engine.dispose()
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("sqlalchemy")]:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, Lines)]
