"""The watch: it ends what the site's sessions let run on, whatever limit they have set for themselves."""

from threading import Thread

import psycopg
import pytest
from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DBAPIError

from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.database.watch import Watch
from assetmap.errors import DatabaseUnavailable


@pytest.fixture
def as_site(cluster: Cluster, kent_engine: Engine) -> URL:
    """Where the site logs in."""
    return cluster.url_of("web", "kent")


def test_a_statement_without_a_limit_is_ended(cluster: Cluster, as_site: URL) -> None:
    ended: list[BaseException] = []

    def run_on() -> None:
        engine = make_engine(as_site, role="web")
        with engine.connect() as connection:
            connection.execute(text("SET statement_timeout = 0"))
            try:
                connection.execute(text("SELECT pg_sleep(3600)"))
            except (DBAPIError, DatabaseUnavailable) as error:
                ended.append(error)
        engine.dispose()

    running = Thread(target=run_on)
    running.start()
    watch = Watch(cluster.url.set(database="kent"), statement_s=0.2)
    while running.is_alive():
        watch.look()
        running.join(0.05)
    watch.close()
    assert len(ended) == 1


def test_a_transaction_that_idles_without_a_limit_is_ended(cluster: Cluster, as_site: URL) -> None:
    with psycopg.connect(as_site.set(drivername="postgresql").render_as_string()) as idle:
        idle.execute("SET idle_in_transaction_session_timeout = 0")
        watch = Watch(cluster.url.set(database="kent"), pause_s=0)
        while not watch.look():
            pass
        watch.close()
        with pytest.raises(psycopg.OperationalError):
            idle.execute("SELECT 1")


def test_others_and_what_is_within_the_limits_are_left_alone(
    cluster: Cluster, as_site: URL, kent_engine: Engine
) -> None:
    watch = Watch(cluster.url.set(database="kent"), pause_s=0)
    within = Watch(cluster.url.set(database="kent"))
    site = make_engine(as_site, role="web")
    with kent_engine.connect() as mine, site.connect() as theirs:
        theirs.execute(text("SELECT 1"))
        assert within.look() == 0
        theirs.rollback()
        mine.execute(text("SELECT 1"))
        assert watch.look() == 0
        assert mine.execute(text("SELECT 1")).scalar_one() == 1
        assert theirs.execute(text("SELECT 1")).scalar_one() == 1
    watch.close()
    within.close()
    site.dispose()
