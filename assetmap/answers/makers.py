"""The hub's hold on its makers: each a process, started when it is needed and again when it has gone."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Any

import orjson

from assetmap.answers.wire import line
from assetmap.priority import give_way

COMMAND = (sys.executable, "-m", "assetmap.answers.maker")
#: An answer that takes longer is given up.
LONGEST_S = 120.0


class MakerGone(Exception):
    """The maker ended, or was ended, before it answered."""


class TookTooLong(MakerGone):
    """It was ended because it took longer than an answer may."""


class Maker:
    """One maker's process."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._process: Process | None = None

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send one message and wait for what comes of it."""
        try:
            told = await asyncio.wait_for(self._exchange(line(message)), self._longest_s)
        except TimeoutError:
            await self.stop()
            raise TookTooLong from None
        except OSError:
            told = b""
        if not told:
            await self.stop()
            raise MakerGone
        found: dict[str, Any] = orjson.loads(told)
        return found

    async def _exchange(self, told: bytes) -> bytes:
        process = await self._running()
        if process.stdin is None or process.stdout is None:
            return b""
        process.stdin.write(told)
        await process.stdin.drain()
        return await process.stdout.readline()

    async def stop(self) -> None:
        """End the process now."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=PIPE, stdout=PIPE, preexec_fn=give_way
            )
        return self._process
