"""How to reach a service of a feed: its contacts with their telephones, and the languages that are spoken."""

import re
from collections.abc import Mapping
from typing import Any

from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.values import mend_fields, mend_text
from assetmap.ingest.normalise.contacts import read_phones
from assetmap.ingest.normalise.languages import read_languages
from assetmap.ingest.normalise.reading import left_out

_CODE = re.compile(r"[a-z]{2,3}")


def read_contacts(value: Any, notes: Notes) -> list[dict[str, Any]]:
    """The contacts that a feed publishes; one that says nothing is none."""
    found = []
    for number, one in enumerate(value if isinstance(value, list) else []):
        path = f"contacts[{number}]."
        if not isinstance(one, dict):
            notes.add(path, one, left_out("This is no contact."))
            continue
        row = mend_fields("contact", one, notes, path)
        contact: dict[str, Any] = {name: row[name] for name in ("name", "title") if name in row}
        contact["phones"] = _phones(one.get("phones"), notes, path)
        if contact["phones"] or "name" in contact:
            found.append(contact)
    return list({repr(one): one for one in found}.values())


def read_spoken(value: Any, notes: Notes, path: str) -> list[dict[str, str | None]]:
    """Languages; the profile gives them ids alone, and then there is nothing to keep."""
    found: dict[str, str | None] = {}
    silent = 0
    for one in value if isinstance(value, list) else []:
        said = one.get("name") or one.get("code") if isinstance(one, dict) else one
        text = mend_text(notes, path, said) if said else None
        if not text:
            silent += 1
            continue
        if _CODE.fullmatch(text):
            found.setdefault(text, text)
            continue
        code = one.get("code") if isinstance(one, dict) else None
        found |= {name: code if isinstance(code, str) else known for name, known in read_languages(text)}
    if silent:
        notes.add(path, None, left_out("A language has neither a name nor a code."))
    return [{"name": None if name == code else name, "code": code} for name, code in found.items()]


def _phones(value: Any, notes: Notes, path: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(value if isinstance(value, list) else []):
        where = f"{path}phones[{number}]."
        held = one if isinstance(one, dict) else {"number": one}
        row: Mapping[str, Any] = mend_fields("phone", held, notes, where)
        said = row.get("number", "")
        for read in notes.take(f"{where}number", said, read_phones(said)):
            kept = {
                "number": read,
                "languages": read_spoken(held.get("languages"), notes, f"{where}languages"),
            }
            found.setdefault(
                read, kept | ({"description": row["description"]} if "description" in row else {})
            )
    return list(found.values())
