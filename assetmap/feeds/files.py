"""The files of a feed that lies in a folder or a zip, read where they are and never unpacked to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from assetmap.errors import FileRefused

MOST_FILES = 10_000
MOST_BYTES = 2 * 2**30
#: What is read as one piece: all of a file of JSON.
MOST_AT_ONCE = 128 * 2**20
#: Text shrinks to a twentieth; what shrinks to much less is made to do harm.
MOST_SHRUNK = 100
_SHRINKING_MATTERS_BYTES = 2**20


class Files:
    """Files by name, from a folder or a zip; a single folder around all of them is looked through."""

    def __init__(self, title: str, source: Path | zipfile.ZipFile, paths: dict[str, str]) -> None:
        self.title = title
        self._source = source
        self._paths = paths

    @property
    def names(self) -> list[str]:
        """Every file, in order of name."""
        return sorted(self._paths)

    def read(self, name: str) -> bytes:
        """All of a file, which is no larger than may be held at once."""
        with self.open(name) as file:
            body = file.read(MOST_AT_ONCE + 1)
        if len(body) > MOST_AT_ONCE:
            raise FileRefused(
                f"{name} in {self.title} is larger than {MOST_AT_ONCE // 2**20:,} MB.",
                hint="Split it into several files, or give it as tables (CSV), which are read row by row.",
            )
        return body

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file to read from its beginning."""
        path = self._paths[name]
        try:
            with self._opened(path) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
            raise FileRefused(f"{name} in {self.title} cannot be read: {error}.") from error

    def _opened(self, path: str) -> IO[bytes]:
        if isinstance(self._source, Path):
            return (self._source / path).open("rb")
        return self._source.open(path)


def open_files(path: Path) -> Files:
    """The files of a folder, of a zip, or the one file that this is."""
    if path.is_dir():
        found = [one for one in path.rglob("*") if one.is_file()]
        sizes = {one.relative_to(path).as_posix(): one.stat().st_size for one in found}
        return Files(path.name, path, _named(path.name, sizes))
    if not path.exists():
        raise FileRefused(f"There is no file or folder {path}.", hint="Check the name.")
    if zipfile.is_zipfile(path):
        return _of_zip(path.name, path)
    return Files(path.name, path.parent, {path.name: path.name})


def open_zip(title: str, body: bytes) -> Files:
    """The files of a zip that came over the web."""
    return _of_zip(title, io.BytesIO(body))


def _of_zip(title: str, file: Path | io.BytesIO) -> Files:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise FileRefused(f"{title} is a damaged zip: {error}.", hint="Fetch or make it again.") from error
    held = [one for one in archive.infolist() if not one.is_dir()]
    packed = sum(one.compress_size for one in held)
    unpacked = sum(one.file_size for one in held)
    if unpacked > _SHRINKING_MATTERS_BYTES and unpacked > packed * MOST_SHRUNK:
        raise FileRefused(
            f"{title} unpacks to {unpacked // 2**20:,} MB from almost nothing, so it was not opened."
        )
    return Files(title, archive, _named(title, {one.filename: one.file_size for one in held}))


def _named(title: str, sizes: dict[str, int]) -> dict[str, str]:
    paths = {
        path: path
        for path in sizes
        if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts)
    }
    if len(paths) > MOST_FILES or sum(sizes.values()) > MOST_BYTES:
        held = f"{len(paths):,} files of {sum(sizes.values()) // 2**20:,} MB"
        raise FileRefused(
            f"{title} holds {held}, which is too much for a feed.",
            hint=f"At most {MOST_FILES:,} files of {MOST_BYTES // 2**20:,} MB are read.",
        )
    tops = {PurePosixPath(path).parts[0] for path in paths}
    if len(tops) == 1 and all(len(PurePosixPath(path).parts) > 1 for path in paths):
        return {PurePosixPath(*PurePosixPath(path).parts[1:]).as_posix(): path for path in paths}
    return paths
