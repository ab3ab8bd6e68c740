"""The rows of each table, from the published records, in order of the ids of what they belong to."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from assetmap.export.choice import Choice, stream
from assetmap.export.hsds.tables import Table
from assetmap.listing.records.ways import DELIVERY_ID, JOINING_ID

_TAXONOMIES = {"delivery": DELIVERY_ID, "joining": JOINING_ID}
_CHOSEN = {
    "services": "SELECT * FROM published_service WHERE id IN ({chosen})",
    "places": "SELECT * FROM published_place WHERE service_id IN ({chosen})",
    "organizations": """
        SELECT * FROM published_organization WHERE id IN (
            WITH RECURSIVE owner (id) AS (
                SELECT organization_id FROM published_service WHERE id IN ({chosen})
                UNION
                SELECT (below.summary ->> 'parent_organization_id')::uuid
                FROM owner JOIN published_organization AS below USING (id)
            )
            SELECT id FROM owner)""",
}
_WHOLE = {
    "services": "published_service",
    "places": "published_place",
    "organizations": "published_organization",
}


def rows_of(connection: Connection, choice: Choice, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of one table, each by the names of its columns; what a row does not say is left out."""
    for statement in _statements()[table.name]:
        sql, values = _restricted(statement, choice)
        for row in stream(connection, sql, values):
            yield row["item"]


def _restricted(sql: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    """A statement with the tables, or the parts of them that were chosen, in their places."""
    for name, whole in _WHOLE.items():
        part = f"({_CHOSEN[name].replace('{chosen}', choice.services)})" if choice.filtered else whole
        sql = sql.replace(f"{{{name}}}", part)
    values = choice.values if choice.filtered else {}
    ways = {name: value for name, value in _TAXONOMIES.items() if f"CAST(:{name} AS" in sql}
    return sql, values | ways


@cache
def _statements() -> dict[str, list[str]]:
    """Our statements by table, each of which stands in rows.sql below a line with the table's name."""
    text = Path(__file__).with_name("rows.sql").read_text(encoding="utf-8")
    _, *pieces = re.split(r"^-- table (\w+)$", text, flags=re.M)
    several = [piece.split(";") for piece in pieces[1::2]]
    return dict(zip(pieces[::2], several, strict=True))
