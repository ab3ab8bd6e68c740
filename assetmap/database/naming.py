"""What a process calls itself to the database: `assetmap import, process 4711`."""

import os
import sys
from pathlib import Path

#: What runs a command of ours; anything else, such as a test, has arguments of other kinds.
_PROGRAMS = {"assetmap", "__main__.py"}
_NAMES = {"web": "serve"}


def program_name(role: str) -> str:
    """Name this process by its command, or by its part where the command isn't ours."""
    typed = sys.argv[1] if len(sys.argv) > 1 and Path(sys.argv[0]).name in _PROGRAMS else ""
    name = _NAMES.get(role) or (typed if typed.isalpha() else role)
    return f"assetmap {name}, process {os.getpid()}"
