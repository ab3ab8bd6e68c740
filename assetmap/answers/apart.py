"""Answers made by other processes: the site's side of the hub."""

import os
import socket
import time
from pathlib import Path
from threading import BoundedSemaphore

from assetmap.answers.answer import Answer
from assetmap.answers.question import Question
from assetmap.answers.wire import address_of, line, raised, receive
from assetmap.errors import AnswerUnavailable

#: The hub itself answers at once; what it takes longer over, it is stopped in.
HUB_S = 10.0
#: A hub that has just been started, or started again, is there within this.
START_S = 5.0
TRY_EVERY_S = 0.1
_NOT_THERE = AnswerUnavailable("What makes files here is starting again.", hint="Try again in a minute.")


class Apart:
    """Asks the hub whose socket lies in a folder; at most so many threads of this process wait for it."""

    def __init__(self, folder: Path, most_waiting: int) -> None:
        self._folder = folder
        self._waiting = BoundedSemaphore(max(1, most_waiting))

    def ask(self, question: Question, state: str, wait_s: float, asker: str = "") -> Answer | None:
        """Return the answer; None where it is still being made when time, or the room to wait, is out."""
        try:
            opened = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                with socket.socket(socket.AF_UNIX) as hub:
                    hub.settimeout(HUB_S)
                    _connect(hub, address_of(self._folder, opened))
                    hub.sendall(line({"question": question.as_json(), "state": state, "asker": asker}))
                    return self._listen(hub, wait_s)
            finally:
                os.close(opened)
        except OSError as error:
            raise _NOT_THERE from error

    def _listen(self, hub: socket.socket, wait_s: float) -> Answer | None:
        answer, waiting = _next(hub)
        if not waiting or not self._waiting.acquire(blocking=False):
            return answer
        try:
            hub.settimeout(wait_s)
            return _next(hub)[0]
        except TimeoutError:
            return None
        finally:
            self._waiting.release()


def _connect(hub: socket.socket, address: str) -> None:
    """Connect to a hub, also to one that is only just starting."""
    latest = time.monotonic() + START_S
    while True:
        try:
            hub.connect(address)
            return
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() > latest:
                raise
        time.sleep(TRY_EVERY_S)


def _next(hub: socket.socket) -> tuple[Answer | None, bool]:
    """The hub's next message: the answer, or that it is being made."""
    message, file = receive(hub)
    if message is None:
        raise ConnectionResetError
    if "failed" in message:
        raise raised(message["failed"])
    if file is None:
        return None, True
    return Answer(os.fdopen(file, "rb"), message["made"]), False
