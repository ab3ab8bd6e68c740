"""Terms of other taxonomies that no table maps yet, by how many services wait for them."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.ingest.feed.mappings import Mappings

_USED = text(
    """
    SELECT taxonomy.name AS taxonomy, term.term, term.name, count(DISTINCT service.id) AS services
    FROM attribute
    JOIN taxonomy_term AS term ON term.id = attribute.taxonomy_term_id
    JOIN taxonomy ON taxonomy.id = term.taxonomy_id AND taxonomy.id <> :ours
    JOIN service ON service.id = attribute.link_id AND service.status IN ('active', 'temporarily closed')
    WHERE attribute.link_type = 'service'
      AND (CAST(:source AS text) IS NULL OR EXISTS (
          SELECT FROM source_record AS record
          JOIN source ON source.id = record.source_id
          WHERE record.service_id = service.id AND source.name = :source))
    GROUP BY term.id, taxonomy.name
    ORDER BY count(DISTINCT service.id) DESC, taxonomy.name, term.term
    """
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A term that means nothing to us yet, and how many services have it."""

    taxonomy: str
    term: str
    name: str
    services: int


def list_waiting(
    connection: Connection, mappings: Mappings, *, source: str | None = None, limit: int = 50
) -> list[Waiting]:
    """The unmapped terms of one source's services or of all, the most awaited first."""
    used = connection.execute(_USED, {"ours": TAXONOMY_ID, "source": source})
    found = (Waiting(*row) for row in used)
    return [one for one in found if not mappings.find(one.taxonomy, one.term, one.name)][:limit]
