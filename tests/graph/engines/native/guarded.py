"""Arrays that show when something is written outside them."""

from __future__ import annotations

import numpy as np

GUARD = 128


class Guarded:
    """Makes arrays between bytes that must stay as they are."""

    def __init__(self):
        self.blocks: list = []

    def array(self, shape, dtype, value=None) -> np.ndarray:
        """An array with every bit set, or with the value."""
        dtype = np.dtype(dtype)
        nbytes = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        block = np.full(nbytes + 2 * GUARD, 0xA5, np.uint8)
        inside = block[GUARD : GUARD + nbytes]
        inside[...] = 0xFF
        self.blocks.append((block, nbytes))
        array = inside.view(dtype).reshape(shape)
        if value is not None:
            array[...] = value
        return array

    def check(self) -> None:
        """Raises where something was written outside the arrays."""
        for block, nbytes in self.blocks:
            assert (block[:GUARD] == 0xA5).all(), "written before an array"
            assert (block[GUARD + nbytes :] == 0xA5).all(), "written behind an array"
