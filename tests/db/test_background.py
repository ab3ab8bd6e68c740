"""Connections of what can wait: the server's processes behind them give way, and none shares its work."""

import os

from sqlalchemy import Engine, text

from assetmap.config import Settings
from assetmap.database.background import yield_to_others
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine


def test_a_process_of_our_own_server_gives_way(cluster: Cluster, engine: Engine) -> None:
    lowered = make_engine(engine.url, role="command")
    yield_to_others(lowered, Settings(home=cluster.home))
    with lowered.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        assert os.getpriority(os.PRIO_PROCESS, pid) == 10
        assert connection.execute(text("SHOW max_parallel_workers_per_gather")).scalar_one() == "0"
    lowered.dispose()
