"""GP surgeries, from the NHS's register of organisations."""

from assetmap.ingest.rules import Rules
from assetmap.ingest.sources.source import OGL, Source

GP_PRACTICES = Source(
    name="kent-gp-practices",
    title="GP surgeries of Kent and Medway",
    licence=OGL,
    attribution="Contains information from NHS England licensed under the Open Government Licence v3.0.",
    url="https://digital.nhs.uk/services/organisation-data-service",
    rules=Rules(
        columns={
            "id": ("Organisation Code",),
            "name": ("Name",),
            "description": ("PCN Name",),
            "address": tuple(f"Address Line {number}" for number in range(1, 6)),
            "status": ("Status Code",),
        },
        constants={
            "category": "gp-surgeries",
            "delivery": "in-person",
            "joining": "self-referral",
            "cost": "Free",
        },
        recase=("name", "organization", "description", "address"),
    ),
)
