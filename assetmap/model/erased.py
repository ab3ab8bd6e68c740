"""What was erased: digests by which it is known when a source tells it again, and no text."""

from sqlalchemy import CheckConstraint, Identity, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Stamp, one_of

#: How a text is known again: word for word, by its digits, or as a postcode.
ERASED_SHAPE = ("words", "number", "postcode")


class Erased(Base):
    """A text that nobody may bring back, as a keyed digest; `size` is how many words or digits it has."""

    __tablename__ = "erased"
    __table_args__ = (one_of("shape", ERASED_SHAPE), CheckConstraint("size > 0", name="size_possible"))

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    shape: Mapped[str]
    size: Mapped[int] = mapped_column(SmallInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    erased_by: Mapped[str]
    erased_at: Mapped[Stamp]
