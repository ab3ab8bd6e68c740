"""The middles of the postcode sectors in which some postcodes of an import are not known."""

from typing import Any

import psycopg
from sqlalchemy import Connection

from assetmap.geography.lookup import locate_all
from assetmap.ingest.staging import query_file
from assetmap.postcode import Postcode


def find_sectors(connection: Connection, driver: psycopg.Connection[Any]) -> None:
    """Create `sector_middle` for what is in `incoming`, found as everywhere else."""
    driver.execute(
        "CREATE TEMPORARY TABLE sector_middle (sector text PRIMARY KEY, point geometry, accuracy_m integer,"
        " district_code text) ON COMMIT DROP"
    )
    postcodes = [Postcode.parse(found) for (found,) in query_file(driver, "unknown_sectors")]
    homes = locate_all(connection, postcodes) if postcodes else {}
    with driver.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sector_middle VALUES (%s, ST_SetSRID(ST_MakePoint(%s, %s), 27700), %s, %s)",
            [
                (
                    postcode.sector,
                    home.easting,
                    home.northing,
                    home.accuracy_m,
                    home.areas.district.code if home.areas.district else None,
                )
                for postcode, home in homes.items()
            ],
        )
