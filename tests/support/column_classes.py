"""Which column of the database the public may see: each is classed here, and one that isn't fails a test.

A class is `open` (may be seen of a service and a place that are open, and of a contact that says so),
`never`, or `coded` (one of our own words, a code or a digest, that can hold no text of anybody's).
"""

from sqlalchemy import Connection, text

#: Tables that `publish` and the loading of geography write for the public, and nobody else.
PUBLISHED = set(
    """
    listing listing_facet listing_point listing_source listing_word published_hidden published_move
    published_organization published_place published_service published_tally published_taxonomy published_term
    gone_id version area area_membership postcode measure population_figure data_load
    """.split()
)
#: Tables of which nothing is ever shown: what a source sent, what was decided, and what was before.
NEVER = set(
    """
    audit digest_secret duplicate erased hidden hidden_key hidden_service import_issue import_run match_key
    metadata pair_decision secret_place secret_service secret_way service_link source_key source_record
    withheld withheld_field alembic_version
    """.split()
)
OPEN = {
    "accessibility": "description details url",
    "address": "attention address_1 city region state_province postal_code",
    "contact": "name title",
    "cost_option": "option amount_description",
    "funding": "source",
    "language": "name code",
    "location": "name description external_identifier external_identifier_type",
    "organization": "name description email website logo uri",
    "organization_identifier": "identifier_scheme identifier_type identifier",
    "phone": "number description",
    "schedule": "description schedule_link attending_type notes bymonthday",
    "service": "name description url email fees accreditations alert",
    "service_area": "name extent extent_type uri service_area",
    "source": "name title licence attribution",
    "taxonomy": "name description uri version",
    "taxonomy_term": "term name description term_uri",
}
#: Of tables of which something is shown; of `source.url` the part that may be a key is left out.
PRIVATE = {"service": "assurer_email", "source": "url trouble"}
CODED = {
    "accessibility": "accessibility",
    "address": "country address_type",
    "attribute": "link_type",
    "location": "location_type location_source lsoa_code ward_code district_code",
    "schedule": "freq byday",
    "service": "status delivery joining",
    "service_area": "area_code",
    # What people call our own categories, which comes from a file of ours.
    "taxonomy_term": "words",
}
#: In tables that are never shown, what can hold no text of anybody's.
CODED_NEVER = {
    "alembic_version": "version_num",
    "audit": "ids",
    "digest_secret": "secret",
    "duplicate": "state",
    "erased": "digest shape",
    "hidden": "kind digests",
    "hidden_key": "digest",
    "import_issue": "outcome",
    "match_key": "kind",
    "metadata": "resource_type last_action_type field_name",
    "pair_decision": "state",
    "secret_place": "district_code",
    "source_record": "row_hash",
    "withheld": "state",
    "withheld_field": "kind fields",
}
_TEXTS = text(
    """
    SELECT class.relname AS table_name, attribute.attname AS column_name
    FROM pg_class AS class
    JOIN pg_namespace AS schema ON schema.oid = class.relnamespace AND schema.nspname = 'public'
    JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0
        AND NOT attribute.attisdropped
    JOIN pg_type AS type ON type.oid = attribute.atttypid
    -- A view shows what its tables hold, and they are classed.
    WHERE class.relkind IN ('r', 'p', 'm')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = class.oid AND deptype = 'e')
      AND (type.typcategory = 'S' OR type.typname IN ('json', 'jsonb', 'bytea', 'tsvector', 'xml', 'hstore')
           OR type.typelem IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype, 'jsonb'::regtype))
    ORDER BY 1, 2
    """
)

Column = tuple[str, str]


def text_columns(connection: Connection) -> set[Column]:
    """Every column of the database that could hold somebody's text, from its own catalogue."""
    return {(row.table_name, row.column_name) for row in connection.execute(_TEXTS)}


def columns_of(classed: dict[str, str]) -> set[Column]:
    """The columns that one of the tables above names."""
    return {(table, column) for table, columns in classed.items() for column in columns.split()}
