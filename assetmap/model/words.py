"""The closed lists of words that the tables, the listing and the query string share."""

DELIVERY = ("in-person", "online", "telephone", "at-home")
JOINING = ("self-referral", "gp", "link-worker", "other")
SERVICE_STATUS = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPE = ("physical", "postal", "virtual")
LOCATION_SOURCE = (
    "given",
    "uprn",
    "postcode",
    "terminated_postcode",
    "sector",
    "place_name",
    "pin",
)
AREA_KIND = ("lsoa", "ward", "district", "county", "country")
LISTING_GROUP = ("place", "area", "remote")
FREQUENCY = ("WEEKLY", "MONTHLY")
MEASURE_KIND = ("count", "score", "percent", "rate")
ATTRIBUTE_LINK = (
    "organization",
    "organization_identifier",
    "service",
    "location",
    "address",
    "service_at_location",
    "schedule",
    "service_area",
    "cost_option",
    "contact",
    "phone",
    "language",
    "accessibility",
    "funding",
)
