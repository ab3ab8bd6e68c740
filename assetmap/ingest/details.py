"""What a row says of the service itself: ages, ways, contacts, dates."""

from datetime import date

from assetmap.ingest.children import array_text
from assetmap.ingest.draft import Draft
from assetmap.ingest.normalise.ages import check_ages, read_age, read_ages
from assetmap.ingest.normalise.contacts import read_email, read_url
from assetmap.ingest.normalise.dates import read_date
from assetmap.ingest.normalise.flags import read_flag
from assetmap.ingest.normalise.reading import left_out
from assetmap.ingest.normalise.ways import read_count, read_delivery, read_joining, read_waiting

_PLAIN = ("description", "alert", "contact_title")


def fill_details(draft: Draft, today: date, wait_unit: str | None) -> None:
    """Stage the columns of `service` and of the named contact."""
    said, staged = draft.said, draft.staged
    for field in _PLAIN:
        staged[field] = said.get(field)
    staged["url"] = draft.take("url", read_url(said["url"])) if "url" in said else None
    staged["email"] = draft.take("email", read_email(said["email"])) if "email" in said else None
    staged["delivery"] = array_text(draft.take("delivery", read_delivery(said.get("delivery", ""))))
    staged["joining"] = array_text(draft.take("joining", read_joining(said.get("joining", ""))))
    staged["sample"] = bool(_flag(draft, "sample"))
    if "waiting" in said:
        staged["waiting_days"] = draft.take("waiting", read_waiting(said["waiting"], wait_unit))
    if "capacity" in said:
        staged["capacity"] = draft.take("capacity", read_count(said["capacity"]))
    if "assured_date" in said:
        staged["assured_date"] = _assured_date(draft, today)
    if "charity_number" in said:
        staged["charity_number"] = _charity_number(draft)
    _fill_ages(draft)
    _fill_contact(draft)


def _flag(draft: Draft, field: str) -> bool | None:
    return draft.take(field, read_flag(draft.said[field])) if field in draft.said else None


def _fill_ages(draft: Draft) -> None:
    said = draft.said
    if "ages" in said:
        youngest, oldest = draft.take("ages", read_ages(said["ages"]))
    else:
        youngest = oldest = None
    if "minimum_age" in said:
        youngest = draft.take("minimum_age", read_age(said["minimum_age"]))
    if "maximum_age" in said:
        oldest = draft.take("maximum_age", read_age(said["maximum_age"]))
    field = "ages" if "ages" in said else "minimum_age"
    draft.staged["minimum_age"], draft.staged["maximum_age"] = draft.take(field, check_ages(youngest, oldest))


def _fill_contact(draft: Draft) -> None:
    """A person's name stays private unless the row says that it may be shown."""
    draft.staged["contact_name"] = draft.said.get("contact_name")
    draft.staged["contact_publish"] = bool(_flag(draft, "contact_publish"))


def _assured_date(draft: Draft, today: date) -> str | None:
    found = draft.take("assured_date", read_date(draft.said["assured_date"]))
    if found and found > today:
        draft.note("assured_date", draft.said["assured_date"], [left_out("This day is still to come.")])
        return None
    return found.isoformat() if found else None


def _charity_number(draft: Draft) -> str | None:
    number = draft.said["charity_number"].upper().replace(" ", "")
    if number.isascii() and number.replace("SC", "").replace("NIC", "").replace("-", "").isdigit():
        return number
    draft.note("charity_number", draft.said["charity_number"], [left_out("This is no charity number.")])
    return None
