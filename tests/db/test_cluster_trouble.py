"""The private cluster on bad days: each ends in a sentence, or mends itself."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from assetmap.database import account, extensions, sockets
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.errors import SetupError

ROOT = 0


def test_a_server_that_was_killed_starts_again(stopped: Cluster) -> None:
    stopped.start()
    pid = stopped.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.01)
    assert (stopped.data / "postmaster.pid").exists()
    assert not stopped.status().running
    assert stopped.start()


def test_a_pid_file_whose_number_another_process_has_is_stale(stopped: Cluster) -> None:
    owner = stopped.data.stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == ROOT else None)
    (stopped.data / "postmaster.pid").write_text(
        f"{other.pid}\n{stopped.data}\n1\n5432\n/tmp\n\n1 1\nready\n"
    )
    try:
        assert not stopped.status().running
        assert stopped.start()
    finally:
        other.kill()
        other.wait()


def test_a_cluster_that_was_left_half_made_is_made_anew(unmade: Cluster) -> None:
    unmade.prepare_home()
    unfinished = unmade.directory / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("15\n")
    assert unmade.start()
    assert not unfinished.exists()


def test_data_of_another_major_version_are_refused(stopped: Cluster) -> None:
    version = stopped.data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("9\n")
    with pytest.raises(
        SetupError, match=r"was made by PostgreSQL 9, and this machine has PostgreSQL \d\d"
    ) as raised:
        stopped.start()
    assert "apt-get install postgresql-9 postgresql-9-postgis-3" in str(raised.value.hint)
    assert stopped.status().major == 9
    version.write_text("nine\n")
    with pytest.raises(SetupError, match="'nine', which is no version"):
        stopped.start()
    version.write_text(kept)
    assert stopped.start()


def test_a_damaged_cluster_says_what_the_server_said(stopped: Cluster) -> None:
    with (stopped.data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'a lot'\n")
    with pytest.raises(SetupError, match=r"could not start .*postgresql\.conf.* contains errors") as raised:
        stopped.start()
    assert str(stopped.log) in str(raised.value.hint)


def test_an_extension_that_is_not_installed(unmade: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "REQUIRED", (*extensions.REQUIRED, "postgis_of_mars"))
    with pytest.raises(SetupError, match=r"is here without the extension postgis_of_mars\.") as raised:
        unmade.start()
    assert "apt-get install postgresql-" in str(raised.value.hint)
    assert not unmade.status().running


def test_an_extension_that_this_role_may_not_create(cluster: Cluster) -> None:
    plain = cluster.url
    cluster.administer("CREATE DATABASE bare TEMPLATE template0")
    with (
        connect(plain.username, "bare", plain.query["host"]) as connection,
        pytest.raises(
            SetupError, match="lacks the extension postgis, and assetmap may not create it"
        ) as raised,
    ):
        extensions.create_extensions(connection)
    assert 'CREATE EXTENSION "postgis"' in str(raised.value.hint)


def connect(user: object, database: str, host: object) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(make_conninfo("", user=str(user), dbname=database, host=str(host)))


@pytest.fixture
def make_disk() -> Iterator[Callable[[int], Path]]:
    """Make a disk of so many megabytes."""
    path = Path("/tmp") / f"assetmap-disk-{os.getpid()}"
    path.mkdir()
    sudo = [] if os.geteuid() == ROOT else ["sudo", "-n"]

    def make(megabytes: int) -> Path:
        options = f"size={megabytes}m,mode=0755,uid={os.geteuid()}"
        subprocess.run([*sudo, "mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=True)
        return path

    yield make
    Cluster(path).stop()
    subprocess.run([*sudo, "umount", path], check=True)
    path.rmdir()


def test_a_disk_that_is_full_when_the_cluster_is_made(make_disk: Callable[[int], Path]) -> None:
    cluster = Cluster(make_disk(20), durable=False)
    full = r"The disk that holds .* is full, so PostgreSQL could not make the cluster"
    with pytest.raises(SetupError, match=full) as raised:
        cluster.start()
    assert "Free at least" in str(raised.value.hint)
    assert not cluster.data.exists()


def test_a_disk_that_is_full_when_the_cluster_starts(
    make_disk: Callable[[int], Path], copy_pattern: Callable[[Path], Cluster]
) -> None:
    disk = make_disk(300)
    cluster = copy_pattern(disk)
    fill(disk / "filler")
    full = r"The disk that holds .* is full, so PostgreSQL could not start the cluster"
    with pytest.raises(SetupError, match=full):
        cluster.start()
    (disk / "filler").unlink()
    assert cluster.start()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while shutil.disk_usage(path).free > 0:
            file.write(bytes(min(1_000_000, shutil.disk_usage(path).free)))


def test_a_disk_that_fills_during_a_query(cluster: Cluster) -> None:
    cluster.administer("GRANT pg_write_server_files TO assetmap", "postgres")
    engine = make_engine(cluster.url, role="owner")
    with (
        engine.connect() as connection,
        pytest.raises(Exception, match="The disk that holds the database is full"),
    ):
        connection.execute(text("COPY (SELECT generate_series(1, 100000)) TO '/dev/full'"))
    engine.dispose()
    cluster.administer("REVOKE pg_write_server_files FROM assetmap", "postgres")


def test_a_home_that_the_server_cannot_reach(home: Path) -> None:
    shut = home / "shut"
    shut.mkdir(mode=0o700 if os.geteuid() == ROOT else 0o500)
    wanted = "cannot enter" if os.geteuid() == ROOT else "cannot be made"
    with pytest.raises(SetupError, match=wanted) as raised:
        Cluster(shut / "deeper").start()
    assert "ASSETMAP_HOME=" in str(raised.value.hint)
    assert list(shut.iterdir()) == []


def test_a_home_that_is_a_file(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(SetupError, match="cannot be made"):
        Cluster(home / "file").start()


def test_a_home_whose_name_pg_ctl_would_misread(home: Path) -> None:
    with pytest.raises(SetupError, match="because of the marks in its name"):
        Cluster(home / 'a "$(date)" place').start()


def test_the_cluster_of_another_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == ROOT:
        os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(SetupError, match=rf"belongs to {home.owner()}, and you are user 54321"):
        account.server_account(home)


def test_a_socket_directory_that_somebody_else_put_there(home: Path) -> None:
    me = account.server_account(home / "none")
    (home / "elsewhere").mkdir()
    (home / "run").symlink_to(home / "elsewhere")
    with pytest.raises(SetupError, match="should be a directory of"):
        sockets.make_socket_dir(home / "run", me)
