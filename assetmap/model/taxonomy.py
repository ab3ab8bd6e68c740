"""What services are about (HSDS-UK `taxonomy`, `taxonomy_term`, `attribute`)."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Id, one_of
from assetmap.model.words import ATTRIBUTE_LINK


class Taxonomy(Base):
    """A list of terms, ours or another body's."""

    __tablename__ = "taxonomy"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    uri: Mapped[str | None]
    version: Mapped[str | None]


class TaxonomyTerm(Base):
    """A term; in our own taxonomy `term` is the category's slug, and `words` what people call it."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (UniqueConstraint("taxonomy_id", "term"),)

    id: Mapped[Id]
    taxonomy_id: Mapped[UUID] = mapped_column(ForeignKey("taxonomy.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("taxonomy_term.id"))
    term: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    term_uri: Mapped[str | None]
    words: Mapped[Codes]


class Attribute(Base):
    """A term said of something; a service's categories are attributes of `link_type` service."""

    __tablename__ = "attribute"
    __table_args__ = (
        one_of("link_type", ATTRIBUTE_LINK),
        UniqueConstraint("link_id", "taxonomy_term_id"),
        Index("ix_attribute_taxonomy_term_id", "taxonomy_term_id"),
    )

    id: Mapped[Id]
    link_id: Mapped[UUID]
    link_type: Mapped[str]
    taxonomy_term_id: Mapped[UUID] = mapped_column(ForeignKey("taxonomy_term.id"))
