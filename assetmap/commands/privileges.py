"""Serving as another user than root.

Root is needed to start PostgreSQL in the name of another user, and for nothing after that. Which user, and
what that user may do in the database: docs/roles.md.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

import assetmap
from assetmap.config import Settings
from assetmap.database.account import ROOT, Account, serving_account
from assetmap.database.engine import database_url, normal_url
from assetmap.database.roles import Kind

#: What the site keeps for as long as it runs lies here, below ASSETMAP_HOME.
FOLDER = "site"


def step_down(settings: Settings, kind: Kind = "web") -> Settings:
    """Become the user that root serves as, for good, or say why not; return what that user works with."""
    if os.geteuid() != ROOT:
        return settings
    account = serving_account(kind)
    obstacle = _find_obstacle(account, settings)
    if account is None or obstacle:
        click.echo(f"AssetMap serves as root. {obstacle}", err=True)
        return settings
    url = database_url(settings, role="web").render_as_string(hide_password=False)
    home = settings.home / FOLDER
    _make_folder(home, account)
    _make_folder(home / "numba", account)
    os.initgroups(account.name, account.gid)
    os.setgid(account.gid)
    os.setuid(account.uid)
    os.environ |= {"ASSETMAP_WEB_DATABASE_URL": url, "ASSETMAP_HOME": str(home), "HOME": str(home)}
    os.environ.setdefault("NUMBA_CACHE_DIR", str(home / "numba"))
    os.environ.pop("ASSETMAP_DATABASE_URL", None)
    return replace(settings, home=home, database_url=None, web_database_url=url)


def _find_obstacle(account: Account | None, settings: Settings) -> str:
    """Say in a sentence or two what keeps root from stepping down; nothing where nothing does."""
    if account is None:
        return "There is no other user for it here: useradd --system assetmap-web"
    url = settings.web_database_url or settings.database_url
    if url and not settings.web_database_url and normal_url(url).password is None:
        return "Another user might not be let into the database: set ASSETMAP_WEB_DATABASE_URL."
    for path in _needed(settings):
        if account.run("test", "-r", path, "-a", "-x" if path.is_dir() else "-r", path).returncode != 0:
            return (
                f"To be served as {account.name}, put the checkout, its Python and ASSETMAP_HOME where that"
                f" user may read them, such as /opt/assetmap; {path} is out of reach."
            )
    return ""


def _needed(settings: Settings) -> list[Path]:
    """Name a few paths that stand for all that the site reads."""
    package = Path(assetmap.__file__).parent
    categories = settings.data_dir / "taxonomy" / "categories.toml"
    python = Path(sys.executable)
    home = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    return [package / "app.py", package / "web" / "templates", python.resolve(), python, categories, home]


def _make_folder(path: Path, account: Account) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
