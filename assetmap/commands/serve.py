"""`assetmap serve`: the site, on gunicorn or on Flask's own server."""

import logging
import os
import socket
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from ipaddress import ip_address

import click

from assetmap import log
from assetmap.answers.keeper import Keeper
from assetmap.commands.privileges import step_down
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.cluster import Cluster
from assetmap.database.engine import Role, database_url, make_engine
from assetmap.database.guardian import guarded
from assetmap.database.roles import require_roles
from assetmap.errors import SetupError


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads in each.")
@click.option("--debug", is_flag=True, help="Load code again as it changes, on this machine alone.")
@click.pass_obj
def serve(settings: Settings, port: int, host: str, workers: int, threads: int, debug: bool) -> None:
    """Serve the site until Ctrl-C.

    Started as root it becomes another user, where that user can read the checkout.

    It answers under the names of this machine's loopback, the address of --host, and those in
    ASSETMAP_PUBLIC_URL and ASSETMAP_HOSTS. For other machines of your own network:
    ASSETMAP_HOSTS=192.168.1.20,my-machine assetmap serve --host 0.0.0.0
    """
    if debug and not _is_loopback(host):
        raise click.UsageError(f"--debug is for this machine alone, and --host is {host}. Leave one out.")
    # Whoever names an address to listen on wants to be reached there.
    settings = replace(settings, hosts=(*settings.hosts, f"[{host}]" if ":" in host else host))
    # Flask's server starts a second one of itself, which finds the port taken by the first.
    if "WERKZEUG_RUN_MAIN" not in os.environ:
        _require_free(host, port)
    with _kept(settings):
        _require_tables(settings)
        settings = step_down(settings)
        from assetmap.app import create_app
        from assetmap.server.site import Site

        # Made here as well as in each worker, so that what is wrong is said once and in a sentence.
        app = create_app(settings)
        if debug:
            log.configure(logging.DEBUG)
            # Without Flask's debugger, which shows whoever asks what the last one asked for.
            app.config["TEMPLATES_AUTO_RELOAD"] = True
            click.echo(f"AssetMap is at http://{_address(host, port)}/, to be changed (Ctrl-C stops it)")
            app.run(host=host, port=port, use_reloader=True)
            return
        with Keeper(settings) as keeper:
            Site(settings, keeper, _address(host, port), workers, threads).run()


def _kept(settings: Settings) -> AbstractContextManager[None]:
    """Keep the database running, and the site's sessions within their limits."""
    if settings.web_database_url and not settings.database_url:
        # Somebody else runs it, and watches over it.
        return nullcontext()
    return guarded(None if settings.database_url else Cluster(settings.home), database_url(settings))


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"AssetMap cannot listen on {host}, port {port}: {error.strerror}.",
                hint=f"Choose another port: --port {port + 1 if port < 65535 else 8000}",
            ) from error


def _require_tables(settings: Settings) -> None:
    alone = settings.database_url is None and settings.web_database_url is not None
    role: Role = "web" if alone else "owner"
    engine = make_engine(database_url(settings, role=role), role=role)
    with engine.connect() as connection:
        migrate.require_current(connection)
        if settings.database_url is None and not alone:
            require_roles(connection)
    engine.dispose()
