"""`assetmap worker`: what runs by itself beside the site."""

import click

from assetmap.config import Settings
from assetmap.database.background import open_background_engine


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and end, as for cron.")
@click.pass_obj
def worker(settings: Settings, once: bool) -> None:
    """Read sources again on their schedule and publish each new day, until Ctrl-C.

    Run it beside the site. It does two things at a time and ends within ten seconds; what is cut off goes on
    when it runs again. Which sources, and how often: assetmap sources refresh NAME --every daily
    """
    from assetmap.worker.lines import plain_lines
    from assetmap.worker.run import work

    with plain_lines(), open_background_engine(settings) as engine:
        work(engine, settings, once=once)
