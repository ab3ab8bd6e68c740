"""Where a copy of Open Referral UK's official schemas lies on this machine, and what to say where none does.

They are under a licence of their own and no part of the project: without them, their tests are not there.
"""

from pathlib import Path

import pytest

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "oruk"
IS_HERE = (OFFICIAL / "3.0").is_dir()
TEST = "test_official.py"


def say_what_is_not_here(terminal: pytest.TerminalReporter, folder: Path) -> None:
    """Say below the results that a folder's test against the official schemas did not run, and why."""
    if not IS_HERE:
        where = folder.relative_to(terminal.config.rootpath) / TEST
        terminal.write_line(f"{where} was not run: the official schemas are not at {OFFICIAL}.", yellow=True)
