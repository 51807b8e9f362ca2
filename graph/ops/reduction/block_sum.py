"""Sums over axes that are not the last, in blocks.

NumPy adds rows one after the other where the last axis stays: the error of a sum of n
rows grows like n. Of blocks, and then of their sums, it grows like its square root.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: elements of a sum up to which errors of rounding do not count
FEW = 1024


def needs_blocks(x: np.ndarray, axes: Sequence[int]) -> bool:
    """Whether errors of adding one after the other would be seen."""
    if x.dtype.kind not in "fc" or x.ndim - 1 in axes:
        return False
    count = 1
    for axis in axes:
        count *= x.shape[axis]
    return count > FEW


def block_sum(x: np.ndarray, axes: Sequence[int]) -> np.ndarray:
    """The sum over ascending axes, axis by axis, of long ones block by block."""
    for axis in reversed(axes):
        x = _sum_of_axis(x, axis)
    return x


def _sum_of_axis(x: np.ndarray, axis: int) -> np.ndarray:
    count = x.shape[axis]
    if count <= FEW:
        result: np.ndarray = np.add.reduce(x, axis)
        return result
    blocks = int(count**0.5)
    length = count // blocks
    whole, rest = np.split(x, [blocks * length], axis)
    cut = whole.reshape(*x.shape[:axis], blocks, length, *x.shape[axis + 1 :])
    total = np.add.reduce(np.add.reduce(cut, axis + 1), axis)
    both: np.ndarray = np.add(total, np.add.reduce(rest, axis))
    return both
