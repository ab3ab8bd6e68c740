"""How far a command is: a bar on a terminal, plain lines elsewhere."""

import sys
from typing import Self

import click
from tqdm import tqdm


class Progress:
    """Shows what is going on; it is called with what that is, how far it is, and of how much."""

    def __init__(self) -> None:
        self._bar = tqdm(total=0, unit=" rows", leave=False) if sys.stderr.isatty() else None
        self._said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show it."""
        if self._bar is not None:
            self._bar.set_description_str(what, refresh=False)
            self._bar.total, self._bar.n = of, done
            self._bar.refresh()
        elif what != self._said and what != "Done":
            click.echo(f"{what} …", err=True)
        self._said = what
