"""What would widen a search that found no place: a filter left out, a longer way, or all filters left out."""

from sqlalchemy import Connection, text

from assetmap.listing.query import MAX_RADIUS_M, MAX_RESULTS, SearchQuery
from assetmap.listing.reach import place_where
from assetmap.listing.results import Wider
from assetmap.listing.understand import Understood

#: Fields that may be left out; a part of the day goes with its day.
FILTERS = (
    ("q",), ("category",), ("day", "part"), ("free",), ("age",), ("step_free",), ("delivery",), ("joining",),
    ("district", "ward"), ("bbox",),
)  # fmt: skip
RADII_M = (10_000, 20_000, MAX_RADIUS_M)
_NOTHING = SearchQuery()
_COUNT = "(SELECT count(*) FROM (SELECT FROM listing WHERE {where} LIMIT :most) AS counted) AS {name}"


def find_wider(connection: Connection, understood: Understood) -> list[Wider]:
    """Count in one query what each looser search would find; those that find nothing are left out."""
    loosened = loosen(understood.query)
    counts, values = [], {"most": MAX_RESULTS + 1}
    for number, (_, query) in enumerate(loosened):
        where = place_where(understood.asking(query), name=f"wider{number}")
        counts.append(_COUNT.format(where=where.sql, name=where.name))
        values |= where.values
    if not counts:
        return []
    totals = connection.execute(text(f"SELECT {', '.join(counts)}"), values).one()
    return [Wider(name, query, total) for (name, query), total in zip(loosened, totals, strict=True) if total]


def loosen(query: SearchQuery) -> list[tuple[str, SearchQuery]]:
    """Each looser query with the field that makes it looser, the mildest change of a field first."""
    first = query.replace(page=1)
    nearby = [r for r in RADII_M if query.postcode and r > query.radius_m]
    loosened = [("radius_m", first.replace(radius_m=radius_m)) for radius_m in nearby]
    for names in FILTERS:
        left_out = first.replace(**{name: getattr(_NOTHING, name) for name in names})
        if left_out != first:
            loosened.append((names[0], left_out))
    everything = {name: getattr(_NOTHING, name) for names in FILTERS for name in names}
    bare = first.replace(**everything, radius_m=MAX_RADIUS_M)
    if bare not in [each for _, each in loosened] and bare != first:
        loosened.append(("all", bare))
    return loosened
