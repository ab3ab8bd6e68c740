"""Reach: which listings are near enough to a home, inside an area, and open to who lives there."""

from assetmap.listing import facets
from assetmap.listing.understand import Inside, Understood
from assetmap.listing.where import Where, matching

_OPEN = "serves = '{}' OR serves && CAST(:{name}_codes AS text[])"


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
    if home:
        # Only places have a point, and to ask for places once more would mislead the planner.
        where = matching(query, name=name, also=also, placed=True)
        where = where.near(home.easting, home.northing, query.radius_m)
    else:
        where = matching(query, name=name, group="place", also=also)
    return where.inside(query.bbox) if query.bbox else where


def other_where(understood: Understood, group: str) -> Where:
    """Conditions on what has no place: the filters, and it serves the home, or someone in the chosen area.

    Parameters
    ----------
    understood : Understood
    group : 'area' or 'remote'
    """
    where = _area_where(understood) if group == "area" else _remote_where(understood)
    # What has no place is in no view.
    return where.both("false") if understood.query.bbox and not understood.home else where


def _area_where(understood: Understood) -> Where:
    query = understood.query
    if understood.home:
        also = [facets.serving(understood.home_codes, "area")]
    else:
        also = [_reaching(area) for area in understood.inside]
    return matching(query, name="area", group="area", also=also)


def _remote_where(understood: Understood) -> Where:
    # Most of it serves everybody, and only a column of its own tells the planner so.
    where = matching(understood.query, name="remote", group="remote")
    if understood.home:
        return where.both(f"({_OPEN})", codes=list(understood.home_codes))
    for number, area in enumerate(understood.inside):
        serves = _OPEN.replace("codes", f"codes_{number}")
        inside = f"terms @@ CAST(:{{name}}_inside_{number} AS tsquery)"
        where = where.both(
            f"({serves} OR {inside})",
            **{f"codes_{number}": [area.code, *area.above]},
            **{f"inside_{number}": facets.inside([area.code], "remote")},
        )
    return where


def _reaching(area: Inside) -> str:
    """What comes to an area, one above it, one inside it, or everywhere."""
    return f"({facets.serving([area.code, *area.above], 'area')} | {facets.inside([area.code], 'area')})"
