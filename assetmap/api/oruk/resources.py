"""Every resource of the API, in the order in which they are described."""

from assetmap.api.oruk import (
    organizations,
    service_at_locations,
    services,
    taxonomies,
    taxonomy_terms,
)

RESOURCES = (
    services.RESOURCE,
    organizations.RESOURCE,
    service_at_locations.RESOURCE,
    taxonomies.RESOURCE,
    taxonomy_terms.RESOURCE,
)
