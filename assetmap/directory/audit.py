"""Writing down who did what to which ids, and why; values never go in."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, insert

from assetmap.directory.personal import find_personal
from assetmap.errors import ReasonRefused
from assetmap.model import Audit

LONGEST_REASON = 500


def record(
    connection: Connection,
    actor: str,
    action: str,
    kind: str,
    ids: Iterable[UUID | int],
    why: str,
    fields: Iterable[str] = (),
) -> None:
    """Write one act into the audit, in the caller's transaction: it stands if the act does.

    `action` is a verb (`hide`), `kind` what the ids are of (`service`), `fields` names of columns. A `why`
    that holds a way to reach somebody is a ReasonRefused: the audit can't be changed, so no value goes in.
    """
    row = {
        "actor": actor.strip(),
        "action": action,
        "kind": kind,
        "ids": [str(one) for one in ids],
        "fields": list(fields),
        "why": check_reason(why),
    }
    connection.execute(insert(Audit), row)


def check_reason(why: str) -> str:
    """Return the reason as it will be kept; refuse none at all, and one with a value in it."""
    plain = " ".join(why.split())
    if not plain or "\x00" in plain:
        raise ReasonRefused(
            "No reason was given.", hint='Say why in a few words: --why "asked for by letter"'
        )
    if len(plain) > LONGEST_REASON:
        raise ReasonRefused(
            f"The reason has {len(plain):,} characters, and {LONGEST_REASON} at most are kept.",
            hint="Say why in a sentence.",
        )
    if kind := find_personal(plain):
        raise ReasonRefused(
            f"The reason seems to hold {kind}. Reasons are kept for good, so they hold no such values.",
            hint="Say it without, for example: asked for by the person concerned, letter of 3 May.",
        )
    return plain
