"""A directory full of what must stay private, every text of it marked, beside a little that is open."""

import re
from collections.abc import Iterator
from itertools import chain, combinations
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, Text, func, insert, text
from sqlalchemy.dialects.postgresql import JSONB

from assetmap.directory.audit import record
from assetmap.model import Base
from assetmap.model.words import DELIVERY

#: Stands in everything private, and nowhere else.
MARK = "zqxsecret"
#: Stands in what is open, to show that the search for the other is not blind.
OPEN = "Zqxopen"
#: Where the secret places are, in metres (EPSG:27700), and how a map or a file would tell it in degrees.
#: Outlines hold some of the same numbers, so one alone counts only to the last digit.
SECRET = (636_123, 170_321)
DEGREES = re.compile(
    r"1\.3919[78]\d*[\s,]+51\.3827[89]|51\.3827[89]\d*[\s,]+1\.3919[78]|1\.391977|51\.382790|636123|170321"
)
THANET, WARD = "E07000114", "E05005081"
# Columns that hold one of our own words, a code or a format that the database checks.
CHECKED = {
    "location_type", "location_source", "lsoa_code", "ward_code", "district_code", "address_type", "country",
    "link_type", "freq", "byday", "area_code", "status", "accessibility", "kind", "outcome", "state",
}  # fmt: skip
WAYS = [list(some) for some in chain(*(combinations(DELIVERY, size) for size in range(len(DELIVERY) + 1)))]


