"""What speaks for a service giving a secret one away: found in the directory, judged, and put into words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from assetmap.matching.names import compare_organizations
from assetmap.secrecy.needles import house_numbers
from assetmap.secrecy.reach import Reach
from assetmap.secrecy.statements import drop, run

#: Two points that were given and lie this near are one building.
SAME_BUILDING_M = 15
#: A postcode reaches at least so far from its point, and none is looked for further off.
POSTCODE_LEAST_M, POSTCODE_FARTHEST_M = 50, 500
#: What more services than this share says nothing of any of them.
MOST_SHARED = 20
#: A name that more services than this bear says nothing by itself.
MOST_NAMESAKES = 3

_REACH = {
    "phone": "a telephone number that the secret entry doesn't publish",
    "email": "an e-mail address that the secret entry doesn't publish",
    "site": "a web site that the secret entry doesn't publish",
}
#: What happens at a place says that the place is the secret one.
AT_PLACE = frozenset({"uprn", "postcode", "point", "address"})

_FOUND = text("SELECT * FROM secrecy_found ORDER BY service_id, secret_id, kind, value")
_DISTRICTS = text(
    "SELECT held.service_id AS id, array_agg(DISTINCT location.district_code) AS codes FROM secrecy_found"
    " JOIN service_at_location AS held ON held.service_id = secrecy_found.service_id"
    " JOIN location ON location.id = held.location_id AND location.district_code IS NOT NULL"
    " GROUP BY held.service_id"
    " UNION ALL SELECT service_id, array_agg(DISTINCT district_code) FROM secret_place"
    " WHERE district_code IS NOT NULL GROUP BY service_id"
)
_REACHES = "CREATE TEMPORARY TABLE secrecy_reach (secret_id uuid, kind text, value text) ON COMMIT DROP"


@dataclass(slots=True)
class Finding:
    """What was found between one service and one secret one."""

    reasons: list[str] = field(default_factory=list)
    evidence: set[str] = field(default_factory=set)
    places: set[UUID] = field(default_factory=set)
    whole: bool = False

    def add(self, reason: str, *evidence: object, whole: bool = True) -> None:
        """Note one reason, and what it stands on in a form that doesn't say it."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        said = "|".join(map(str, evidence)).encode()
        self.evidence.add(blake2b(said, digest_size=12).hexdigest())
        self.whole = self.whole or whole

    def join(self, other: "Finding") -> None:
        """Take in what was found elsewhere between the two."""
        self.reasons += [reason for reason in other.reasons if reason not in self.reasons]
        self.evidence |= other.evidence
        self.places |= other.places
        self.whole = self.whole or other.whole


Findings = dict[tuple[UUID, UUID], Finding]


def compare(connection: Connection, reaches: Mapping[UUID, Reach]) -> Findings:
    """Compare the services in `secrecy_other` with those in `secrecy_secret`."""
    drop(connection, "secrecy_found", "secrecy_reach")
    connection.execute(text(_REACHES))
    rows = [
        {"secret_id": key, "kind": kind, "value": value}
        for key, reach in reaches.items()
        for kind, value in reach.private
    ]
    if rows:
        connection.execute(text("INSERT INTO secrecy_reach VALUES (:secret_id, :kind, :value)"), rows)
    run(
        connection,
        "found",
        same_building_m=SAME_BUILDING_M,
        least_m=POSTCODE_LEAST_M,
        farthest_m=POSTCODE_FARTHEST_M,
    )
    found = connection.execute(_FOUND).all()
    districts: dict[UUID, frozenset[str]] = {
        row.id: frozenset(row.codes) for row in connection.execute(_DISTRICTS)
    }
    shared = Counter((row.kind, row.value) for row in found if row.kind in _REACH)
    namesakes = Counter(row.value for row in found if row.kind == "name")
    findings: Findings = defaultdict(Finding)
    for row in found:
        if row.kind in _REACH:
            if shared[row.kind, row.value] <= MOST_SHARED:
                findings[row.service_id, row.secret_id].add(_REACH[row.kind], row.kind, row.value)
        elif reason := _judge(row, districts, namesakes[row.value]):
            finding = findings[row.service_id, row.secret_id]
            finding.add(reason, row.kind, row.value, row.here, row.there)
            if row.location_id:
                finding.places.add(row.location_id)
    return findings


def _judge(row: Row[Any], districts: Mapping[UUID, frozenset[str]], namesakes: int) -> str | None:
    """Why this counts, in words; None where it doesn't."""
    if row.kind == "uprn":
        return "the same UPRN"
    if row.kind == "likely":
        return f"likely the same service ({row.here})"
    if row.kind == "name":
        alike = compare_organizations(row.here, row.there).same
        here, there = districts.get(row.service_id), districts.get(row.secret_id)
        near = not here or not there or bool(here & there)
        return "the same name" if near and (alike or namesakes <= MOST_NAMESAKES) else None
    here_numbers, there_numbers = house_numbers(row.here), house_numbers(row.there)
    if here_numbers and there_numbers and not here_numbers & there_numbers:
        return None
    if row.kind == "near":
        return "a point in its postcode, and one of them gives no house number"
    if row.kind == "point":
        return f"a point within {SAME_BUILDING_M} metres"
    if here_numbers and there_numbers:
        return "the same postcode and house number"
    return "the same postcode, and one of them gives no house number"


def outward(postcodes: Iterable[str | None]) -> frozenset[str]:
    """The first halves of postcodes."""
    return frozenset(code.replace(" ", "")[:-3] for code in postcodes if code)
