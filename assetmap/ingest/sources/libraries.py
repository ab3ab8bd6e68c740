"""Public libraries, from Arts Council England's list."""

from assetmap.ingest.rules import Rules
from assetmap.ingest.sources.source import OGL, Source

LIBRARIES = Source(
    name="kent-libraries",
    title="Libraries of Kent and Medway",
    licence=OGL,
    attribution="Contains information from Arts Council England licensed under the Open Government Licence "
    "v3.0. Contains OS data © Crown copyright and database right 2025.",
    url="https://www.artscouncil.org.uk/supporting-arts-museums-and-libraries/supporting-libraries",
    rules=Rules(
        columns={
            "name": ("Library name",),
            "organization": ("Library service",),
            "address": ("Address 1",),
            "city": ("Address 2",),
            "region": ("Address 3",),
            "venue": ("Co-located with",),
        },
        constants={
            "category": "libraries",
            "delivery": "in-person",
            "joining": "self-referral",
            "cost": "Free",
        },
        ignore=("Operating organisation", "Co-located", "Hours open a week", "Staffed hours a week"),
        values={"organization": {"Kent": "Kent County Council", "Medway": "Medway Council"}},
    ),
)
