"""The real PostGIS that every test but the unit tests runs on: a private cluster for this run of pytest.

- `engine`, `connection`: an empty migrated database; what a test does through `connection` is rolled back.
- `kent_engine`, `kent_connection`: the same with the whole Kent pack loaded and published.
- `make_database`: databases of a test's own, copied from one of these, for tests that must commit.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, Connection, Engine

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.cluster import DATABASE, ROLE, Cluster
from assetmap.database.engine import make_engine
from assetmap.database.roles import as_script, missing_steps

# What is set on this machine for a running AssetMap must not reach the tests.
for name in [name for name in os.environ if name.startswith("ASSETMAP_")]:
    del os.environ[name]

# The same examples every time and on every machine, however busy: who changes nothing breaks nothing. Others
# are looked for with `scripts/test --hypothesis-profile=default`.
settings.register_profile("steady", settings.get_profile("ci"))
settings.load_profile("steady")

NUMBERS = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster, where the server's account can reach it, gone after the run."""
    home = Path(tempfile.mkdtemp(prefix="assetmap-test-", dir="/tmp"))
    home.chmod(0o755)
    cluster = Cluster(home, durable=False, databases=(DATABASE, "kent"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop(mode="immediate")
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def empty_template(cluster: Cluster) -> str:
    """The name of a migrated database that nobody connects to, so that it can be copied at any time."""
    engine = make_engine(cluster.url, role="owner")
    migrate.upgrade(engine)
    engine.dispose()
    enforce(cluster, DATABASE)
    return DATABASE


@pytest.fixture(scope="session")
def kent_template(cluster: Cluster, empty_template: str) -> str:
    """The name of a database with the whole Kent pack that nobody connects to."""
    from assetmap.commands.setup import load_pack

    engine = make_engine(copy_database(cluster, empty_template, "kent_template"), role="owner")
    load_pack(engine, Settings())
    engine.dispose()
    return "kent_template"


@pytest.fixture(scope="session")
def engine(cluster: Cluster, empty_template: str) -> Iterator[Engine]:
    """An engine on an empty, migrated database."""
    engine = make_engine(copy_database(cluster, empty_template, "empty"), role="owner")
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to the empty database whose transaction is rolled back."""
    yield from rolled_back(engine)


@pytest.fixture(scope="session")
def kent_engine(cluster: Cluster, kent_template: str) -> Iterator[Engine]:
    """An engine on a database with the whole Kent pack."""
    engine = make_engine(copy_database(cluster, kent_template, "kent"), role="owner")
    yield engine
    engine.dispose()


@pytest.fixture
def kent_connection(kent_engine: Engine) -> Iterator[Connection]:
    """A connection to the Kent database whose transaction is rolled back."""
    yield from rolled_back(kent_engine)


@pytest.fixture
def make_database(cluster: Cluster, empty_template: str) -> Iterator[Callable[..., URL]]:
    """Make databases of the test's own: `make_database()` is empty, `make_database(kent_template)` is not."""
    made: list[str] = []

    def make(template: str = empty_template) -> URL:
        made.append(f"test_{next(NUMBERS)}")
        return copy_database(cluster, template, made[-1])

    yield make
    for name in made:
        run_as_admin(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def rolled_back(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction, and roll it back."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        if transaction.is_active:
            transaction.rollback()


def copy_database(cluster: Cluster, template: str, name: str) -> URL:
    """Copy a database to which nobody is connected, with roles of its own, and return where that is."""
    cluster.administer(
        f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE} STRATEGY file_copy", "postgres"
    )
    enforce(cluster, name)
    return cluster.url.set(database=name)


def enforce(cluster: Cluster, name: str) -> None:
    """Put the roles of a database in force."""
    engine = make_engine(cluster.url.set(database=name), role="owner")
    with engine.connect() as connection:
        steps = missing_steps(connection)
    engine.dispose()
    cluster.administer(as_script(steps), name)


def run_as_admin(cluster: Cluster, statement: str) -> None:
    """Run one statement as the cluster's superuser, outside a transaction."""
    cluster.administer(statement, "postgres")
