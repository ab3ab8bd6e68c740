"""Reach: which listings are near enough to a home, inside an area, and open to who lives there."""

from assetmap.listing import facets
from assetmap.listing.understand import Inside, Understood
from assetmap.listing.where import Where, matching


def place_where(understood: Understood, *, name: str = "place", only_limited: bool = False) -> Where:
    """Conditions on places: the filters, and near enough, inside, and open to the home.

    Parameters
    ----------
    understood : Understood
    name : str
        What to call the values.
    only_limited : bool
        Leave out the places that are open to everybody, wherever they live.
    """
    query, home = understood.query, understood.home
    also = [facets.inside([area.code]) for area in understood.inside]
    if home:
        serving = facets.limited_to if only_limited else facets.serving
        also.append(serving(understood.home_codes))
    where = matching(query, name=name, group="place", also=also)
    if home:
        where = where.near(home.easting, home.northing, query.radius_m)
    return where.inside(query.bbox) if query.bbox else where


def other_where(understood: Understood, group: str) -> Where:
    """Conditions on what has no place: the filters, and it serves the home, or someone in the chosen area.

    Parameters
    ----------
    understood : Understood
    group : 'area' or 'remote'
    """
    query = understood.query
    if understood.home:
        also = [facets.serving(understood.home_codes, group)]
    else:
        also = [_reaching(area, group) for area in understood.inside]
    # Only what comes to people has the facet that says to whom.
    where = matching(query, name=group, group=group, group_told=group == "area" and bool(also), also=also)
    # What has no place is in no view.
    return where.both("false") if query.bbox and not understood.home else where


def _reaching(area: Inside, group: str) -> str:
    """What serves an area, one above it, one inside it, or everybody."""
    return f"({facets.serving([area.code, *area.above], group)} | {facets.inside([area.code], group)})"
