"""How large a file may be, compressed and not, before it is read."""

import zipfile
from pathlib import Path

from assetmap.errors import FileRefused

MAX_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 400_000_000
_MAX_RATIO = 200
_RATIO_MATTERS_BYTES = 20_000_000
_MAX_MEMBERS = 2_000
_CHUNK = 4_096
_SPLIT = (
    "Split it into smaller files, one source name for each, or remove sheets and columns that are not needed."
)


def check_size(path: Path) -> None:
    """Refuse a file that is not there, is no file, or is larger than we read."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.", hint="Check the name and the folder.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from None
    if path.is_dir():
        raise FileRefused(f"{path} is a folder.", hint="Name one CSV or XLSX file.")
    if size == 0:
        raise FileRefused(
            f"{path} is empty.", hint="Save the spreadsheet again and check that it holds the rows."
        )
    if size > MAX_BYTES:
        raise FileRefused(f"{path} is {_mb(size)}, and at most {_mb(MAX_BYTES)} is read.", hint=_SPLIT)


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that unpacks to too much by what it declares; no part is read beyond that."""
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > _MAX_MEMBERS:
        raise FileRefused(
            f"{path} holds {len(members):,} parts; no spreadsheet needs more than {_MAX_MEMBERS:,}."
        )
    if declared > MAX_UNPACKED_BYTES or (
        declared > _RATIO_MATTERS_BYTES and declared > _MAX_RATIO * max(packed, 1)
    ):
        raise FileRefused(
            f"{path} unpacks from {_mb(packed)} to {_mb(declared)}, which no spreadsheet needs.", hint=_SPLIT
        )
    for member in members:
        with archive.open(member) as part:
            start = part.read(_CHUNK)
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise FileRefused(f"{path} defines its own XML entities, which no spreadsheet does.")


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} KB"
