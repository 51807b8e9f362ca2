"""Sparsemax: a projection that makes small probabilities exactly 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.nn.rectifiers import relu
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.cumulative import cumsum
from graph.ops.shape.broadcast import sum as total
from graph.ops.sorting.sort import sort

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def sparsemax(x: TensorLike, axis: int = -1) -> Tensor:
    """y = max(0, x - tau), with tau taken from the support of the projection.

    The support are the k largest elements z_1 >= ... >= z_k for which
    1 + j * z_j > z_1 + ... + z_j, as in the paper. tau is Keras' own:
    (the sum over the support of z_1 + ... + z_j, minus 1) / k. For k = 1 that is the
    paper's tau; for larger k it is greater, and y then sums to less than 1.

    Args:
        x: tensor of any shape; integers become floats.
        axis: the axis over which it projects.

    Returns:
        The shape of x.

    Gradient:
        dy where y > 0, minus the share that tau takes.

    Source:
        Martins and Astudillo, 2016, https://arxiv.org/abs/1602.02068, algorithm 1.

    Example:
        >>> import graph
        >>> graph.sparsemax([3.0, 1.0, 0.0]).numpy()
        array([1., 0., 0.])
    """
    x = as_float(x)
    axis = normal_axis("sparsemax", axis, x.ndim)
    ordered = sort(x, axis, descending=True)
    sums = cumsum(ordered, axis)
    ranks = cumsum(zero_like(x) + 1, axis)
    support = ordered - (sums - 1) / ranks > 0
    size = total(cast(support, x.dtype), axis, keepdims=True)
    tau = (total(where(support, sums, 0), axis, keepdims=True) - 1) / size
    return relu(x - tau)
