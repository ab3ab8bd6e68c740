"""How much may be asked of a feed, and taken from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one reading of a feed; sizes are of what was unpacked, times in seconds.

    After `trial_s` a feed that sent less than `least_bytes_s` a second, all in all, is left alone.
    """

    attempts: int = 5
    first_pause_s: float = 1.0
    longest_pause_s: float = 120.0
    connect_s: float = 10.0
    silence_s: float = 30.0
    answer_s: float = 180.0
    feed_s: float = 2 * 3600.0
    trial_s: float = 600.0
    least_bytes_s: float = 100.0
    answer_bytes: int = 128 * 2**20
    feed_bytes: int = 2 * 2**30
    redirects: int = 5
    pages: int = 100_000
