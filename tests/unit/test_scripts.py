"""The commands of the checkout: their help, and what they refuse."""

import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CHECKOUT / command[0], *command[1:]], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", ["scripts/demo", "scripts/test"])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(script: str, option: str) -> None:
    done = run(script, option)
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: {script}")


@pytest.mark.parametrize(
    "option", ["--port", "--reset", "--no-serve", "ASSETMAP_HOME", "ASSETMAP_DATABASE_URL"]
)
def test_the_help_of_the_demo_names_everything(option: str) -> None:
    assert option in run("scripts/demo", "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port"], "--port wants a number."),
        (["--port", "high"], "--port wants a number, not 'high'."),
        (["--port="], "--port wants a number, not ''."),
        (["--prot", "1"], "scripts/demo does not know --prot."),
    ],
)
def test_what_the_demo_refuses(arguments: list[str], sentence: str) -> None:
    done = run("scripts/demo", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr


@pytest.mark.parametrize("script", ["scripts/demo", "scripts/test", "scripts/setup.sh", ".ci/run"])
def test_bash_can_read_it(script: str) -> None:
    subprocess.run(["bash", "-n", CHECKOUT / script], check=True)
