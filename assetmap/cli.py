"""The `assetmap` command: one group whose commands load when they are called."""

import errno
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click

from assetmap import __version__
from assetmap.config import Settings
from assetmap.errors import AssetMapError
from assetmap.priority import give_way_with_session

# Each name leads to a command in its own module, so that `db status` does not wait for GeoPandas.
COMMANDS = {
    "confidential": "assetmap.commands.confidential:confidential",
    "db": "assetmap.commands.db:db",
    "duplicates": "assetmap.commands.duplicates:duplicates",
    "erase": "assetmap.commands.erase:erase",
    "export": "assetmap.commands.export:export",
    "feed": "assetmap.commands.feed:feed",
    "gaps": "assetmap.commands.gaps:gaps",
    "geography": "assetmap.commands.geography:geography",
    "hide": "assetmap.commands.hide:hide",
    "import": "assetmap.commands.imports:imports",
    "map": "assetmap.commands.map:map_",
    "serve": "assetmap.commands.serve:serve",
    "setup": "assetmap.commands.setup:setup",
    "sources": "assetmap.commands.sources:sources",
    "worker": "assetmap.commands.worker:worker",
}


# What nobody waits for at a page gives way to what somebody does.
BACKGROUND = {"import", "worker"}
# What is read from outside may take more memory than there is.
SUPERVISED = "import"


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error meant for people ends as a sentence, not as a traceback."""
        from assetmap.database.engine import in_sentences

        try:
            with in_sentences():
                return super().invoke(ctx)
        except AssetMapError as error:
            _complain(error.explained, error.hint)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                _complain("The disk is full, so this came to nothing.", "Free some space and try again.")
            if error.filename is None:
                raise
            _complain(f"{error.strerror}: {error.filename}", None)


def _complain(message: str, hint: str | None) -> NoReturn:
    click.echo(message, err=True)
    if hint:
        click.echo(hint, err=True)
    sys.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="assetmap")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Find, map and analyse community services for social prescribing."""
    ctx.obj = Settings.from_environment()


def run() -> None:
    """Run the command line as a program, which leaves its blocks in order when it is told to end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)
    if sys.argv[1:2] and sys.argv[1] in BACKGROUND:
        give_way_with_session()
    if SUPERVISED in sys.argv[1:2]:
        from assetmap.commands.supervised import supervise

        supervise(main, _complain)
    else:
        main()


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
