"""A maker: a process that makes one answer after another, at low priority and within limits.

It reads what to make from its standard input, a line at a time, and says on its standard output what came of
it. It ends when its input does, whatever it is at, so that none outlives the hub.
"""

import logging
import os
import resource
import signal
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import orjson
from sqlalchemy import Connection, Engine

from assetmap import log
from assetmap.answers.make import NO_ROOM, Workshop, make_answer
from assetmap.answers.question import Question, state_of
from assetmap.answers.wire import line, told_error
from assetmap.config import Settings
from assetmap.database.background import yield_to_others
from assetmap.database.engine import database_url, make_engine
from assetmap.errors import AnswerUnavailable, AssetMapError

MOST_MEMORY_BYTES = 1_500_000_000
MOST_FILE_BYTES = 2_000_000_000

_log = logging.getLogger("assetmap.answers")
_OUT_OF_MEMORY = AnswerUnavailable(
    "This needs more memory than an answer may have.", hint="Choose fewer, such as one district."
)
_FAILED = AnswerUnavailable(
    "Making this failed. What went wrong is in AssetMap's log.", hint="Try again later."
)


def main() -> None:
    """Make what comes in, until nothing more does."""
    log.configure()
    settings = Settings.from_environment()
    _limit()
    out = _take_stdout()
    lines = _incoming()
    engine = make_engine(database_url(settings, role="web"), role="web")
    yield_to_others(engine, settings)
    workshop = Workshop.of(settings)
    while True:
        told = _do(orjson.loads(lines.get()), engine, workshop)
        os.write(out, line(told))


def _limit() -> None:
    # Ctrl-C reaches the whole group of processes; when to stop is for the hub to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for limit, most in ((resource.RLIMIT_DATA, MOST_MEMORY_BYTES), (resource.RLIMIT_FSIZE, MOST_FILE_BYTES)):
        # A stricter limit that is there already stays.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))


def _take_stdout() -> int:
    """Keep standard output for messages; whatever else is printed goes where errors go."""
    out = os.dup(1)
    os.dup2(2, 1)
    return out


def _incoming() -> "SimpleQueue[bytes]":
    lines: SimpleQueue[bytes] = SimpleQueue()

    def read() -> None:
        for each in sys.stdin.buffer:
            lines.put(each)
        os._exit(0)

    Thread(target=read, daemon=True).start()
    return lines


def _do(asked: dict[str, Any], engine: Engine, workshop: Workshop) -> dict[str, Any]:
    try:
        with engine.connect() as connection:
            if "question" not in asked:
                return {"state": state_of(connection)}
            return {"state": _make(asked, connection, workshop)}
    except AssetMapError as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.exception("An answer could not be made.")
        return {"failed": told_error(error)}
    except MemoryError:
        return {"failed": told_error(_OUT_OF_MEMORY)}
    except OSError:
        return {"failed": told_error(NO_ROOM)}
    except Exception:
        _log.exception("Making an answer failed.")
        return {"failed": told_error(_FAILED)}


def _make(asked: dict[str, Any], connection: Connection, workshop: Workshop) -> str:
    path = Path(asked["path"])
    try:
        return make_answer(Question.from_json(asked["question"]), path, connection, workshop)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    main()
