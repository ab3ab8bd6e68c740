"""The command line: help for everything, sentences for errors, quick to start."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assetmap import __version__
from assetmap.cli import COMMANDS, main

README = Path(__file__).resolve().parents[2] / "README.md"


def walk(command: click.Command, name: str) -> dict[str, click.Command]:
    """Name a command and every command under it."""
    found = {name: command}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            loaded = command.get_command(context, child)
            assert loaded is not None
            found |= walk(loaded, f"{name} {child}")
    return found


def test_every_command_has_help_and_every_option_says_what_it_does() -> None:
    for name, command in walk(main, "assetmap").items():
        assert command.help, name
        result = CliRunner().invoke(main, [*name.split()[1:], "--help"])
        assert result.exit_code == 0, name
        assert "Usage:" in result.output
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name} {option.name}"


def test_the_readme_names_every_command() -> None:
    text = README.read_text()
    for name in COMMANDS:
        assert f"assetmap {name}" in text


def test_an_error_is_a_sentence_and_a_hint_on_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", "mysql://db/place")
    result = CliRunner().invoke(main, ["db", "status"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "ASSETMAP_DATABASE_URL begins with 'mysql:', and AssetMap needs PostgreSQL.",
        "Write it as postgresql://user@host/database, or leave it out to use AssetMap's own cluster.",
    ]


def test_an_error_inside_a_command_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", "postgresql://db/place")
    result = CliRunner().invoke(main, ["db", "stop"])
    assert result.exit_code == 1
    assert "which AssetMap does not start, stop or remove" in result.stderr


def test_an_unknown_command_is_named() -> None:
    result = CliRunner().invoke(main, ["nonsense"])
    assert result.exit_code == 2
    assert "No such command 'nonsense'" in result.stderr


def test_the_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"assetmap, version {__version__}\n"


def test_a_quick_command_does_not_wait_for_the_heavy_libraries() -> None:
    script = "import sys, assetmap.cli, assetmap.commands.db; print('geopandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_python_runs_the_package() -> None:
    command = [sys.executable, "-m", "assetmap", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("assetmap")
