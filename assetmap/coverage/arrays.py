"""Types of the arrays that coverage works on, and lists of unequal length laid end to end."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]


def lay_end_to_end(lists: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    """Lay lists end to end.

    Parameters
    ----------
    lists : sequence of n sequences of int

    Returns
    -------
    start : ndarray of int32, shape (n + 1,)
    values : ndarray of int32, shape (start[n],)
        List i is ``values[start[i]:start[i + 1]]``.

    Examples
    --------
    >>> start, values = lay_end_to_end([[7, 8], [], [9]])
    >>> start.tolist(), values.tolist()
    ([0, 2, 2, 3], [7, 8, 9])
    """
    lengths = np.fromiter((len(values) for values in lists), np.int32, len(lists))
    flat = [value for values in lists for value in values]
    return starts(lengths), np.array(flat, np.int32)


def starts(lengths: NDArray[np.integer]) -> Integers:
    """Where each of n runs of these lengths starts, and where the last one ends, shape (n + 1,)."""
    start = np.zeros(lengths.size + 1, np.int32)
    np.cumsum(lengths, out=start[1:])
    return start
