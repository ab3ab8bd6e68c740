"""What the worker says on the terminal: a plain line for each thing, with its time in UTC."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException

from assetmap.errors import AssetMapError

#: Ours is told; of the libraries' only what went wrong.
_TOLD = {"assetmap.worker": logging.INFO, "procrastinate": logging.WARNING, "psycopg.pool": logging.ERROR}
_EXPECTED = (AssetMapError, ConnectorException, psycopg.Error)


class PlainFormatter(logging.Formatter):
    """A line of its own for each record; a traceback only for what nobody expected."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
        self.converter = time.gmtime

    def formatException(  # noqa: N802 - its name in the library
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Say nothing more where the line said what happened."""
        return "" if isinstance(ei[1], _EXPECTED) else super().formatException(ei)


@contextmanager
def plain_lines() -> Iterator[None]:
    """Send what the worker has to say to standard output for the length of the block."""
    handler: logging.StreamHandler[Any] = logging.StreamHandler(sys.stdout)
    handler.setFormatter(PlainFormatter())
    loggers = {logging.getLogger(name): level for name, level in _TOLD.items()}
    before = {logger: (logger.level, logger.propagate) for logger in loggers}
    for logger, level in loggers.items():
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, (level, propagate) in before.items():
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate
