"""Reductions that leave NaN out."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.ops.arguments import Axes, DType
from kerasish.ops.dtypes import countable, floats, index, summable, tensor, to_dtype


def nansum(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The sum over the axes of what is not NaN; 0 if all is.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nansum([1.0, float("nan"), 2.0]))
        3.0
    """
    x = summable(x)
    return to_dtype(graph.nansum(x, axis, keepdims), x.dtype)


def nanprod(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The product over the axes of what is not NaN; 1 if all is.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanprod([3.0, float("nan"), 2.0]))
        6.0
    """
    x = summable(x)
    return to_dtype(graph.nanprod(x, axis, keepdims), x.dtype)


def nanmax(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The largest element over the axes that is not NaN; NaN if all are.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanmax([1.0, float("nan"), 2.0]))
        2.0
    """
    return graph.nanmax(tensor(x), axis, keepdims)


def nanmin(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The smallest element over the axes that is not NaN; NaN if all are.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanmin([1.0, float("nan"), 2.0]))
        1.0
    """
    return graph.nanmin(tensor(x), axis, keepdims)


def nanmean(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The mean over the axes of what is not NaN; NaN if all is.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanmean([1.0, float("nan"), 2.0]))
        1.5
    """
    return graph.nanmean(floats(x), axis, keepdims)


def nanvar(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The mean squared deviation over the axes of what is not NaN.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanvar([1.0, float("nan"), 3.0]))
        1.0
    """
    return graph.nanvar(floats(x), axis, keepdims)


def nanstd(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The square root of `nanvar`.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanstd([1.0, float("nan"), 3.0]))
        1.0
    """
    return graph.nanstd(floats(x), axis, keepdims)


def nanmedian(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The middle over the axes of what is not NaN; of two, their mean.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanmedian([5.0, float("nan"), 1.0, 2.0]))
        2.0
    """
    return graph.nanmedian(floats(x), axis, keepdims)


def nanquantile(
    x, q, axis: Axes = None, method: str = "linear", keepdims: bool = False
) -> graph.Tensor:
    """`quantile` of what is not NaN; see there for the arguments.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanquantile([4.0, float("nan"), 1.0, 3.0], 0.5))
        3.0
    """
    return graph.nanquantile(floats(x), q, axis, method, keepdims)


def nanpercentile(
    x, q, axis: Axes = None, method: str = "linear", keepdims: bool = False
) -> graph.Tensor:
    """`nanquantile` with q in percents, from 0 to 100.

    Example:
        >>> from kerasish import ops
        >>> float(ops.nanpercentile([1.0, float("nan"), 3.0], 50))
        2.0
    """
    return graph.nanpercentile(floats(x), q, axis, method, keepdims)


def nancumsum(x, axis: int | None = None, dtype: DType = None) -> graph.Tensor:
    """The running sum along an axis, with 0 in place of NaN; see `cumsum`.

    Example:
        >>> from kerasish import ops
        >>> ops.nancumsum([1.0, float("nan"), 2.0]).numpy()
        array([1., 1., 3.], dtype=float32)
    """
    x = countable(x) if dtype is None else to_dtype(x, standardize_dtype(dtype))
    return to_dtype(graph.nancumsum(x, axis), x.dtype)


def nancumprod(x, axis: int | None = None, dtype: DType = None) -> graph.Tensor:
    """The running product along an axis, with 1 in place of NaN; see `cumprod`.

    Example:
        >>> from kerasish import ops
        >>> ops.nancumprod([3.0, float("nan"), 2.0]).numpy()
        array([3., 3., 6.], dtype=float32)
    """
    x = countable(x) if dtype is None else to_dtype(x, standardize_dtype(dtype))
    return to_dtype(graph.nancumprod(x, axis), x.dtype)


def nanargmax(x, axis: int | None = None, keepdims: bool = False) -> graph.Tensor:
    """The index of the first largest element that is not NaN; -1 if all are.

    Example:
        >>> from kerasish import ops
        >>> int(ops.nanargmax([float("nan"), 2.0, 5.0]))
        2
    """
    return index(graph.nanargmax(tensor(x), axis, keepdims))


def nanargmin(x, axis: int | None = None, keepdims: bool = False) -> graph.Tensor:
    """The index of the first smallest element that is not NaN; -1 if all are.

    Example:
        >>> from kerasish import ops
        >>> int(ops.nanargmin([float("nan"), 2.0, 5.0]))
        1
    """
    return index(graph.nanargmin(tensor(x), axis, keepdims))
