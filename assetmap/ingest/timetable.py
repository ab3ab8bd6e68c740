"""What a row says of when: in one cell, in a column a day, or as days and times apart."""

from assetmap.ingest.children import MOST_SCHEDULES, schedules_json
from assetmap.ingest.draft import Draft
from assetmap.ingest.fields import DAY_FIELDS
from assetmap.ingest.normalise.hours import merge_days, read_day, read_opening
from assetmap.ingest.normalise.reading import changed
from assetmap.opening import Opening

_APART = ("day", "time", "start_time", "end_time")


def fill_timetable(draft: Draft) -> None:
    """Stage the rows of `schedule`."""
    said = draft.said
    openings: list[Opening] = []
    if "opening" in said:
        openings.extend(draft.take("opening", read_opening(said["opening"])))
    days: list[Opening] = []
    for field, code in DAY_FIELDS.items():
        if field in said:
            days.extend(draft.take(field, read_day(code, said[field])))
    openings.extend(merge_days(days) if len(days) > 1 else days)
    if not openings and any(field in said for field in _APART):
        openings.extend(_apart(draft))
    if len(openings) > MOST_SCHEDULES:
        flaw = changed(
            f"There are {len(openings)} rules of opening hours.", f"Kept the first {MOST_SCHEDULES}."
        )
        draft.note("opening", "", [flaw])
    draft.staged["schedules"] = schedules_json(tuple(openings))


def _apart(draft: Draft) -> tuple[Opening, ...]:
    said = draft.said
    times = said.get("time") or "-".join(filter(None, (said.get("start_time"), said.get("end_time"))))
    text = f"{said.get('day', '')} {times}".strip()
    reading = read_opening(text)
    if reading.flaws:
        field = next(field for field in _APART if field in said)
        draft.note(field, text, reading.flaws)
    return reading.value
