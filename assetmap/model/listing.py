"""The published read model. `assetmap.listing.publish` is the only code that writes these tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2.elements import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Id, Stamp, in_united_kingdom, one_of, point_column
from assetmap.model.words import LISTING_GROUP


class Listing(Base):
    """A service at a place, or a service that has no place, as the public may see it.

    `listing_group` is `place` (it has a point), `area` (it comes to people, covers an area, or its
    place is confidential) or `remote` (online and telephone only). `terms` holds the words of the
    listing and a lexeme for each facet; `serves` holds the codes of the areas it is limited to,
    empty for no limit. `words` are its distinct words as written, from which `listing_word` is counted.
    `card` is what a list of results shows, `document` what its page shows.
    """

    __tablename__ = "listing"
    __table_args__ = (
        one_of("listing_group", LISTING_GROUP),
        CheckConstraint("(listing_group = 'place') = (point IS NOT NULL)", name="place_has_point"),
        in_united_kingdom("point"),
        CheckConstraint("minimum_age <= maximum_age", name="ages_in_order"),
        Index(
            "ix_listing_point_terms",
            "point",
            "terms",
            postgresql_using="gist",
            postgresql_ops={"terms": "tsvector_ops (siglen = 124)"},
            # Without this the planner takes it for terms alone, and reads all of it.
            postgresql_where=text("point IS NOT NULL"),
        ),
        Index("ix_listing_terms", "terms", postgresql_using="gin"),
        Index(
            "ix_listing_terms_unplaced",
            "terms",
            postgresql_using="gin",
            postgresql_where=text("listing_group <> 'place'"),
        ),
        Index("ix_listing_service_id", "service_id"),
        Index("ix_listing_organization_id", "organization_id"),
        Index("ix_listing_name", "listing_group", "name", "id"),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    service_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    listing_group: Mapped[str]
    name: Mapped[str]
    organization_name: Mapped[str]
    point: Mapped[WKBElement | None] = point_column(nullable=True)
    accuracy_m: Mapped[int | None]
    location_source: Mapped[str | None]
    ward_code: Mapped[str | None]
    district_code: Mapped[str | None]
    categories: Mapped[Codes]
    serves: Mapped[Codes]
    minimum_age: Mapped[int | None] = mapped_column(SmallInteger)
    maximum_age: Mapped[int | None] = mapped_column(SmallInteger)
    assured_on: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(server_default="false")
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    words: Mapped[Codes]
    card: Mapped[dict[str, Any]] = mapped_column(JSONB)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    published_at: Mapped[Stamp]


class ListingPoint(Base):
    """A place of the listing made small, so that a map of a million is one short scan of an index.

    `tile` numbers a square of the National Grid, and `facets_0` to `facets_2` hold a bit for each facet that
    `listing_facet` has a number for.
    """

    __tablename__ = "listing_point"
    __table_args__ = (
        Index(
            "ix_listing_point_tile",
            "tile",
            "easting",
            "northing",
            postgresql_include=["minimum_age", "maximum_age", "facets_0", "facets_1", "facets_2", "number"],
        ),
    )

    number: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("listing.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    tile: Mapped[int]
    easting: Mapped[int]
    northing: Mapped[int]
    minimum_age: Mapped[int | None] = mapped_column(SmallInteger)
    maximum_age: Mapped[int | None] = mapped_column(SmallInteger)
    facets_0: Mapped[int] = mapped_column(BigInteger)
    facets_1: Mapped[int] = mapped_column(BigInteger)
    facets_2: Mapped[int] = mapped_column(BigInteger)


class ListingFacet(Base):
    """The bit of a facet in `listing_point`; the lexeme is that of `listing.terms`."""

    __tablename__ = "listing_facet"
    __table_args__ = (CheckConstraint("bit BETWEEN 0 AND 191", name="bit_fits"),)

    lexeme: Mapped[str] = mapped_column(primary_key=True)
    bit: Mapped[int] = mapped_column(SmallInteger, unique=True)


class ListingSource(Base):
    """Where published services come from, and how fresh that is.

    `imported_at` is when the whole of the source was last read, `read_at` when it last said what is new, and
    `failing_since` since when it could not be read again.
    """

    __tablename__ = "listing_source"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    licence: Mapped[str | None]
    attribution: Mapped[str | None]
    url: Mapped[str | None]
    imported_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]


class ListingWord(Base):
    """A distinct word of the listing, with how many listings use it, for correcting spelling."""

    __tablename__ = "listing_word"
    __table_args__ = (
        CheckConstraint("uses > 0", name="still_used"),
        Index(
            "ix_listing_word_word",
            "word",
            postgresql_using="gist",
            postgresql_ops={"word": "gist_trgm_ops"},
        ),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int]


class Version(Base):
    """A counter that moves when the listing or the geography changes, for caches to look at."""

    __tablename__ = "version"
    __table_args__ = (one_of("name", ("listing", "geography")),)

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    changed_at: Mapped[Stamp]
