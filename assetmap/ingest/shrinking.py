"""The guard against an import that would retire much of a source, as a file cut short does."""

from typing import Any

import psycopg

from assetmap.errors import ImportRefused

#: An import that would retire more than one in this many of a source's rows is refused.
ONE_GONE_IN = 5


def refuse_shrinking(
    driver: psycopg.Connection[Any], source: str, *, what: str, hint: str, allowed: bool
) -> None:
    """Refuse where `gone` holds too much of the source; the hint says what to do if that is meant."""
    row = driver.execute(
        "SELECT (SELECT count(*) FROM gone WHERE NOT closed),"
        " (SELECT count(*) FROM source_record AS record, this_import"
        "  WHERE record.source_id = this_import.source_id AND record.retired_at IS NULL)"
    ).fetchone()
    gone, active = row or (0, 0)
    if allowed or gone * ONE_GONE_IN <= active:
        return
    raise ImportRefused(
        f"{gone:,} of the {active:,} rows of {source} are not in {what}, so nothing was written.", hint=hint
    )
