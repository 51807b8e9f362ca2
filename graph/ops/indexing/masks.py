"""Boolean masks whose values are known, as the places where they are true."""

from __future__ import annotations

from types import EllipsisType

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dtypes import kind_of
from graph.ir.tensor import EagerTensor


class Mask:
    """A boolean array among the items of a key; it stands for as many axes as it has.

    Args:
        array: of booleans, with one axis or more.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self.ndim = array.ndim
        self.shape = array.shape

    def fits(self, sizes: tuple[int, ...]) -> bool:
        """Whether the axes that it selects from have its sizes."""
        return all(isinstance(s, Dim) or s == own for s, own in zip(sizes, self.shape))

    def places(self) -> list[np.ndarray]:
        """The indices of what it selects, one array for each of its axes."""
        return list(np.nonzero(self.array))


def as_mask(
    item: EllipsisType | int | slice | None,
) -> EllipsisType | int | slice | None:
    """The item of a key as a `Mask` if it is one with values, else as it is."""
    if isinstance(item, (list, EagerTensor, np.ndarray)):
        array = np.asarray(item)
        if kind_of(array.dtype) == "b" and array.ndim:
            return Mask(array)
    return item


def axes_of(item: EllipsisType | int | slice | None) -> int:
    """How many axes of a tensor the item of a key stands for."""
    if isinstance(item, Mask):
        return item.ndim
    return int(item is not None and item is not Ellipsis)
