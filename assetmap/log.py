"""What the long-running programs write down of what went wrong: never a search, an address or a value.

A home postcode and a need stand in the address of a page, in the parameters of a statement and in the words
of an error. So a line holds what can't be one of them: our own sentences, the class of an error and the lines
of code that it came through. What a library says is left out, but for where it was said and its numbers.
"""

import logging
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from assetmap.errors import AssetMapError

#: What AssetMap's own loggers are called, whose every sentence is ours.
OURS = "assetmap"
#: Loggers that never put a value into the sentence itself, so that it can be told once its values are out.
_CONSTANT = ("gunicorn.error",)
_LEFT_OUT = "…"
_FORM = "%(asctime)s %(levelname)s %(message)s"
_DEEPEST = 8


class SafeFormatter(logging.Formatter):
    """A line for each record, with its time in UTC, and an outline of the error instead of its words.

    Loggers whose names begin with one of `trusted` are told in their own words.
    """

    def __init__(self, form: str = _FORM, trusted: Sequence[str] = ()) -> None:
        super().__init__(form, "%Y-%m-%d %H:%M:%S")
        self.converter = time.gmtime
        self._trusted = (OURS, *trusted)

    def format(self, record: logging.LogRecord) -> str:
        """Put it in words."""
        own = record.name.startswith(self._trusted)
        # Another handler may have cached the whole traceback in the record.
        plain = logging.makeLogRecord(record.__dict__ | {"exc_text": None, "stack_info": None})
        plain.msg, plain.args = (record.getMessage() if own else _without_values(record)), None
        return super().format(plain)

    def formatException(self, ei: Any) -> str:  # noqa: N802 # as logging has it
        """Say where an error came from."""
        return outline(ei[1]) if ei[1] is not None else ""


def outline(error: BaseException) -> str:
    """Say where an error came from, by class and line of code; its own words may hold a search."""
    return "\n".join(line for each in _chain(error) for line in _lines_of(each))


def configure(level: int = logging.INFO) -> None:
    """Send all that this process says to standard error as safe lines, whichever library says it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.getLogger(OURS).setLevel(level)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for logger in [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]:
        logger.handlers.clear()
        logger.propagate = True
    # Flask's own server lists who asked for what, as information.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # A fault in logging itself would print the record with all its values.
    logging.raiseExceptions = False
    _take_hooks()


@contextmanager
def safe_faults() -> Iterator[None]:
    """Tell warnings and faults that nobody catches as safe lines too, for the length of the block."""
    before = warnings.showwarning, sys.excepthook, threading.excepthook, sys.unraisablehook
    _take_hooks()
    try:
        yield
    finally:
        warnings.showwarning, sys.excepthook, threading.excepthook, sys.unraisablehook = before


def _take_hooks() -> None:
    warnings.showwarning = _tell_warning
    sys.excepthook = _tell_fault
    threading.excepthook = lambda fault: _tell_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)
    sys.unraisablehook = lambda fault: _tell_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)


def _without_values(record: logging.LogRecord) -> str:
    where = f"{record.name} at {record.module}:{record.lineno} in {record.funcName}"
    args: Any = record.args
    if not args or record.name not in _CONSTANT:
        return where
    try:
        if isinstance(args, Mapping):
            said = str(record.msg) % {name: _number(value) for name, value in args.items()}
        else:
            said = str(record.msg) % tuple(_number(value) for value in args)
    except (TypeError, ValueError, KeyError):
        return where
    return f"{where}: {' '.join(said.split())}"


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else _LEFT_OUT


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of, the last first."""
    seen: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in seen and len(seen) < _DEEPEST:
        seen.append(now)
        yield now
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _lines_of(error: BaseException) -> Iterator[str]:
    state = getattr(error, "sqlstate", None)
    yield type(error).__qualname__ + (f" {state}" if state else "") + _detail(error)
    for frame in traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"


def _detail(error: BaseException) -> str:
    return f": {error.detail}" if isinstance(error, AssetMapError) and error.detail else ""


def _tell_warning(
    message: Warning | str,  # noqa: ARG001 - it may hold anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    logging.getLogger(OURS).warning("%s at %s:%s", category.__name__, filename, lineno)


def _tell_fault(
    _kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None
) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger(OURS).error("A fault that nobody caught", exc_info=error)
