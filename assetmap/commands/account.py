"""Who is at work: what `--by` says, or the account that runs the command."""

import os
import pwd
from collections.abc import Callable
from typing import Any

import click

_LONGEST = 100


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--by` to a command; what it gives goes to `who`."""
    return click.option(
        "--by",
        metavar="WHO",
        help="Who decides. Default: the name of your account on this machine, also under sudo.",
    )(command)


def who(by: str | None) -> str:
    """The name that is kept with an act: what `--by` says, else the account."""
    if by is None:
        return account()
    if not by.strip() or not by.isprintable() or len(by) > _LONGEST:
        raise click.BadParameter(
            f"This isn't a name: give 1 to {_LONGEST} printable characters.", param_hint="--by"
        )
    return by.strip()


def account() -> str:
    """The account that the kernel knows this process by; under sudo, the one that asked for root.

    Variables such as USER are not asked, for anybody may set them; SUDO_UID counts only where root may have
    set it.
    """
    number = os.getuid()
    asked = os.environ.get("SUDO_UID", "")
    if number == 0 and asked.isascii() and asked.isdigit():
        number = int(asked)
    try:
        return pwd.getpwuid(number).pw_name
    except (KeyError, OverflowError):
        raise click.UsageError("This machine doesn't say who you are. Say who decides, with --by.") from None
