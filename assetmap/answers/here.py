"""Answers made in this process while whoever asked waits: for tests, and for Flask's own server."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sqlalchemy import Connection

from assetmap.answers.answer import Answer
from assetmap.answers.make import Workshop, make_answer
from assetmap.answers.question import Question
from assetmap.errors import AnswerUnavailable

LONGEST_WAIT_S = 5.0


class Here:
    """One answer at a time, kept by nobody."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]], workshop: Workshop) -> None:
        self._connect = connect
        self._workshop = workshop
        self._making = Lock()

    def ask(self, question: Question, state: str, wait_s: float, asker: str = "") -> Answer | None:
        """Make the answer now."""
        if not self._making.acquire(timeout=LONGEST_WAIT_S):
            raise AnswerUnavailable("Other files are being made.", hint="Try again in a minute.")
        try:
            with TemporaryDirectory(prefix="assetmap-") as folder, self._connect() as connection:
                path = Path(folder) / "answer"
                made_from = make_answer(question, path, connection, self._workshop)
                return Answer(BytesIO(path.read_bytes()), question.tag(made_from))
        finally:
            self._making.release()
