"""What the worker says on the terminal: a plain line for each thing, with its time in UTC."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException

from assetmap.errors import AssetMapError
from assetmap.feeds.address import without_secrets
from assetmap.log import SafeFormatter, safe_faults

#: Ours is told; of the libraries' only what went wrong.
_TOLD = {
    "assetmap": logging.WARNING,
    "assetmap.worker": logging.INFO,
    "procrastinate": logging.WARNING,
    "psycopg.pool": logging.ERROR,
    "asyncio": logging.ERROR,
}
_EXPECTED = (AssetMapError, ConnectorException, psycopg.Error)


class PlainFormatter(SafeFormatter):
    """A line of its own for each record, and where what nobody expected came from; without keys of feeds.

    The words of an error may hold a row of a source, such as an address that must stay secret.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", trusted=("procrastinate", "psycopg.pool"))

    def format(self, record: logging.LogRecord) -> str:
        """Put it in words."""
        return without_secrets(super().format(record))


def nobody_expected(record: logging.LogRecord) -> bool:
    """Leave out what the libraries say of a lost database: the worker says so itself, in a sentence."""
    return not (record.exc_info and isinstance(record.exc_info[1], _EXPECTED))


@contextmanager
def plain_lines() -> Iterator[None]:
    """Send what the worker has to say to standard output for the length of the block."""
    handler: logging.StreamHandler[Any] = logging.StreamHandler(sys.stdout)
    handler.setFormatter(PlainFormatter())
    handler.addFilter(nobody_expected)
    loggers = {logging.getLogger(name): level for name, level in _TOLD.items()}
    before = {logger: (logger.level, logger.propagate) for logger in loggers}
    for logger, level in loggers.items():
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(handler)
    try:
        with safe_faults():
            yield
    finally:
        for logger, (level, propagate) in before.items():
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate
