"""Pooling to a given number of bins, whatever the size of the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.statistics import mean
from graph.ops.shape.concatenate import concatenate, slice_axis
from graph.ops.shape.reshape import reshape
from graph.ops.window.arguments import is_channels_first, per_axis, spatial_rank

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def adaptive_average_pool(
    x: TensorLike, output_size: int | Sequence[int], data_format: str | None = None
) -> Tensor:
    """y[i] = the mean of x[floor(i * size / n) : ceil((i + 1) * size / n)].

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        output_size: the number n of bins, one or one for each spatial axis.
        data_format: "channels_last" (also None) or "channels_first".

    Returns:
        (batch, *output_size, channels), floating point.

    Raises:
        ShapeError: wrong rank.
        ArgumentError: a wrong output size or data format.

    Gradient:
        dy, divided by the size of the bin, to each element of it.

    Example:
        >>> import graph
        >>> x = [[[1.0], [3.0], [5.0]]]
        >>> graph.adaptive_average_pool(x, 2).numpy().ravel()
        array([2., 4.])
    """
    x = as_float(x)
    return _pool("adaptive_average_pool", mean, x, output_size, data_format)


@public
def adaptive_max_pool(
    x: TensorLike, output_size: int | Sequence[int], data_format: str | None = None
) -> Tensor:
    """y[i] = the maximum of x[floor(i * size / n) : ceil((i + 1) * size / n)].

    See `adaptive_average_pool` for the arguments.

    Gradient:
        dy to the maximum of the bin, shared evenly among equal ones.

    Example:
        >>> import graph
        >>> graph.adaptive_max_pool([[[1.0], [3.0], [5.0]]], 2).numpy().ravel()
        array([3., 5.])
    """
    x = as_tensor(x)
    return _pool("adaptive_max_pool", maximum_over, x, output_size, data_format)


def _pool(
    name: str,
    reduce: Callable[..., Any],
    x: Tensor,
    output_size: int | Sequence[int],
    data_format: Any,
) -> Tensor:
    """Mean and maximum of a box are those over one axis after the other."""
    first = 2 if is_channels_first(name, data_format) else 1
    sizes = per_axis(name, "output_size", output_size, spatial_rank(name, x))
    for position, bins in enumerate(sizes):
        x = _pool_axis(reduce, x, first + position, bins)
    return x


def _pool_axis(reduce: Callable[..., Any], x: Tensor, axis: int, bins: int) -> Tensor:
    size: Size = x.spec.shape[axis]
    if size == bins:
        return x
    if isinstance(size, int) and size % bins == 0:
        sizes = x.spec.shape
        split = (*sizes[:axis], bins, size // bins, *sizes[axis + 1 :])
        result: Tensor = reduce(reshape(x, split), axis + 1)
        return result
    parts = []
    for i in range(bins):
        start, stop = i * size // bins, -((i + 1) * size * -1 // bins)
        parts.append(reduce(slice_axis(x, axis, start, stop), axis, keepdims=True))
    return concatenate(parts, axis)
