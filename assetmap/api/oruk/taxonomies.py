"""/taxonomies: the lists of terms under which services are filed."""

from assetmap.api.oruk.catalogue import PAGED, SEARCH
from assetmap.api.oruk.resource import Resource
from assetmap.listing.records.kinds import TAXONOMY

RESOURCE = Resource(
    "taxonomies",
    TAXONOMY,
    "Taxonomies: our categories, our words for how services are given and joined, and those of other bodies.",
    "One taxonomy with its terms.",
    (SEARCH, *PAGED),
)
