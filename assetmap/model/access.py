"""Which class each table is of, and so who may read and write it.

Every table has a class here; one that a migration forgot is closed to all but its owner, and a test says so.
"""

#: What is published, and what readers must know of its state.
PUBLISHED = frozenset(
    (
        "alembic_version",
        "data_load",
        "listing",
        "listing_facet",
        "listing_point",
        "listing_source",
        "listing_word",
        "gone_id",
        "published_hidden",
        "published_move",
        "published_organization",
        "published_place",
        "published_service",
        "published_tally",
        "published_taxonomy",
        "published_term",
        "version",
    )
)
#: Areas, postcodes and population figures, which are open data.
GEOGRAPHY = frozenset(("area", "area_membership", "measure", "population_figure", "postcode"))
#: All that we were told, who told us, and what was decided about it.
DIRECTORY = frozenset(
    (
        "accessibility",
        "address",
        "attribute",
        "contact",
        "cost_option",
        "digest_secret",
        "duplicate",
        "erased",
        "funding",
        "hidden",
        "hidden_key",
        "hidden_service",
        "import_issue",
        "import_run",
        "language",
        "location",
        "match_key",
        "metadata",
        "organization",
        "organization_identifier",
        "pair_decision",
        "phone",
        "schedule",
        "secret_place",
        "secret_service",
        "secret_way",
        "service",
        "service_area",
        "service_at_location",
        "service_link",
        "source",
        "source_key",
        "source_record",
        "taxonomy",
        "taxonomy_term",
        "withheld",
        "withheld_field",
    )
)
#: The directory as publication reads it, without what is withheld.
VIEWS = frozenset(
    (
        "redacted_accessibility",
        "redacted_contact",
        "redacted_cost_option",
        "redacted_funding",
        "redacted_location",
        "redacted_organization",
        "redacted_phone",
        "redacted_schedule",
        "redacted_service",
        "redacted_service_area",
        "secretive_service",
        "withheld_now",
        "withheld_service",
    )
)
#: Who did what and why: to be added to, and never changed.
AUDIT = frozenset(("audit",))

#: What each role may do with the tables of each class.
READ = frozenset(("SELECT",))
APPEND = frozenset(("SELECT", "INSERT"))
WRITE = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE"))
GRANTS: dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]] = {
    "web": ((PUBLISHED, READ), (GEOGRAPHY, READ)),
    "worker": (
        (PUBLISHED - {"alembic_version"}, WRITE),
        (frozenset(("alembic_version",)), READ),
        (GEOGRAPHY, WRITE),
        (DIRECTORY, WRITE),
        (VIEWS, READ),
        (AUDIT, APPEND),
    ),
    "staff": ((PUBLISHED, READ), (GEOGRAPHY, READ)),
    # Sessions, drafts, shortlists and reports: nothing yet.
    "web_write": (),
}
#: Functions that run with the rights of the tables' owner, and who may call them.
DEFINER_FUNCTIONS = {
    "refresh_statistics": "worker",
    "merge_pending": "worker",
    "read_secret_place": "staff",
}


def privileges_on(table: str, kind: str) -> frozenset[str]:
    """Return what a kind of role may do with one of our tables."""
    return next((may for tables, may in GRANTS[kind] if table in tables), frozenset())