class Filled:
    """What was put into a directory: the ids that nobody may see, and the services that everybody may."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.private: set[UUID] = set()
        self.open: set[UUID] = set()

    def fill(self) -> None:
        """Put in every kind of thing that must not come out, in every way in which a service is given."""
        self._told()
        self._decided()
        for ways in WAYS:
            self.confidential(ways, beside_open=False)
            self.confidential(ways, beside_open=True)
            if ways and "in-person" not in ways:
                self.office(ways)
        for status in ("inactive", "defunct"):
            self.unpublished(status)
        self.nowhere()

    def confidential(self, ways: list[str], *, beside_open: bool) -> None:
        """A service whose place is secret, and whose worker is."""
        service = self.service(ways)
        if beside_open:
            self.place(service, private=False)
        self.place(service, private=True, confidential=True)
        contact = self.put("contact", service_id=service, publish=False)
        phone = self.put("phone", contact_id=contact)
        self.put("language", phone_id=phone, service_id=None)

    def office(self, ways: list[str]) -> None:
        """A service that needs no travel, and the office that it is given from."""
        self.place(self.service(ways), private=True)

    def unpublished(self, status: str) -> None:
        """A service that is not, or no longer, to be shown."""
        owner = self.put("organization", parent_organization_id=None)
        self.put("organization_identifier", organization_id=owner)
        service = self.put("service", organization_id=owner, status=status, delivery=["in-person"])
        for table in ("cost_option", "funding", "service_area"):
            self.put(table, service_id=service)
        self.put("schedule", service_id=service, service_at_location_id=None, freq="WEEKLY", byday="TU")
        self.put("language", service_id=service, phone_id=None)
        contact = self.put("contact", service_id=service, publish=True)
        self.put("phone", contact_id=contact)
        self.place(service, private=True)
        # The history keeps what was there before.
        self.connection.execute(text("SELECT set_config('assetmap.actor', :by, true)"), {"by": MARK})
        self.connection.execute(
            text("UPDATE service SET alert = 'was ' || alert WHERE id = :id"), {"id": service}
        )

    def nowhere(self) -> None:
        """A service that nobody could find: in person, and nobody knows where."""
        owner = self.put("organization", parent_organization_id=None)
        service = self.put("service", organization_id=owner, status="active", delivery=["in-person"])
        self.place(service, private=True, point=None, location_source=None, accuracy_m=None)

    def service(self, ways: list[str]) -> UUID:
        """A service that everybody may see, but for who assured it."""
        owner, key = uuid4(), uuid4()
        self._insert("organization", id=owner, name=f"{OPEN} trust")
        self._insert(
            "service", id=key, organization_id=owner, name=f"{OPEN} {' '.join(ways) or 'anyhow'}",
            description="A walk.", status="active", delivery=ways, joining=["self-referral"],
            assurer_email=f"{MARK}@example.org",
        )  # fmt: skip
        self.open.add(key)
        return key

    def place(self, service: UUID, *, private: bool, **more: Any) -> None:
        """A place of a service with everything that can be said of it."""
        x, y = SECRET if private else (635_628, 171_039)
        put = self.put if private else self._open
        spot = {
            "location_type": "physical", "point": func.ST_Point(x, y, 27700), "location_source": "given",
            "accuracy_m": 5, "ward_code": WARD, "district_code": THANET,
        }  # fmt: skip
        location = put("location", **spot | more)
        put("address", location_id=location, address_type="physical")
        put("accessibility", location_id=location, accessibility="step-free")
        held = put("service_at_location", service_id=service, location_id=location)
        put("schedule", service_at_location_id=held, service_id=None, freq="WEEKLY", byday="SA")

    def put(self, table: str, **values: Any) -> UUID:
        """Insert a private row, with the mark in every text that takes any."""
        key = self._insert(table, **dict(_marked(Base.metadata.tables[table], values)) | values)
        self.private.add(key)
        return key

    def _open(self, table: str, **values: Any) -> UUID:
        names = {"location": {"name": f"{OPEN} hall"}, "address": {"address_1": "1 High Street",
                 "city": "Margate", "postal_code": "CT9 1AE"}}  # fmt: skip
        return self._insert(table, **names.get(table, {}) | values)

    def _told(self) -> None:
        """What a source told, row by row, and what was wrong with it."""
        source = self._insert("source", name="council", title="Council")
        service = self.service(["in-person"])
        self.place(service, private=False)
        counts = dict.fromkeys(("refused", "updated", "unchanged", "retired", "unlocated"), 0)
        run = self.connection.execute(
            insert(Base.metadata.tables["import_run"])
            .values(source_id=source, file_name=MARK, mapping={MARK: MARK}, rows_in=1, listed=1, created=1)
            .values(started_at=func.now(), finished_at=func.now(), **counts)
            .returning(Base.metadata.tables["import_run"].c.id)
        ).scalar_one()
        told = {
            "source_id": source,
            "key": MARK,
            "service_id": service,
            "row_hash": b"",
            "record": {MARK: MARK},
        }
        self._insert("source_record", id=None, **told, first_import_id=run, last_import_id=run)
        issue = dict(_marked(Base.metadata.tables["import_issue"], {}))
        self._insert("import_issue", id=None, **issue, import_id=run, row_number=1, outcome="changed")
        self._insert("match_key", id=None, service_id=service, kind="email", value=MARK, source_id=source)

    def _decided(self) -> None:
        """What people decided, and what the worker noted; who they are and why is nobody's business."""
        first, second = sorted((self.service(["in-person"]), self.service(["in-person"])))
        self._insert(
            "duplicate", id=None, first_id=first, second_id=second, score=50, reasons=[MARK], state="apart",
            decided_by=MARK, decided_at=func.now(),
        )  # fmt: skip
        self._insert("hidden", kind="contact", hidden_by=MARK, why=MARK)
        self._insert("erased", id=None, digest=b"1", shape="words", size=1, erased_by=MARK)
        decided = {"decided_by": MARK, "decided_at": func.now(), "why": MARK}
        self._insert(
            "withheld", id=None, service_id=first, secret_id=second, whole=False, reasons=[MARK],
            evidence=[MARK], state="kept", **decided,
        )  # fmt: skip
        lifted = {"lifted_by": MARK, "lifted_at": func.now(), "why": MARK}
        self._insert("secret_service", id=None, service_id=second, **lifted)
        self._insert("secret_place", id=None, service_id=second, line=MARK, postcode=MARK, uprn=MARK)
        self._insert("secret_way", id=None, service_id=second, kind=MARK, value=MARK)
        record(self.connection, MARK, MARK, MARK, [first], MARK, [MARK])
        source = self._insert(
            "source", name="feed", title="A feed", url=f"https://example.org/feed?key={MARK}", trouble=MARK,
            failing_since=func.now(), failures=1,
        )  # fmt: skip
        self._insert("source_key", kind=MARK, key=MARK, source_id=source)

    def _insert(self, table: str, **values: Any) -> UUID:
        row = {"id": uuid4()} | values
        if row["id"] is None:
            del row["id"]
        self.connection.execute(insert(Base.metadata.tables[table]).values(row))
        return UUID(str(row.get("id", UUID(int=0))))


def marked_word(table: str, column: str) -> str:
    """The word by which a leak is known to be of this column."""
    return f"{MARK}{table}{column}".replace("_", "")


def _marked(table: Table, given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if column.name not in CHECKED and column.name not in given:
            if isinstance(column.type, Text):
                yield column.name, f"{MARK} {marked_word(table.name, column.name)}"
            elif isinstance(column.type, JSONB):
                yield column.name, {MARK: f"{MARK} {column.name}"}
