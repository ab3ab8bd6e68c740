"""One day for everything: what AssetMap takes for now, in Python and in SQL, while a snapshot is made."""

import pkgutil
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from importlib import import_module
from typing import Any

import psycopg

DAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
_SKIPPED = ("__main__", "wsgi", "migrations.env")


class _AsReal(type):
    """Makes `isinstance(value, datetime)` true of what it was true of before."""

    real: type

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.real)


class FixedDatetime(datetime, metaclass=_AsReal):
    """`datetime` whose now is noon of the day; what it makes are datetimes of the library."""

    real = datetime

    def __new__(cls, *values: Any, **named: Any) -> Any:  # noqa: D102 - a library's
        return datetime(*values, **named)  # noqa: DTZ001 - the caller's

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:  # noqa: D102 - a library's
        return NOON.astimezone(tz) if tz else NOON.replace(tzinfo=None)


class FixedDate(date, metaclass=_AsReal):
    """`date` whose today is the day."""

    real = date

    def __new__(cls, *values: Any, **named: Any) -> Any:  # noqa: D102 - a library's
        return date(*values, **named)

    @classmethod
    def today(cls) -> Any:  # noqa: D102 - a library's
        return DAY


def stop_clock() -> None:
    """Fix the day in every module of AssetMap, and `current_date` in every statement that it sends."""
    import assetmap

    for module in pkgutil.walk_packages(assetmap.__path__, "assetmap."):
        if not module.name.endswith(_SKIPPED) and ".migrations.versions." not in module.name:
            # What a server needs and this environment hasn't is no part of an import.
            with suppress(ModuleNotFoundError):
                import_module(module.name)
    for name, loaded in list(sys.modules.items()):
        if name.startswith("assetmap."):
            for word, real, fixed in (("datetime", datetime, FixedDatetime), ("date", date, FixedDate)):
                if getattr(loaded, word, None) is real:
                    setattr(loaded, word, fixed)
    for cursor in (psycopg.Cursor, psycopg.ServerCursor):
        _fix_statements(cursor)


def _fix_statements(cursor: Any) -> None:
    execute = cursor.execute

    def execute_on_the_day(self: Any, query: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(query, str) and "current_date" in query:
            query = query.replace("current_date", f"DATE '{DAY}'")
        return execute(self, query, *rest, **named)

    cursor.execute = execute_on_the_day
