"""How a service is delivered and how it is joined, as terms of two taxonomies of ours.

The standard has no field for either, and an attribute is its own way of saying what it has no field for.
"""

from typing import NamedTuple
from uuid import UUID, uuid5

#: The identifier of each taxonomy, and the namespace of its terms'.
DELIVERY_ID = UUID("b50f1731-8255-4f41-932c-5e095b88caca")
JOINING_ID = UUID("c53884b2-8f74-4256-aa95-e6ecff44942f")


class Way(NamedTuple):
    """A term of one of the two taxonomies; `term` is the code that the directory keeps."""

    taxonomy_id: UUID
    taxonomy: str
    term: str
    name: str
    description: str

    @property
    def id(self) -> UUID:
        """Its identifier, the same in every database."""
        return uuid5(self.taxonomy_id, self.term)


class WayTaxonomy(NamedTuple):
    """One of the two taxonomies."""

    id: UUID
    name: str
    description: str


DELIVERY = WayTaxonomy(DELIVERY_ID, "AssetMap delivery", "How a service is given.")
JOINING = WayTaxonomy(JOINING_ID, "AssetMap joining", "How a person comes to use a service.")
TAXONOMIES = (DELIVERY, JOINING)

_DELIVERY = (
    ("in-person", "In person", "People come to a place."),
    ("online", "Online", "By video, chat or a website."),
    ("telephone", "By telephone", "By telephone or text message."),
    ("at-home", "At home", "Somebody comes to where the person lives."),
)
_JOINING = (
    ("self-referral", "Self-referral", "People get in touch themselves, or just turn up."),
    ("gp", "Through a GP", "A GP practice refers people."),
    ("link-worker", "Through a link worker", "A social prescribing link worker refers people."),
    ("other", "Through another service", "Some other service or professional refers people."),
)
WAYS = tuple(
    Way(taxonomy.id, taxonomy.name, *words)
    for taxonomy, terms in ((DELIVERY, _DELIVERY), (JOINING, _JOINING))
    for words in terms
)
