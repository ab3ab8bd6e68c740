"""Sheets that nobody would write, a hundred of the thousand that the script makes."""

import subprocess
import sys
from pathlib import Path


def test_each_ends_in_rows_or_in_a_sentence() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "scripts/fuzz_sheets.py", "100", "1"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "traceback" not in done.stdout
