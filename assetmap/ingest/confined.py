"""An import's share of the machine's memory."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assetmap.errors import ImportRefused

_STATM = Path("/proc/self/statm")
_DATA_PAGES = 5
_HINT = (
    "Split the file, or leave out what isn't needed; if it's right as it is, allow more:"
    " ASSETMAP_IMPORT_MEMORY_MB={double}"
)
# So does a program end that got no more memory where it can't go on without.
_OUT_OF_MEMORY = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS})


@contextmanager
def confined(most_mb: int) -> Iterator[None]:
    """Let the block take so much memory beyond what the program has; ImportRefused at more.

    That holds for the whole program, so nothing else may run in it meanwhile.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    has = _data_bytes()
    try:
        if has is not None:
            limit = has + most_mb * 2**20
            if before[1] != resource.RLIM_INFINITY:
                limit = min(limit, before[1])
            resource.setrlimit(resource.RLIMIT_DATA, (limit, before[1]))
        yield
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_DATA, before)
        raise too_little(most_mb) from None
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def too_little(most_mb: int) -> ImportRefused:
    """Say that an import wanted more memory than it may have."""
    return ImportRefused(
        f"This needs more than {most_mb:,} MB of memory, so it was stopped and nothing was written.",
        hint=_HINT.format(double=2 * most_mb),
    )


def describe_death(exit_code: int, most_mb: int) -> ImportRefused:
    """Say why a process that was to import has ended by a signal."""
    number = -exit_code
    told = f"It was ended by signal {number} in the middle of it, and nothing was written."
    if number in _OUT_OF_MEMORY:
        return too_little(most_mb)
    # The system ends what takes too much; so may somebody.
    if number == signal.SIGKILL:
        return ImportRefused(
            f"{told} Either somebody ended it, or it needs more than {most_mb:,} MB of memory.",
            hint=_HINT.format(double=2 * most_mb),
        )
    return ImportRefused(told)


def _data_bytes() -> int | None:
    """What the program has taken so far; None on a system that does not say."""
    try:
        pages = int(_STATM.read_text().split()[_DATA_PAGES])
    except (OSError, IndexError, ValueError):
        return None
    return pages * resource.getpagesize()
