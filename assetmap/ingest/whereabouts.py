"""What a row says of where it is."""

import re

from assetmap.ingest.children import accessibility_json
from assetmap.ingest.draft import Draft
from assetmap.ingest.normalise.flags import read_flag
from assetmap.ingest.normalise.places import find_postcode, read_coordinates, read_grid, read_postcode
from assetmap.ingest.privacy import Polarity, marks_secret, read_secrecy, told_marked

_PLACE = ("venue", "address", "city", "postcode", "latitude", "longitude", "easting", "northing", "uprn")
_ADDRESS = ("venue", "address", "city", "postcode")
_UPRN = re.compile(r"\d{1,12}")


def fill_whereabouts(draft: Draft) -> None:
    """Stage the columns of `location` and `address`, and what the place can be found by."""
    said, staged = draft.said, draft.staged
    staged["has_place"] = any(field in said for field in _PLACE)
    staged["confidential"] = _confidential(draft)
    staged["accessibility"] = _accessibility(draft)
    if not staged["has_place"]:
        return
    for field in ("venue", "city", "region"):
        staged[field] = said.get(field)
    if "address" in said:
        staged["address"] = " ".join(said["address"].replace(",", ", ").split())
    uprn = said.get("uprn", "")
    staged["uprn"] = uprn if _UPRN.fullmatch(uprn) else None
    postcode = draft.take("postcode", read_postcode(said.get("postcode", "")))
    if postcode is None and "address" in said:
        postcode = find_postcode(said["address"])
    staged["postcode"] = str(postcode) if postcode else None
    _fill_coordinates(draft)


def _fill_coordinates(draft: Draft) -> None:
    said = draft.said
    if "latitude" in said or "longitude" in said:
        field, reading = "latitude", read_coordinates(said.get("latitude", ""), said.get("longitude", ""))
    elif "easting" in said or "northing" in said:
        field, reading = "easting", read_grid(said.get("easting", ""), said.get("northing", ""))
    else:
        return
    if reading.flaws:
        pair = ("latitude", "longitude") if field == "latitude" else ("easting", "northing")
        draft.note(field, ", ".join(said.get(name, "") for name in pair), reading.flaws)
    if reading.value:
        staged = draft.staged
        staged["x"], staged["y"], staged["srid"], staged["given_accuracy_m"] = reading.value


def _confidential(draft: Draft) -> bool:
    """What is neither yes nor no keeps the address private: the mistake that harms nobody.

    A column for leave to show addresses gives none where it is empty. Any column, or the address, is enough.
    """
    said = draft.said
    secret = False
    for polarity in (Polarity.SECRET, Polarity.OPEN):
        field = polarity.value
        if field in said or (polarity is Polarity.OPEN and field in draft.headers):
            for cell in said.get(field, "").split("; "):
                secret |= draft.take(field, read_secrecy(cell, polarity))
    for field in _ADDRESS:
        if field in said and marks_secret(said[field]):
            draft.note(field, said[field], [told_marked()])
            secret = True
    return secret


def _accessibility(draft: Draft) -> str | None:
    said = draft.said
    if "step_free" not in said and "accessibility" not in said:
        return None
    text = said.get("accessibility", "")
    step_free = None
    if "step_free" in said:
        reading = read_flag(said["step_free"])
        step_free = reading.value
        if reading.flaws:  # words such as "Ramp at the side door"
            text = "; ".join(filter(None, (said["step_free"], text)))
    return accessibility_json(step_free, text)
