"""A cluster runs for as long as somebody uses it, and no longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assetmap.config import Settings
from assetmap.database.cluster import Cluster
from assetmap.database.engine import open_engine
from assetmap.database.lease import keep_running, leased, reset_unused
from assetmap.errors import SetupError

HOLD = """
import sys
from pathlib import Path
from assetmap.database.cluster import Cluster
from assetmap.database.lease import leased
with leased(Cluster(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(home: Path) -> subprocess.Popen[str]:
    """Use the cluster from another process, until it reads a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_first_user_starts_it_and_the_last_one_stops_it(stopped: Cluster) -> None:
    with leased(stopped):
        other = hold(stopped.home)
    assert stopped.status().running
    other.communicate("\n")
    assert other.returncode == 0
    assert not stopped.status().running


def test_nobody_else_may_take_its_locks(stopped: Cluster) -> None:
    old = stopped.directory / "users.lock"
    stopped.prepare_home()
    old.touch(0o644)
    with leased(stopped):
        modes = {path.name: path.stat().st_mode & 0o777 for path in stopped.directory.glob("*.lock")}
    assert modes == {"starting.lock": 0o600, "users.lock": 0o600}


def test_it_stops_after_an_error_too(stopped: Cluster) -> None:
    with pytest.raises(ZeroDivisionError), leased(stopped):
        raise ZeroDivisionError
    assert not stopped.status().running


def test_what_was_started_to_stay_stays(stopped: Cluster) -> None:
    assert keep_running(stopped)
    with leased(stopped):
        pass
    assert stopped.status().running
    assert not keep_running(stopped)


def test_start_during_a_lease_makes_it_stay(stopped: Cluster) -> None:
    with leased(stopped):
        assert not keep_running(stopped)
    assert stopped.status().running


def test_the_next_user_stops_what_a_killed_one_left(stopped: Cluster) -> None:
    other = hold(stopped.home)
    other.kill()
    other.communicate()
    assert stopped.status().running
    with leased(stopped):
        pass
    assert not stopped.status().running


def test_a_forked_child_that_leaves_the_block_stops_nothing(stopped: Cluster) -> None:
    holder = os.getpid()
    try:
        with leased(stopped):
            child = os.fork()
            if child:
                assert os.waitpid(child, 0)[1] == 0
                assert stopped.status().running
    finally:
        if os.getpid() != holder:
            os._exit(0)
    assert not stopped.status().running


def test_reset_is_refused_while_another_program_uses_it(stopped: Cluster) -> None:
    other = hold(stopped.home)
    with pytest.raises(SetupError, match="Another AssetMap program is using the cluster") as raised:
        reset_unused(stopped)
    assert "Stop it first" in str(raised.value.hint)
    other.communicate("\n")
    reset_unused(stopped)
    assert not stopped.status().exists


def test_an_engine_for_a_command_brings_the_cluster_with_it(stopped: Cluster) -> None:
    with open_engine(Settings(home=stopped.home)) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == "assetmap"
    assert not stopped.status().running


def test_a_database_of_ones_own_starts_no_cluster(home: Path, cluster: Cluster) -> None:
    url = cluster.url.set(drivername="postgres").render_as_string(hide_password=False)
    with open_engine(Settings(home=home, database_url=url)) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    assert list(home.iterdir()) == []
