"""The hub: takes questions from the site's workers, has each made once, and hands out the files."""

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from assetmap import log
from assetmap.answers.makers import Maker, MakerGone, TookTooLong
from assetmap.answers.question import Question
from assetmap.answers.shelf import Shelf
from assetmap.answers.turns import Job, Turns
from assetmap.answers.wire import MAX_LINE_BYTES, address_of, send_with_file, told_error
from assetmap.errors import AnswerUnavailable

MAKERS = 2
#: So many questions wait for a maker; whoever asks another is told to come again.
MOST_WAITING = 16
MOST_BYTES = 4_000_000_000
LOOK_EVERY_S = 15.0
TRIES = 2

_log = logging.getLogger("assetmap.answers")
_FULL = AnswerUnavailable(
    "Too many files are being made at the moment.",
    hint="Try again in a minute; what was asked for is made first.",
)
_GONE = AnswerUnavailable(
    "Making this failed twice: it needs more memory or time than it may have.",
    hint="Choose fewer, such as one district.",
)
_TOO_LONG = AnswerUnavailable(
    "Making this took too long, so it was stopped.", hint="Choose fewer, such as one district."
)


class Hub:
    """Questions, makers and finished files."""

    def __init__(self, folder: Path, makers: int = MAKERS) -> None:
        self._folder = folder
        self._shelf = Shelf(folder, MOST_BYTES)
        self._jobs: dict[str, Job] = {}
        self._turns = Turns(MOST_WAITING, self._let_go)
        self._makers = [Maker() for _ in range(makers)]
        self._state: str | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        opened = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            address = address_of(self._folder, opened)
            server = await asyncio.start_unix_server(self._serve, address, limit=MAX_LINE_BYTES)
        finally:
            os.close(opened)
        # Started before anybody asks: a maker loads for seconds.
        self._turns.look_soon()
        tasks = [asyncio.create_task(self._work(maker)) for maker in self._makers]
        tasks.append(asyncio.create_task(self._look()))
        try:
            async with server:
                await stop.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for maker in self._makers:
                await maker.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever stopped waiting has gone, and what they asked for goes on being made. When the hub itself is
        # stopped, whoever waits sees the connection end.
        try:
            asked = orjson.loads(await reader.readline())
            with socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno())) as channel:
                await self._answer(channel, asked)
        except (OSError, ValueError, KeyError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, channel: socket.socket, asked: dict[str, Any]) -> None:
        question = Question.from_json(asked["question"])
        tag = question.tag(asked["state"])
        if self._hand_out(channel, tag):
            return
        job = self._job_of(question, tag, asked["asker"])
        if job is None:
            _send(channel, {"failed": told_error(_FULL)})
            return
        if not job.done.is_set():
            _send(channel, {"waiting": True})
            await job.done.wait()
        if job.failed is not None:
            _send(channel, {"failed": job.failed})
        elif job.made is None or not self._hand_out(channel, job.made):
            _send(channel, {"failed": told_error(_FULL)})

    def _hand_out(self, channel: socket.socket, tag: str) -> bool:
        file = self._shelf.open(tag)
        if file is None:
            return False
        with file:
            send_with_file(channel, {"made": tag}, file.fileno())
        return True

    def _job_of(self, question: Question, tag: str, asker: str) -> Job | None:
        """The job that makes this; a new one where there is none, unless too many wait."""
        now = time.monotonic()
        self._jobs = {name: job for name, job in self._jobs.items() if not job.is_stale(now)}
        if known := self._jobs.get(tag):
            known.asked_at = now
            return known
        job = Job(question, tag, asker)
        if not self._turns.add(job):
            return None
        self._jobs[tag] = job
        return job

    def _let_go(self, job: Job) -> None:
        """Give up what waits, for another or because nobody asks for it any more."""
        job.failed = told_error(_FULL)
        job.done.set()
        self._jobs.pop(job.tag, None)

    async def _work(self, maker: Maker) -> None:
        while True:
            job = await self._turns.next()
            if job is None:
                await self._look_at_data(maker)
                continue
            try:
                await self._make(maker, job)
            except OSError:
                _log.exception("An answer could not be kept.")
            finally:
                job.finished_at = time.monotonic()
                job.done.set()
                if job.failed is None:
                    self._jobs.pop(job.tag, None)

    async def _make(self, maker: Maker, job: Job) -> None:
        path = self._shelf.new_path()
        message = {"question": job.question.as_json(), "path": str(path)}
        job.failed = told_error(_GONE)
        for _ in range(TRIES):
            try:
                told = await maker.ask(message)
            except TookTooLong:
                path.unlink(missing_ok=True)
                job.failed = told_error(_TOO_LONG)
                break
            except MakerGone:
                path.unlink(missing_ok=True)
                _log.warning("A maker ended while it made an answer; another takes its place.")
                continue
            job.failed = told.get("failed")
            if job.failed is None:
                job.made = job.question.tag(told["state"])
                self._move_on(told["state"])
                self._shelf.put(job.made, told["state"], path)
            break

    def _move_on(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._shelf.drop_all_but(state)
            self._jobs = {tag: job for tag, job in self._jobs.items() if not job.done.is_set()}

    async def _look(self) -> None:
        """Let go of files once the data have moved on, also when nobody asks."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if len(self._shelf):
                self._turns.look_soon()

    async def _look_at_data(self, maker: Maker) -> None:
        with suppress(MakerGone):
            told = await maker.ask({})
            if "state" in told:
                self._move_on(told["state"])


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.send(orjson.dumps(message) + b"\n")


async def _serve_until_told(folder: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGHUP):
        # Ctrl-C reaches the whole group of processes; when to stop is for the site to say.
        signal.signal(number, signal.SIG_IGN)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    # The other end is held by the site; when all of it has gone, however it went, so does this.
    loop.add_reader(sys.stdin.fileno(), stop.set)
    await Hub(folder).run(stop)


def main() -> None:
    """Serve from the folder named on the command line."""
    log.configure()
    folder = Path(sys.argv[1])
    for left in folder.iterdir():
        left.unlink()
    asyncio.run(_serve_until_told(folder))


if __name__ == "__main__":
    main()
