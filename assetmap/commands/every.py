"""How often something is done, as it is typed after an option."""

from typing import Any

import click

from assetmap.ingest.schedule import Every


class EveryType(click.ParamType[Every]):
    """`daily`, `weekly`, `6h`, `3d`, `never` and the like."""

    name = "how often"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show in the help what may be typed."""
        return "daily|weekly|…|never"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Every:
        """Read it, or say what may be typed."""
        if isinstance(value, Every):
            return value
        try:
            return Every.parse(value)
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)
