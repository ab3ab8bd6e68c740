"""GSS codes: the nine characters by which statisticians know an area, and what kind of area each is."""

import re

PATTERN = re.compile(r"[EWSNK]\d{8}")

#: From the smallest to the largest.
KINDS = ("lsoa", "ward", "district", "county", "country")

_KIND_BY_PREFIX = {
    **dict.fromkeys(("E01", "W01"), "lsoa"),
    **dict.fromkeys(("E05", "W05", "S13", "N08", "N10"), "ward"),
    **dict.fromkeys(("E06", "E07", "E08", "E09", "W06", "S12", "N09"), "district"),
    "E10": "county",
    **dict.fromkeys(("E92", "W92", "S92", "N92"), "country"),
}


def kind_of(code: str) -> str | None:
    """Tell the kind of area from its code; None for text that is no code, or a kind that we don't hold.

    Parameters
    ----------
    code : str

    Returns
    -------
    str or None
        One of `KINDS`.

    Notes
    -----
    The first three characters are the entity code of the ONS Register of Geographic Codes.

    Examples
    --------
    >>> kind_of("E07000114")
    'district'
    >>> kind_of("Thanet") is None
    True
    """
    return _KIND_BY_PREFIX.get(code[:3]) if PATTERN.fullmatch(code) else None


def basis_of(kind: str, parent_kind: str) -> str:
    """Say how an area belongs to a larger one: LSOAs are fitted to wards, everything else nests.

    Examples
    --------
    >>> basis_of("lsoa", "ward"), basis_of("lsoa", "district")
    ('best_fit', 'nested')
    """
    return "best_fit" if (kind, parent_kind) == ("lsoa", "ward") else "nested"
