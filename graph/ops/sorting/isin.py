"""Membership in a set of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.tensor import Tensor
from graph.ops.elementwise.comparison import equal
from graph.ops.elementwise.logical import logical_not
from graph.ops.elementwise.selection import minimum, zero_like
from graph.ops.indexing.gather import take
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.reshape import ravel
from graph.ops.sorting.search import searchsorted
from graph.ops.sorting.sort import sort

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def isin(x: TensorLike, values: TensorLike, invert: bool = False) -> Tensor:
    """Whether each element of x is among the values; NaN never is.

    Args:
        x: real tensor.
        values: tensor of any shape.
        invert: whether to tell which elements are not among them.

    Example:
        >>> import graph
        >>> graph.isin([1, 2, 3], [3, 1]).numpy()
        array([ True, False,  True])
    """
    dtype = common_dtype(x, values)
    x, values = to_dtype(x, dtype), sort(ravel(to_dtype(values, dtype)))
    size = values.spec.shape[0]
    if isinstance(size, int) and size == 0:
        found = equal(zero_like(x), 1)
    else:
        place = minimum(searchsorted(values, x), size - 1)
        found = equal(take(values, place), x)
    return logical_not(found) if invert else found
