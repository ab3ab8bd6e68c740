"""`assetmap db`: AssetMap's own PostgreSQL cluster, and the tables of whichever database is in use."""

import click
from sqlalchemy import URL, Engine

from assetmap.config import Settings
from assetmap.database import clients, lease, migrate, roles
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine, normal_url, open_engine
from assetmap.errors import SetupError


@click.group()
def db() -> None:
    """Start, stop, inspect, upgrade or remove the database."""


@db.command()
@click.pass_obj
def start(settings: Settings) -> None:
    """Start AssetMap's own cluster, making it first where there is none."""
    cluster = _own_cluster(settings)
    started = lease.keep_running(cluster)
    click.echo(f"The database {'is now' if started else 'was already'} running at {_where(cluster)}.")


@db.command()
@click.option("--force", is_flag=True, help="Stop it all the same, whoever is using it.")
@click.pass_obj
def stop(settings: Settings, force: bool) -> None:
    """Stop AssetMap's own cluster, unless a program is using it."""
    cluster = _own_cluster(settings)
    if not force:
        _refuse_in_use(cluster)
    stopped = cluster.stop()
    click.echo("The database has stopped." if stopped else "The database was not running.")


@db.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Say where the database is, whether it runs, and whether its tables are up to date."""
    if settings.database_url is None:
        cluster = Cluster(settings.home)
        now = cluster.status()
        if not now.exists:
            click.echo(f"There is no database in {settings.home} yet. Make it with: assetmap db start")
            return
        click.echo(f"PostgreSQL {now.major}, data in {now.data}")
        click.echo(f"Running as process {now.pid}, at {_where(cluster)}" if now.running else "Not running")
        if not now.running:
            return
    _tell_version(settings)


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the tables up to date, and the database's roles into force."""
    with open_engine(settings, role="owner") as engine:
        changed = migrate.upgrade(engine)
        enforce_roles(settings, engine)
        if changed:
            publish_anew(engine)
    version = migrate.newest_revision()
    click.echo(f"The tables {'are now' if changed else 'were already'} at version {version}.")


@db.command()
@click.confirmation_option(prompt="This removes AssetMap's database and all that is in it. Go on?")
@click.pass_obj
def reset(settings: Settings) -> None:
    """Remove AssetMap's own cluster with all that is in it."""
    lease.reset_unused(_own_cluster(settings))
    click.echo("The database is gone. Make it anew with: assetmap setup")


def enforce_roles(settings: Settings, engine: Engine) -> None:
    """Do what of the roles the owner may not: as the superuser of AssetMap's own cluster, or in words."""
    with engine.connect() as connection:
        left = roles.missing_steps(connection)
    if left and settings.database_url is None:
        Cluster(settings.home).administer(roles.as_script(left))
        return
    _tell_steps(left, engine.url)


def publish_anew(engine: Engine) -> None:
    """Publish everything again: new tables of what is published begin empty."""
    from assetmap.listing.publish import publish
    from assetmap.secrecy.withhold import withhold

    with engine.begin() as connection:
        # What came before secrets were kept is looked through once, and the old ids of what is withheld go.
        withhold(connection)
        publish(connection)


def _own_cluster(settings: Settings) -> Cluster:
    if settings.database_url is None:
        return Cluster(settings.home)
    shown = normal_url(settings.database_url).render_as_string(hide_password=True)
    raise SetupError(
        f"ASSETMAP_DATABASE_URL names {shown}, which AssetMap does not start, stop or remove.",
        hint="Unset it to use AssetMap's own cluster.",
    )


def _refuse_in_use(cluster: Cluster) -> None:
    if not cluster.status().running:
        return
    connected = clients.list_clients(cluster)
    if not connected and not clients.is_leased(cluster):
        return
    names = [str(client) for client in connected] or ["a program of AssetMap that isn't connected just now"]
    raise SetupError(
        "\n  ".join(["The database is in use, and was not stopped:", *names]),
        hint="End them first (serve and worker end with Ctrl-C), or: assetmap db stop --force",
    )


def _where(cluster: Cluster) -> str:
    directory = cluster.status().socket_dir
    if directory.parent == cluster.directory:
        return f"socket {directory}"
    return f"socket {directory}, because the path of the cluster does not do for a socket"


def _tell_version(settings: Settings) -> None:
    url = normal_url(settings.database_url) if settings.database_url else Cluster(settings.home).url
    engine = make_engine(url, role="command")
    with engine.connect() as connection:
        have, need = migrate.current_revision(connection), migrate.newest_revision()
        left = roles.missing_steps(connection) if have == need else []
    engine.dispose()
    click.echo(f"Database {url.render_as_string(hide_password=True)}")
    if have == need:
        click.echo(f"Tables are up to date, at version {have}.")
        if not left:
            click.echo("Roles are in force.")
        elif settings.database_url is None:
            click.echo("Roles are not in force as they should be: assetmap db upgrade")
        _tell_steps(left if settings.database_url else [], url)
    else:
        click.echo(f"Tables are at version {have or 'none'}, and should be at {need}: assetmap db upgrade")


def _tell_steps(left: list[roles.Step], url: URL) -> None:
    """Print what an administrator of the server must run, the more important first."""
    essential = [step for step in left if step.essential]
    further = [step for step in left if not step.essential]
    if essential:
        click.echo(
            f"{url.username} may not put the database's roles in force, so the site can do all that"
            f" {url.username} can. Have an administrator run this in the database {url.database}:"
        )
    elif further:
        click.echo(
            "Roles are in force. PostgreSQL leaves more open to everybody than the site needs; a superuser"
            f" closes it by running this in the database {url.database}:"
        )
    for step in left:
        click.echo(f"  {step.statement};")
