"""Every column is classed; every private one is filled, and every open one is seen."""

import pytest
from column_classes import CODED, CODED_NEVER, NEVER, OPEN, PRIVATE, PUBLISHED, columns_of, text_columns
from flask.testing import FlaskClient
from private_services import MARK, Filled
from shown_service import show_everything, words_of
from sqlalchemy import Connection, Engine, text
from walk import ids_of, words_told

from assetmap.listing.publish import publish


def test_every_column_is_classed_once(connection: Connection) -> None:
    there = text_columns(connection)
    assert len(there) > 150
    tables = {table for table, _ in there}
    assert not NEVER & PUBLISHED
    classed = [columns_of(one) for one in (OPEN, PRIVATE, CODED)]
    by_column = {column for column in there if column[0] not in NEVER | PUBLISHED}
    unclassed = by_column - set().union(*classed)
    assert not unclassed, "Say in tests/support/column_classes.py whether the public may see these."
    assert sum(map(len, classed)) == len(set().union(*classed)), "A column has one class."
    assert set().union(*classed) <= there | {("attribute", "link_type")}
    assert columns_of(CODED_NEVER) <= there
    assert set(OPEN) | set(PRIVATE) | set(CODED) <= tables
    everything = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'")
    ).scalars()
    known = NEVER | PUBLISHED | set(OPEN) | set(PRIVATE) | set(CODED) | {"service_at_location"}
    assert set(everything) <= known, "Say in tests/support/column_classes.py what these tables are."


def test_every_private_column_is_filled(connection: Connection) -> None:
    Filled(connection).fill()
    private = columns_of(OPEN) | columns_of(PRIVATE)
    private |= {column for column in text_columns(connection) if column[0] in NEVER}
    # A place's taxonomy is nobody's secret; and sources are named where they are credited.
    private -= columns_of(CODED_NEVER) | {one for one in columns_of(OPEN) if one[0].startswith("taxonomy")}
    private -= {("source", column) for column in OPEN["source"].split()}
    mark = {"mark": f"%{MARK}%"}
    empty = []
    for table, column in sorted(private):
        query = text(f'SELECT EXISTS (SELECT FROM {table} WHERE "{column}"::text ILIKE :mark)')
        if not connection.scalar(query, mark):
            empty.append(f"{table}.{column}")
    assert not empty, "The walk looks for a mark in each of these: put one there, in private_services.py."


@pytest.mark.parametrize("start", ["zqseen"])
def test_every_open_column_is_seen(engine: Engine, client: FlaskClient, start: str) -> None:
    with engine.begin() as connection:
        shown = show_everything(connection, start)
        publish(connection)
    missing = words_of(start) - words_told(client, ids_of(shown), start)
    assert not missing, "What nobody is shown isn't open: class it as private."
