"""Places in sorted sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.errors import ArgumentError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


_SIDES = ("left", "right")


class Searchsorted(Op):
    """The int64 index at which each value goes into a sorted vector, on a ``side``."""

    side: Literal["left", "right"] = "left"

    def infer(self, sequence: Spec, values: Spec) -> Spec:
        self.require_same_dtype(sequence=sequence, values=values)
        if sequence.rank != 1:
            self.fail(
                "the sorted sequence has one axis",
                "search row by row with graph.map",
                sequence=sequence,
                values=values,
            )
        return values.with_dtype(np.int64)

    def kernel(self, sequence: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.asarray(np.searchsorted(sequence, values, self.side), np.int64)

    def vjp(
        self, dy: Tensor, y: Tensor, sequence: Tensor, values: Tensor
    ) -> Cotangents:
        return None, None


@public
def searchsorted(
    sorted_sequence: TensorLike, values: TensorLike, side: str = "left"
) -> Tensor:
    """Where each value goes into a sorted vector so that it stays sorted.

    Args:
        sorted_sequence: a vector in ascending order.
        values: tensor of any shape.
        side: "left" to go before equal elements, "right" to go after them.

    Returns:
        int64 indices from 0 to the length of the vector, in the shape of values.

    Raises:
        ArgumentError: another side.
        ShapeError: the sequence has not one axis.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.searchsorted([1, 3, 5], [3, 4]).numpy()
        array([1, 2])
    """
    if side not in _SIDES:
        raise ArgumentError(
            describe(
                "searchsorted: unknown side",
                {"side": repr(side)},
                'use "left" or "right"',
                str(here()),
            )
        )
    dtype = common_dtype(sorted_sequence, values)
    return apply(
        Searchsorted(side), to_dtype(sorted_sequence, dtype), to_dtype(values, dtype)
    )


@public
def digitize(x: TensorLike, bins: Any) -> Tensor:
    """The number i of the bin with bins[i - 1] <= x < bins[i], elementwise.

    Args:
        x: tensor of any shape.
        bins: a vector of edges in ascending order.

    Returns:
        int64 indices: 0 below the first edge, the number of edges from the last one on.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.digitize([0.0, 1.0, 1.5, 9.0], [1.0, 2.0]).numpy()
        array([0, 1, 1, 2])
    """
    return searchsorted(bins, x, "right")
