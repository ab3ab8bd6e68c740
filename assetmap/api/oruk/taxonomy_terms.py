"""/taxonomy_terms: the terms themselves."""

from assetmap.api.oruk.catalogue import OF_TAXONOMY, PAGED, PARENT_ID, SEARCH, TOP_ONLY
from assetmap.api.oruk.resource import Resource
from assetmap.listing.records.kinds import TAXONOMY_TERM

RESOURCE = Resource(
    "taxonomy_terms",
    TAXONOMY_TERM,
    "Terms of taxonomies.",
    "One term.",
    (SEARCH, *PAGED, OF_TAXONOMY, TOP_ONLY, PARENT_ID),
)
