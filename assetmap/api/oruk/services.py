"""/services: what is offered."""

from collections.abc import Mapping
from typing import Any

from assetmap.api.oruk.catalogue import OF_SERVICES
from assetmap.api.oruk.resource import Resource, full_or_summary
from assetmap.listing.records.kinds import SERVICE


def form(values: Mapping[str, Any]) -> str:
    """The form that `minimal` and `full` ask for."""
    return "minimal" if values.get("minimal") else full_or_summary(values)


RESOURCE = Resource(
    "services",
    SERVICE,
    "Services, each with the organization that runs it.",
    "One service with everything that belongs to it.",
    OF_SERVICES,
    form,
)
