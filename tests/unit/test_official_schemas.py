"""Without the official schemas their tests cannot run, and whoever runs the others is told so."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FOLDERS = ("unit/feeds", "web/oruk")


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_did_not_run_is_told_with_where_it_looked(folder: str, tmp_path: Path) -> None:
    home = tmp_path / "checkout" / "tests"
    for name in (
        "support/official.py",
        "support/rights.py",
        f"{folder}/conftest.py",
        f"{folder}/test_official.py",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TESTS / name, home / name)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={home.parent}"]
    options = ["--import-mode=importlib", "-o", f"pythonpath={home / 'support'}", str(home)]
    told = subprocess.run([*command, *options], capture_output=True, text=True, cwd=home.parent, check=False)
    assert told.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, told.stdout + told.stderr
    assert (
        f"tests/{folder}/test_official.py was not run: the official schemas are not at"
        f" {tmp_path / 'shared' / 'data' / 'oruk'}." in told.stdout
    )
