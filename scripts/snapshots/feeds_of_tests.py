"""A plugin of pytest that keeps every feed which the tests import, to be imported again elsewhere.

`SNAPSHOT_FEEDS` names the file to keep them in.
"""

import os
import pickle
import re
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assetmap.ingest.feed import run

from .canonical import MOMENT
from .clock import NOON, stop_clock

_DEEP = 100_000
#: What a test published itself says when that was, which is now and not noon of the day.
_NOW = {str(datetime.now(UTC).date() + timedelta(days)) for days in (0, 1)}
_KEPT: dict[str, list[dict[str, Any]]] = defaultdict(list)
_import_feed = run.import_feed


def _keep(connection: Any, reading: Any, source: Any, *rest: Any, **named: Any) -> Any:
    services = list(reading.services())
    options = named.get("options")
    test = os.environ["PYTEST_CURRENT_TEST"].removeprefix("tests/db/feeds/").rsplit(" ", 1)[0]
    # A server of a test has a port of its own each time.
    oddities = [re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", oddity) for oddity in reading.oddities]
    _KEPT[test].append(
        {
            "services": _copy(services),
            "dialect": reading.dialect.value,
            "expected": reading.expected,
            "complete": reading.complete,
            "oddities": oddities,
            "source": {name: getattr(source, name) for name in ("name", "title", "licence", "attribution")},
            "allow_shrink": bool(options and options.allow_shrink),
        }
    )
    return _import_feed(connection, replace(reading, services=lambda: iter(services)), source, *rest, **named)


def _copy(services: list[Any]) -> list[Any]:
    """The services as they are before anything is made of them, some nested deeper than most programs go."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEP)
    try:
        return [(place, _on_the_day(service)) for place, service in services]
    finally:
        sys.setrecursionlimit(usual)


def _on_the_day(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _on_the_day(each) for name, each in value.items()}
    if isinstance(value, list):
        return list(map(_on_the_day, value))
    if isinstance(value, str) and value[:10] in _NOW and MOMENT.fullmatch(value):
        return f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z"
    return value


# Before anything else takes it from there.
run.import_feed = _keep
stop_clock()


def pytest_sessionfinish() -> None:
    """Keep what was imported."""
    sys.setrecursionlimit(_DEEP)
    Path(os.environ["SNAPSHOT_FEEDS"]).write_bytes(pickle.dumps(dict(sorted(_KEPT.items()))))
