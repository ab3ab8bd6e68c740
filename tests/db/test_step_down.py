"""Serving as root: as another user, who is the site to the database and nothing more."""

import os
import pwd
import shutil
import signal
import site as python_site
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from assetmap.commands.db import enforce_roles
from assetmap.commands.privileges import step_down
from assetmap.config import CHECKOUT, Settings
from assetmap.database import migrate
from assetmap.database.account import serving_account
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.database.lease import leased

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def reachable_python() -> str | None:
    """A Python like this one that the site's user may run: a checkout may use one in root's home."""
    account = serving_account("web")
    assert account is not None
    if account.run("test", "-r", CHECKOUT / "assetmap" / "app.py").returncode != 0:
        return None
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{version}"):
        if account.run("test", "-x", Path(path).resolve()).returncode == 0:
            return path
    return None


@pytest.fixture
def ready(stopped: Cluster) -> Cluster:
    """A cluster with tables and roles that doesn't run."""
    with leased(stopped):
        engine = make_engine(stopped.url, role="owner")
        migrate.upgrade(engine)
        enforce_roles(Settings(home=stopped.home), engine)
        engine.dispose()
    return stopped


@pytest.fixture
def site(ready: Cluster, free_port: int) -> Iterator["subprocess.Popen[str]"]:
    """The site, started by root."""
    python = reachable_python()
    if python is None:
        pytest.skip("this checkout, or its Python, is out of reach of any other user")
    env = os.environ | {
        "ASSETMAP_HOME": str(ready.home),
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *python_site.getsitepackages()]),
    }
    command = [python, "-m", "assetmap", "serve", "--port", str(free_port)]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    wait_until_stopped(ready)


def wait_until_stopped(cluster: Cluster) -> None:
    while cluster.status().running:
        time.sleep(0.05)


def user_of(pid: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def test_it_serves_as_another_user_and_its_end_stops_the_cluster(
    site: "subprocess.Popen[str]", ready: Cluster, free_port: int
) -> None:
    assert site.stdout is not None
    assert site.stdout.readline() == f"AssetMap is at http://127.0.0.1:{free_port}/ (Ctrl-C stops it)\n"
    account = serving_account("web")
    assert account is not None
    assert user_of(site.pid) == account.name
    with urlopen(f"http://127.0.0.1:{free_port}/about", timeout=60) as answer:
        assert answer.status == 200
    sessions = ready.administer(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'assetmap serve%'"
        " AND usename <> 'assetmap'"
    )
    assert sessions.split() == ["assetmap_web"]
    assert (
        ready.administer(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'postgres'"
            " AND application_name <> 'psql' AND backend_type = 'client backend'"
        )
        == "0\n"
    )
    os.kill(site.pid, signal.SIGTERM)
    assert site.wait() == 0
    assert not ready.status().running


def test_a_site_that_is_killed_leaves_no_cluster_running(
    site: "subprocess.Popen[str]", ready: Cluster
) -> None:
    assert site.stdout is not None
    assert site.stdout.readline().startswith("AssetMap is at")
    os.kill(site.pid, signal.SIGKILL)
    wait_until_stopped(ready)


def test_a_checkout_out_of_reach_is_served_as_root_and_that_is_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shut = home / "shut"
    shutil.copytree(CHECKOUT / "data" / "taxonomy", shut / "data" / "taxonomy")
    shut.chmod(0o700)
    settings = Settings(home=home, data_dir=shut / "data")
    assert step_down(settings) is settings
    assert os.geteuid() == 0
    said = capsys.readouterr().err
    assert said.startswith("AssetMap serves as root. To be served as ")
    assert said.count("\n") == 1


def test_a_database_that_asks_who_it_is_is_left_to_root(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=home, database_url="postgresql://assetmap@/place?host=/run/postgresql")
    assert step_down(settings) is settings
    assert "set ASSETMAP_WEB_DATABASE_URL" in capsys.readouterr().err
