"""/organizations: who offers it."""

from collections.abc import Mapping
from typing import Any

from assetmap.api.oruk.catalogue import FULL, FULL_SERVICE, PAGED, SEARCH
from assetmap.api.oruk.resource import Resource, full_or_summary
from assetmap.listing.records.kinds import ORGANIZATION


def _form(values: Mapping[str, Any]) -> str:
    return "full_service" if values.get("full_service") else full_or_summary(values)


def _form_alone(values: Mapping[str, Any]) -> str:
    return "full_service" if values.get("full_service") else "full"


RESOURCE = Resource(
    "organizations",
    ORGANIZATION,
    "Organizations that run services, or stand above one that does.",
    "One organization with its services.",
    (SEARCH, *PAGED, FULL_SERVICE, FULL),
    _form,
    (FULL_SERVICE,),
    _form_alone,
)
