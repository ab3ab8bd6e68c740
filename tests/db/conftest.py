"""What the tests of the cluster itself need: a home of their own, in reach of the server's account."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assetmap.database.cluster import Cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; a cluster that a test leaves running there is stopped."""
    path = Path(tempfile.mkdtemp(prefix="assetmap-home-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        Cluster(path).stop(mode="immediate")
        shutil.rmtree(path)


@pytest.fixture
def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def unmade(home: Path) -> Cluster:
    """A cluster that is not made yet."""
    return Cluster(home, durable=False)


@pytest.fixture(scope="session")
def pattern() -> Iterator[Cluster]:
    """A cluster that was made and stopped, to be copied."""
    path = Path(tempfile.mkdtemp(prefix="assetmap-pattern-", dir="/tmp"))
    path.chmod(0o755)
    cluster = Cluster(path, durable=False)
    cluster.start()
    cluster.stop()
    yield cluster
    shutil.rmtree(path)


@pytest.fixture
def copy_pattern(pattern: Cluster) -> Callable[[Path], Cluster]:
    """Copy a stopped cluster to a home, with the owners of its files."""

    def copy(home: Path) -> Cluster:
        subprocess.run(["cp", "-a", pattern.directory, home], check=True)
        return Cluster(home, durable=False)

    return copy


@pytest.fixture
def stopped(home: Path, copy_pattern: Callable[[Path], Cluster]) -> Cluster:
    """A cluster of the test's own that is made and does not run."""
    return copy_pattern(home)
