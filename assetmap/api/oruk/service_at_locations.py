"""/service_at_locations: where what is offered happens."""

from assetmap.api.oruk.catalogue import HOME, OF_SERVICES, PROXIMITY
from assetmap.api.oruk.resource import Resource
from assetmap.api.oruk.services import form
from assetmap.listing.records.kinds import SERVICE_AT_LOCATION

RESOURCE = Resource(
    "service_at_locations",
    SERVICE_AT_LOCATION,
    "Services at their locations, each with its service and its location.",
    "One service at one location, with everything that belongs to either.",
    (*OF_SERVICES, HOME, PROXIMITY),
    form,
)
