"""Show as one what several sources tell of one service: a step of a publication, in its scratch tables."""

import json

from sqlalchemy import Connection, text

from assetmap.listing.statements import statement

#: Two sources' points this near are one place of a service that both tell of.
SAME_PLACE_M = 200
SCRATCH = ("publish_part", "publish_voice", "publish_held", "publish_twin", "publish_move")
#: Where a place is belongs together, and to the source whose point is shown.
_WHEREABOUTS = ["id", "address", "addresses", "latitude", "longitude", "location_source", "accuracy_m",
                "ward", "district", "lsoa_code", "ward_code", "district_code"]  # fmt: skip
#: Fields that make sense only together, by the topic that they are about; any other is a topic of its own.
_TOPICS = json.dumps({
    "cost": "cost", "cost_options": "cost", "fees": "cost", "free": "cost", "donation": "cost",
    "minimum_age": "ages", "maximum_age": "ages",
    "waiting_days": "waiting", "waiting_stated_on": "waiting",
    "capacity": "capacity", "capacity_stated_on": "capacity",
    "categories": "categories", "attributes": "categories",
    # A card calls some fields by other names than the document does.
    "summary": "description", "areas": "service_areas", "assured_on": "assured_date", "service_id": "id",
})  # fmt: skip


def merge_parts(connection: Connection) -> None:
    """Bring the parts of each merged service in scope together, so that it is listed once."""
    parts = connection.execute(statement("publish/part")).rowcount
    connection.execute(statement("publish/office"))
    connection.execute(statement("publish/held"))
    connection.execute(text(
        "CREATE TEMPORARY TABLE publish_twin (id uuid PRIMARY KEY, kept_id uuid, main_id uuid, rank smallint)"
        " ON COMMIT DROP"
    ))  # fmt: skip
    if not parts:
        return
    connection.execute(text("ANALYZE publish_part"))
    connection.execute(statement("publish/voice"), {"topics": _TOPICS})
    connection.execute(text("ANALYZE publish_voice"))
    _find_twins(connection)
    connection.execute(statement("publish/given"))
    # The planner takes what is unpacked from documents for a few rows, and would go through all for each.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    connection.execute(statement("publish/merge"), {"topics": _TOPICS})
    connection.execute(text("SET LOCAL enable_nestloop = on"))
    connection.execute(statement("publish/shared"), {"whereabouts": _WHEREABOUTS})
    connection.execute(
        text("DELETE FROM publish_place USING publish_twin AS t WHERE publish_place.id = t.id")
    )
    connection.execute(statement("publish/moved"))
    connection.execute(
        text("DELETE FROM publish_service USING publish_part AS p WHERE publish_service.id = p.id")
    )


def write_moves(connection: Connection) -> None:
    """Keep where each old address leads; before the listing forgets what the public knew."""
    connection.execute(statement("publish/move"))
    connection.execute(statement("publish/moves"))


def _find_twins(connection: Connection) -> None:
    """Find the places that several sources tell of, from the preferred source on."""
    connection.execute(text("ANALYZE publish_held"))
    last = connection.execute(text("SELECT max(rank) FROM publish_part")).scalar_one()
    for rank in range(1, last + 1):
        connection.execute(statement("publish/twin"), {"rank": rank, "same_place_m": SAME_PLACE_M})
    connection.execute(statement("publish/lost"))
