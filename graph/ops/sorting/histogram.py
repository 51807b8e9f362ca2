"""How many elements fall into each of several equal bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.selection import clip, where
from graph.ops.indexing.gather import add_at
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.extremes import min as minimum_over
from graph.ops.shape.filled import zeros
from graph.ops.shape.linspace import linspace
from graph.ops.shape.reshape import ravel
from graph.ops.sorting.search import searchsorted

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def histogram(
    x: TensorLike,
    bins: int = 10,
    range: tuple[float, float] | None = None,
) -> tuple[Tensor, Tensor | tuple[Tensor, Tensor]]:
    """How many elements of x fall into each bin; the last bin holds its right edge.

    Args:
        x: real tensor of any shape.
        bins: how many bins of equal width.
        range: (low, high), the outer edges; those of x if None. Elements outside are
            not counted.

    Returns:
        int64 counts (bins,), and the edges (bins + 1,) in floating point.

    Raises:
        ArgumentError: no bins.

    Gradient:
        None to the counts.

    Example:
        >>> import graph
        >>> counts, edges = graph.histogram([1.0, 2.0, 2.0, 4.0], 3)
        >>> counts.numpy(), edges.numpy()
        (array([1, 2, 1]), array([1., 2., 3., 4.]))
    """
    if not isinstance(bins, int) or bins < 1:
        raise ArgumentError(
            describe(
                "histogram: there must be one bin at least",
                {"bins": repr(bins)},
                "give their number",
                str(here()),
            )
        )
    x = ravel(as_float(x))
    edges = _edges(x, bins, range)
    inside = logical_and(x >= edges[0], x <= edges[-1])
    place = clip(searchsorted(edges, x, "right") - 1, 0, bins - 1)
    counts = add_at(zeros(bins, "int64"), place, cast(inside, "int64"))
    return counts, edges


def _edges(x: Tensor, bins: int, limits: Any) -> Tensor | tuple[Tensor, Tensor]:
    if limits is None:
        low, high = minimum_over(x), maximum_over(x)
    else:
        low, high = (cast(as_tensor(v), x.dtype) for v in limits)
    alike = low == high  # then the bins are one unit wide together
    low, high = where(alike, low - 0.5, low), where(alike, high + 0.5, high)
    return linspace(low, high, bins + 1)
