"""Which dialect a service is written in, and the way from each to Open Referral UK 3.0."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from assetmap.feeds.dialects.hsds import from_hsds
from assetmap.feeds.dialects.oruk1 import from_oruk1


class Dialect(Enum):
    """A version of the standard, by the name that people know it by."""

    ORUK3 = "Open Referral UK 3.0"
    ORUK1 = "Open Referral UK 1.0"
    HSDS3 = "HSDS 3.0"
    TABLES = "HSDS tables"


_OF_ORUK1 = frozenset(
    """
    regular_schedules holiday_schedules service_taxonomys service_taxonomies eligibilitys fundings reviews
    deliverable_type attending_access
    """.split()
)
_OF_HSDS3 = frozenset(
    """
    alternate_name interpretation_services application_process fees_description wait_time licenses
    eligibility_description phones required_documents program programs additional_urls capacities metadata
    additional_websites legal_status year_incorporated
    """.split()
)


def recognise(services: Iterable[Any], about: Any = None) -> Dialect:
    """Tell the dialect by what services say, before what the feed's root says of itself."""
    said = str(about.get("version", "")) if isinstance(about, dict) else ""
    names: set[str] = set()
    for service in services:
        if isinstance(service, dict):
            names |= service.keys()
            organization = service.get("organization")
            names |= organization.keys() if isinstance(organization, dict) else set()
    if names & _OF_ORUK1:
        return Dialect.ORUK1
    if "UK-3" in said.upper():
        return Dialect.ORUK3
    if names & _OF_HSDS3 or said.lstrip("vHSD ").startswith("3"):
        return Dialect.HSDS3
    return Dialect.ORUK3


def translate(service: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """The same service in the words of Open Referral UK 3.0; its values are as they were."""
    if dialect is Dialect.ORUK1:
        return from_oruk1(service)
    return from_hsds(service)
