"""The largest elements, and whether a class is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isfinite, less
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.selection import clip
from graph.ops.indexing.gather import take_along_axis
from graph.ops.public import public
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims, squeeze
from graph.ops.sorting.sort import Argsort

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


#: a full sort is as quick when more than this share of an axis is wanted
_SORT_FROM = 1 / 8


class TopK(Op):
    """The int32 indices of the ``k`` largest elements along the last axis.

    Of equal elements the first ones are taken; NaN counts as largest. Unless
    ``ordered`` they stand in the order in which x has them.
    """

    k: int
    ordered: bool = True

    def infer(self, x: Spec) -> Spec:
        if not x.rank:
            self.fail("a scalar has no largest elements", "add an axis", x=x)
        size = x.shape[-1]
        if self.k < 0 or (isinstance(size, int) and self.k > size):
            self.fail(
                f"k={self.k} of an axis of size {size}",
                "k runs from 0 to the size of the last axis",
                ArgumentError,
                x=x,
            )
        return Spec(np.int32, (*x.shape[:-1], self.k))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        if self.k > x.shape[-1]:
            raise ValueError(f"k={self.k} of an axis of size {x.shape[-1]}")
        plain = self.k < x.shape[-1] * _SORT_FROM and not _has_nan(x)
        if self.k == 0:
            return np.zeros((*x.shape[:-1], 0), np.int32)
        picked = _by_selection(x, self.k) if plain else _by_sorting(x, self.k)
        if not self.ordered:
            return np.sort(picked, -1).astype(np.int32)
        if plain:
            values = np.take_along_axis(x, picked, -1)
            order = _by_sorting(values, self.k)
            picked = np.take_along_axis(picked, order, -1)
        return picked.astype(np.int32)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


def _has_nan(x: np.ndarray) -> bool:
    return kind_of(x.dtype) == "f" and bool(np.isnan(x).any())


def _by_sorting(x: np.ndarray, k: int) -> np.ndarray:
    return Argsort(x.ndim - 1, True, True).kernel(x)[..., :k]


def _by_selection(x: np.ndarray, k: int) -> np.ndarray:
    """The positions of the k largest, in order of position: what exceeds the k-th
    largest, and of what equals it as many of the first as are missing."""
    size = x.shape[-1]
    least = np.partition(x, size - k, -1)[..., -k, None]
    chosen = x >= least
    if np.count_nonzero(chosen) != least.size * k:  # more than enough are equal to it
        above = x > least
        missing = k - above.sum(-1, keepdims=True)
        equals = chosen ^ above
        chosen = above | (equals & (np.cumsum(equals, -1) <= missing))
    result: np.ndarray = (np.flatnonzero(chosen) % size).reshape(*x.shape[:-1], k)
    return result


@public
def top_k(x: TensorLike, k: int, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """The k largest elements along the last axis, and their indices.

    Args:
        x: real tensor of at least one axis.
        k: how many, from 0 to the size of the last axis.
        sorted: whether the largest comes first; otherwise they stand as in x.

    Returns:
        The values and their int32 indices; of equal elements the first ones are taken.

    Raises:
        ArgumentError: k is negative or larger than the last axis.

    Gradient:
        dy of the values, put back to their places.

    Example:
        >>> import graph
        >>> values, indices = graph.top_k([1.0, 7.0, 3.0], 2)
        >>> values.tolist(), indices.tolist()
        ([7.0, 3.0], [1, 2])
    """
    x = as_tensor(x)
    indices = apply(TopK(int(k), bool(sorted)), x)
    return take_along_axis(x, indices, -1), indices


@public
def in_top_k(targets: TensorLike, predictions: TensorLike, k: int) -> Tensor:
    """Whether fewer than k predictions exceed that of the target, row by row.

    Args:
        targets: integers (n,), class numbers. Numbers that are no class are in no
            top k.
        predictions: (n, classes), floating point.
        k: how many of the largest predictions count.

    Returns:
        Booleans (n,). Targets that are tied with the k-th prediction are in; one whose
        prediction is not finite is not.

    Raises:
        ShapeError: predictions have no axis more than targets.

    Example:
        >>> import graph
        >>> graph.in_top_k([1, 0], [[0.1, 0.9], [0.2, 0.8]], 1).numpy()
        array([ True, False])
    """
    targets, predictions = as_tensor(targets), as_tensor(predictions)
    if predictions.ndim != targets.ndim + 1:
        raise ShapeError(
            describe(
                "in_top_k: predictions need one axis more than targets",
                {"targets": targets.spec, "predictions": predictions.spec},
                "the last axis of predictions is that of the classes",
                str(here()),
            )
        )
    classes = predictions.spec.shape[-1]
    column = expand_dims(targets, -1)
    safe = clip(column, 0, as_tensor(classes) - 1)
    target = take_along_axis(predictions, safe, -1)
    known = logical_and(isfinite(target), column == safe)
    larger = total(cast(predictions > target, "int32"), -1)
    return logical_and(squeeze(known, -1), less(larger, k))
