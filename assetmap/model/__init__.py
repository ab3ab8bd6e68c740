"""The tables: the whole of HSDS-UK 3.0, and our own few beside it."""

from assetmap.model.audit import Audit
from assetmap.model.base import Base
from assetmap.model.contact import Contact, Language, Phone
from assetmap.model.erased import Erased
from assetmap.model.geography import Area, AreaMembership, DataLoad, Measure, PopulationFigure, Postcode
from assetmap.model.hidden import DigestSecret, Hidden, HiddenKey, HiddenService, PublishedHidden
from assetmap.model.history import Metadata
from assetmap.model.listing import Listing, ListingFacet, ListingPoint, ListingSource, ListingWord, Version
from assetmap.model.location import Accessibility, Address, Location, ServiceAtLocation
from assetmap.model.matching import Duplicate, MatchKey, PairDecision, ServiceLink
from assetmap.model.organization import Organization, OrganizationIdentifier
from assetmap.model.provenance import ImportIssue, ImportRun, Source, SourceKey, SourceRecord
from assetmap.model.published import (
    GoneId,
    PublishedMove,
    PublishedOrganization,
    PublishedPlace,
    PublishedService,
    PublishedTally,
    PublishedTaxonomy,
    PublishedTerm,
)
from assetmap.model.schedule import Schedule
from assetmap.model.secrecy import SecretPlace, SecretService, Withheld, WithheldField
from assetmap.model.service import CostOption, Funding, Service, ServiceArea
from assetmap.model.taxonomy import Attribute, Taxonomy, TaxonomyTerm

__all__ = [
    "Accessibility",
    "Address",
    "Area",
    "AreaMembership",
    "Attribute",
    "Audit",
    "Base",
    "Contact",
    "CostOption",
    "DataLoad",
    "DigestSecret",
    "Duplicate",
    "Erased",
    "Funding",
    "GoneId",
    "Hidden",
    "HiddenKey",
    "HiddenService",
    "ImportIssue",
    "ImportRun",
    "Language",
    "Listing",
    "ListingFacet",
    "ListingPoint",
    "ListingSource",
    "ListingWord",
    "Location",
    "MatchKey",
    "Measure",
    "Metadata",
    "Organization",
    "OrganizationIdentifier",
    "PairDecision",
    "Phone",
    "PopulationFigure",
    "Postcode",
    "PublishedHidden",
    "PublishedMove",
    "PublishedOrganization",
    "PublishedPlace",
    "PublishedService",
    "PublishedTally",
    "PublishedTaxonomy",
    "PublishedTerm",
    "Schedule",
    "SecretPlace",
    "SecretService",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceLink",
    "Source",
    "SourceKey",
    "SourceRecord",
    "Taxonomy",
    "TaxonomyTerm",
    "Version",
    "Withheld",
    "WithheldField",
]
