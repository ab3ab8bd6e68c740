"""How the site, the hub and the makers talk: lines of JSON, and with a finished answer its open file."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from assetmap import errors
from assetmap.database.sockets import LONGEST_PATH
from assetmap.errors import AnswerUnavailable, AssetMapError, InvalidQuery

#: The longest line: a question is a query string, which no server takes longer than some kilobytes.
MAX_LINE_BYTES = 256_000
SOCKET = "hub"


def line(message: Mapping[str, Any]) -> bytes:
    """Write one message."""
    return orjson.dumps(message) + b"\n"


def told_error(error: AssetMapError) -> dict[str, Any]:
    """Write an error so that `raised` makes the same of it."""
    problems = error.problems if isinstance(error, InvalidQuery) else None
    return {
        "type": type(error).__name__,
        "message": error.message,
        "hint": error.hint,
        "detail": error.detail,
        "problems": problems,
    }


def raised(told: Mapping[str, Any]) -> AssetMapError:
    """Make an error of what `told_error` wrote."""
    if told["problems"] is not None:
        return InvalidQuery([(name, reason) for name, reason in told["problems"]], hint=told["hint"])
    kind = getattr(errors, told["type"], AnswerUnavailable)
    error: AssetMapError = kind(told["message"], hint=told["hint"], detail=told["detail"])
    return error


def address_of(folder: Path, opened: int) -> str:
    """Return the address of the socket in a folder that is open, short however long the folder's path is."""
    direct = folder / SOCKET
    if len(os.fsencode(direct)) <= LONGEST_PATH:
        return str(direct)
    return f"/proc/self/fd/{opened}/{SOCKET}"


def send_with_file(channel: socket.socket, message: Mapping[str, Any], file: int) -> None:
    """Send a message together with an open file."""
    socket.send_fds(channel, [line(message)], [file])


def receive(channel: socket.socket) -> tuple[dict[str, Any] | None, int | None]:
    """Return the newest message and the file that came with it; None where the other side has gone.

    Raises TimeoutError as the socket does.
    """
    data, file = b"", None
    while not data.endswith(b"\n"):
        part, files, _flags, _address = socket.recv_fds(channel, 65_536, 1)
        file = files[0] if files else file
        if not part:
            return None, file
        data += part
    # That it is being made, and that it is made, may come in one go.
    newest: dict[str, Any] = orjson.loads(data.splitlines()[-1])
    return newest, file
