"""Where the elements of a value stand in the memory of a buffer."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


#: a buffer: the output of a node that owns it, by number
Source = tuple


class View(NamedTuple):
    """A value as a strided part of a buffer; offset and strides count elements."""

    source: Source
    dtype: np.dtype
    shape: tuple[Size, ...]
    strides: tuple[Size, ...]
    offset: Size = 0

    @property
    def is_contiguous(self) -> bool:
        """Whether the elements follow each other in C order."""
        strides = row_major(self.shape)
        return self.strides == strides or all(
            have == want or (isinstance(size, int) and size == 1)
            for have, want, size in zip(self.strides, strides, self.shape)
        )


@functools.lru_cache(4096)
def row_major(shape: tuple[Size, ...]) -> tuple[Size, ...]:
    """The strides of a C-order array, in elements."""
    strides: list[Size] = []
    step: Size = 1
    for size in reversed(shape):
        strides.insert(0, step)
        step = step * size
    return tuple(strides)


def whole(source: Source, dtype: DTypeLike, shape: Sequence[Size]) -> View:
    """All of a buffer, in C order."""
    shape = tuple(shape)
    return View(source, np.dtype(dtype), shape, row_major(shape))
