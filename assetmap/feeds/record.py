"""What comes out of a feed before anything is made of it: records, and the pages that they came on."""

from dataclasses import dataclass
from typing import Any, Literal

#: A row of a table, which points at others; one of a list, which may be short; one with all that it holds;
#: and one put together from rows that were seen already.
Shape = Literal["row", "listed", "whole", "assembled"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its feed has it, in the words of Open Referral UK 3.0.

    `place` says where it stands (“services.csv, row 7”).
    """

    kind: str
    data: Any
    place: str
    shape: Shape = "whole"

    @property
    def id(self) -> str:
        """Its id, if it has any."""
        held = self.data.get("id") if isinstance(self.data, dict) else None
        return str(held) if isinstance(held, str | int) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list as it came: its whole body, and the number that was asked for."""

    kind: str
    body: Any
    place: str
    asked: int | None = None
