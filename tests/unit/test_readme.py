"""The README says what there is: every command, every setting, and pages that exist."""

import re
from pathlib import Path

import click
import pytest

from assetmap.cli import COMMANDS, main
from assetmap.config import CHECKOUT

README = (CHECKOUT / "README.md").read_text()
CONFIG = (CHECKOUT / "assetmap" / "config.py").read_text()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`assetmap {name}" in README


@pytest.mark.parametrize("name", sorted(set(re.findall(r"ASSETMAP_[A-Z_]+[A-Z]", CONFIG))))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_every_command_that_the_readme_names_exists() -> None:
    for words in re.findall(r"`assetmap ([a-z]+)", README):
        assert words in COMMANDS, f"README names assetmap {words}"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert Path(CHECKOUT, link).exists()
