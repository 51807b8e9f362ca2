"""What is known of a tensor before it has values: dtype and shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.ir.dims import Dim, Size
from graph.ir.dtypes import as_dtype

if TYPE_CHECKING:
    import numpy as np

    from graph.ir.hints import DTypeLike


class Spec:
    """dtype and shape; a size is an int or a symbolic ``Dim``."""

    __slots__ = ("dtype", "shape")

    def __init__(self, dtype: DTypeLike, shape: Iterable[Size] = ()) -> None:
        self.dtype = as_dtype(dtype)
        self.shape = tuple(shape)

    @property
    def rank(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> Size:
        """The number of elements."""
        total: Size = 1
        for size in self.shape:
            total = total * size
        return total

    @property
    def is_static(self) -> bool:
        return not any(isinstance(size, Dim) for size in self.shape)

    def with_shape(self, shape: Iterable[Size]) -> Spec:
        return Spec(self.dtype, shape)

    def with_dtype(self, dtype: DTypeLike) -> Spec:
        return Spec(dtype, self.shape)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Spec)
            and self.dtype == other.dtype
            and self.shape == other.shape
        )

    def __hash__(self) -> int:
        return hash((self.dtype, self.shape))

    def __repr__(self) -> str:
        return f"{self.dtype}[{', '.join(map(str, self.shape))}]"


def spec_of(array: np.ndarray | np.generic) -> Spec:
    """The spec of a numpy array or scalar."""
    return Spec(array.dtype, array.shape)
