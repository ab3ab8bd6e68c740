"""How a secret service is reached: what it publishes of that, and what it keeps to itself."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import phonenumbers
from sqlalchemy import Connection, text

#: Hosts of which the name alone says nothing: everybody has pages there.
_COMMON = re.compile(
    r"(?:^|\.)(?:nhs\.uk|gov\.uk|ac\.uk|police\.uk|facebook\.com|instagram\.com|twitter\.com|x\.com|linkedin\.com|"
    r"youtube\.com|google\.com|google\.co\.uk|eventbrite\.(?:com|co\.uk)|meetup\.com|linktr\.ee|wordpress\.com|"
    r"wixsite\.com|justgiving\.com|bit\.ly|goo\.gl|outlook\.com|microsoft\.com|charitycommission\.gov\.uk|"
    r"wikipedia\.org|example\.com)$"
)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}", re.I)
_SITE = re.compile(r"(?:https?://|www\.)[^\s<>\"'|,;)]{3,300}", re.I)
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_LONGEST = 20_000
_SHORTEST_NUMBER = 9

_PUBLIC = text(
    "SELECT service.id, array_remove(ARRAY[service.name, service.description, service.alert, service.fees,"
    "  service.email, service.url, organization.email, organization.website, organization.description]"
    "  || ARRAY(SELECT phone.number FROM contact JOIN phone ON phone.contact_id = contact.id"
    "           WHERE contact.service_id = service.id AND contact.publish), NULL) AS texts"
    " FROM service JOIN organization ON organization.id = service.organization_id"
    " WHERE service.id = ANY (:service_ids)"
)
_OWN = text(
    "SELECT contact.service_id AS id, to_jsonb(phone.number) AS said FROM contact"
    " JOIN phone ON phone.contact_id = contact.id"
    " WHERE contact.service_id = ANY (:service_ids) AND NOT contact.publish"
    " UNION ALL SELECT id, to_jsonb(assurer_email) FROM service"
    " WHERE id = ANY (:service_ids) AND assurer_email IS NOT NULL"
    " UNION ALL SELECT service_id, record FROM source_record WHERE service_id = ANY (:service_ids)"
)


_KNOWN = text(
    "SELECT service_id, kind, value FROM secret_way"
    " WHERE service_id = ANY (:service_ids) AND kind = ANY (:kinds)"
)
_NOTE = text(
    "INSERT INTO secret_way (service_id, kind, value) SELECT :service_id, :kind, :value"
    " WHERE EXISTS (SELECT FROM secret_service WHERE service_id = :service_id)"
    " ON CONFLICT DO NOTHING"
)
_FORM = {"phone": re.compile(r"0\d{9,14}"), "email": _EMAIL, "site": re.compile(r"[^\s\[\]]+")}


@dataclass(slots=True)
class Reach:
    """Ways to reach one service, as pairs of kind and value, those for all and those that it keeps."""

    public: set[tuple[str, str]] = field(default_factory=set)
    private: set[tuple[str, str]] = field(default_factory=set)


def load_reach(connection: Connection, service_ids: Sequence[UUID]) -> Mapping[UUID, Reach]:
    """How each of these services is reached."""
    found: dict[UUID, Reach] = defaultdict(Reach)
    asked = {"service_ids": list(service_ids)}
    for key, texts in connection.execute(_PUBLIC, asked):
        found[key].public |= {one for said in texts for one in ways_in(said)}
    for key, said in connection.execute(_OWN, asked):
        found[key].private |= {one for line in _texts(said) for one in ways_in(line)}
    known: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for key, kind, value in connection.execute(_KNOWN, asked | {"kinds": list(_FORM)}):
        # What was erased is no way to anybody.
        if _FORM[kind].fullmatch(value):
            known[key].add((kind, value))
    _note(connection, found, known)
    for key, ways in known.items():
        found[key].private |= ways
    for reach in found.values():
        hosts = {value.partition("/")[0] for kind, value in reach.public if kind == "site"}
        reach.private = {
            (kind, value)
            for kind, value in reach.private - reach.public
            if kind != "site" or not (value in hosts or _COMMON.search(value))
        }
    return found


def _note(
    connection: Connection, found: Mapping[UUID, Reach], known: Mapping[UUID, set[tuple[str, str]]]
) -> None:
    """Keep what the source tells now for the time when it no longer does."""
    fresh = [
        {"service_id": key, "kind": kind, "value": value}
        for key, reach in found.items()
        for kind, value in sorted(reach.private - reach.public - known.get(key, set()))
    ]
    if fresh:
        connection.execute(_NOTE, fresh)


def ways_in(said: str) -> Iterator[tuple[str, str]]:
    """The telephone numbers, email addresses and sites in a text, written as two sources would alike."""
    said = _KEY.sub(" ", said[:_LONGEST])
    for email in _EMAIL.findall(said):
        yield "email", email.lower()
    for site in _SITE.findall(said):
        yield "site", plain_site(site)
    for match in phonenumbers.PhoneNumberMatcher(said, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
        number = str(match.number.national_number)
        if match.number.country_code == _BRITAIN and len(number) >= _SHORTEST_NUMBER:
            yield "phone", f"0{number}"


def plain_site(url: str) -> str:
    """A web address without its scheme, `www.` and the end that says nothing."""
    return re.sub(r"^\s*(https?://)?(www\.)?|[/#?.\s]+$", "", url.lower())


def _texts(said: Any) -> Iterable[str]:
    """Every text in a record, however deep it lies."""
    waiting = [said]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, int) and not isinstance(one, bool):
            yield str(one)
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


_BRITAIN = 44
