"""Areas and what they belong to, stored set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import pandas as pd
from sqlalchemy import Connection, text

from assetmap.geography.boundaries import Areas
from assetmap.geography.staging import stage

_SQL = Path(__file__).parent / "sql"
_STORE = text((_SQL / "store_areas.sql").read_text("utf-8"))
_JOIN = text((_SQL / "store_members.sql").read_text("utf-8"))
_UNITE = text((_SQL / "unite_members.sql").read_text("utf-8"))
_TYPES: dict[str, LiteralString] = {
    "code": "text",
    "kind": "text",
    "name": "text",
    "vintage": "text",
    "boundary": "geometry(MultiPolygon, 27700)",
}
_MEMBER_TYPES: dict[str, LiteralString] = {"code": "text", "parent_code": "text", "basis": "text"}


@dataclass(frozen=True, slots=True)
class Joined:
    """Memberships stored, and how many named a larger area that is not loaded."""

    stored: int
    unknown: int


def store_areas(connection: Connection, areas: Areas) -> int:
    """Insert areas, or change those that differ; gives how many were new or changed."""
    stage(connection, "staged_area", _TYPES, areas.frame)
    return connection.execute(_STORE).rowcount


def join_areas(connection: Connection, loaded: Sequence[Areas]) -> Joined:
    """Replace what the loaded areas belong to, and draw a county that came without a boundary."""
    members = pd.concat([areas.members for areas in loaded], ignore_index=True)
    stage(connection, "staged_member", _MEMBER_TYPES, members)
    stored, unknown = connection.execute(_JOIN).one()
    frames = [areas.frame for areas in loaded]
    named_only = [code for frame in frames for code in frame.loc[frame["boundary"].isna(), "code"]]
    connection.execute(_UNITE, {"named_only": named_only})
    return Joined(stored, unknown)
