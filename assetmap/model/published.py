"""The published records of Open Referral UK. `assetmap.listing.publish` is the only code that writes them.

A record's `summary` holds the fields of its own, `detail` what is nested in it; the record in full is both.
`digest` changes with a record's content, and `modified_at` says when it last did. `terms` holds its words and
a lexeme for each facet.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2.elements import WKBElement
from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, one_of, point_column

#: The lists that are too long to be counted anew for each page.
COUNTED = ("service", "service_at_location", "organization")


class PublishedService(Base):
    """A service; `open` is the minutes of the week, from Monday midnight, in which it says it is open."""

    __tablename__ = "published_service"
    __table_args__ = (
        Index("ix_published_service_terms", "terms", postgresql_using="gin"),
        Index("ix_published_service_organization_id", "organization_id"),
        Index("ix_published_service_modified_at", "modified_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[UUID]
    minimum_age: Mapped[int | None] = mapped_column(SmallInteger)
    maximum_age: Mapped[int | None] = mapped_column(SmallInteger)
    modified_at: Mapped[datetime]
    digest: Mapped[UUID]
    open: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublishedPlace(Base):
    """A service at a location; what it is filtered by is its service's, and its own hours and place."""

    __tablename__ = "published_place"
    __table_args__ = (
        Index("ix_published_place_terms", "terms", postgresql_using="gin"),
        Index("ix_published_place_point", "point", postgresql_using="gist"),
        Index("ix_published_place_service_id", "service_id"),
        Index("ix_published_place_organization_id", "organization_id"),
        Index("ix_published_place_modified_at", "modified_at"),
    )

    id: Mapped[Id]
    service_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    point: Mapped[WKBElement | None] = point_column(nullable=True)
    minimum_age: Mapped[int | None] = mapped_column(SmallInteger)
    maximum_age: Mapped[int | None] = mapped_column(SmallInteger)
    modified_at: Mapped[datetime]
    digest: Mapped[UUID]
    open: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublishedOrganization(Base):
    """An organization that runs a published service, or stands above one that does."""

    __tablename__ = "published_organization"
    __table_args__ = (Index("ix_published_organization_terms", "terms", postgresql_using="gin"),)

    id: Mapped[Id]
    modified_at: Mapped[datetime]
    digest: Mapped[UUID]
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublishedTaxonomy(Base):
    """A taxonomy, without its terms."""

    __tablename__ = "published_taxonomy"

    id: Mapped[Id]
    modified_at: Mapped[datetime]
    digest: Mapped[UUID]
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublishedTerm(Base):
    """A term of a taxonomy."""

    __tablename__ = "published_term"
    __table_args__ = (Index("ix_published_term_taxonomy_id", "taxonomy_id", "id"),)

    id: Mapped[Id]
    taxonomy_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    modified_at: Mapped[datetime]
    digest: Mapped[UUID]
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublishedMove(Base):
    """An id that had an address of its own, and the id that its service or place is published under now.

    `service_id` is the service that shows it. There is a row only while both may be seen.
    """

    __tablename__ = "published_move"
    __table_args__ = (
        CheckConstraint("id <> into_id", name="moved"),
        Index("ix_published_move_service_id", "service_id"),
    )

    id: Mapped[Id]
    into_id: Mapped[UUID]
    service_id: Mapped[UUID]


class PublishedTally(Base):
    """How many records of a kind have ids in one of 1,024 parts of all ids; a page is found by these."""

    __tablename__ = "published_tally"
    __table_args__ = (
        one_of("kind", COUNTED),
        CheckConstraint("bucket BETWEEN 0 AND 1023", name="bucket_possible"),
        CheckConstraint("records >= 0", name="records_possible"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    records: Mapped[int]


class GoneId(Base):
    """An id that was public and is not any more; no time and no other id, because it must lead nowhere."""

    __tablename__ = "gone_id"

    id: Mapped[Id]
