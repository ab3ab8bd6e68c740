"""What a feed keeps secret from some day on has new ids from then on, and so has what shares its place."""

from typing import Any


def service(number: int, *, secret: bool = False, phone: str = "01843 111111") -> dict[str, Any]:
    """A service at the hall that all of them share."""
    hall = {
        "id": "hall", "location_type": "physical", "name": "The Hall", "latitude": 51.385, "longitude": 1.375,
        "confidential": secret,
        "addresses": [{"id": "a", "address_1": "12 Hidden Lane", "city": "Margate", "postal_code": "CT9 1XZ",
                       "state_province": "Kent", "country": "GB", "address_type": "physical"}],
    }  # fmt: skip
    return {
        "id": f"s{number}", "name": f"Group {number}", "status": "active",
        "organization": {"id": f"o{number}", "name": f"Trust {number}"},
        "schedules": [
            {"id": "t", "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}
        ],
        "contacts": [{"id": "c", "name": "Desk", "phones": [{"id": "p", "number": phone}]}],
        "service_at_locations": [{"id": f"at{number}", "location": hall}],
    }  # fmt: skip


IDS = """
SELECT service.id, organization_id, place.id, place.location_id, address.id, contact.id, phone.id, schedule.id
FROM service
JOIN service_at_location AS place ON place.service_id = service.id
JOIN address ON address.location_id = place.location_id
JOIN contact ON contact.service_id = service.id
JOIN phone ON phone.contact_id = contact.id
JOIN schedule ON schedule.service_id = service.id
WHERE service.name = :name
"""


def test_ids_are_random_and_stay_where_other_things_change(give: Any, ask: Any) -> None:
    give([service(1)])
    before = ask(IDS, name="Group 1")[0]
    assert {each.version for each in before} == {4}
    give([service(1, phone="01843 222222")])
    after = ask(IDS, name="Group 1")[0]
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [before[6]]


def test_a_mark_on_a_shared_place_renews_all_who_are_there(give: Any, ask: Any) -> None:
    give([service(1), service(2)])
    before = {each for name in ("Group 1", "Group 2") for each in ask(IDS, name=name)[0]}
    give([service(1, secret=True), service(2, secret=True)])
    after = {each for name in ("Group 1", "Group 2") for each in ask(IDS, name=name)[0]}
    assert not before & after
    assert ask("SELECT count(*) FROM gone_id") == [6]
    assert ask("SELECT DISTINCT listing_group FROM listing") == ["area"]
    give([service(1, secret=True), service(2, secret=True)])
    assert {each for name in ("Group 1", "Group 2") for each in ask(IDS, name=name)[0]} == after
