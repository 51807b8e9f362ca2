"""Numbers in a row: at equal distances, at equal ratios."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.ops.arguments import DType
from kerasish.ops.dtypes import floats_alike, result_dtype, tensor

_WEAK = (bool, int, float)


def arange(start, stop=None, step=None, dtype: DType = None) -> graph.Tensor:
    """start, start + step, ... up to and without stop; from 0 when stop is None.

    Args:
        start, stop: numbers, or sizes that are not known yet.
        step: a number; 1 if None.
        dtype: of the result. None: int32 for Python integers, the default float where
            one is a float, else the dtype of the arrays among them.

    Example:
        >>> from kerasish import ops
        >>> ops.arange(1, 10, 3).numpy()
        array([1, 4, 7], dtype=int32)
    """
    given = [v for v in (start, stop, step) if v is not None]
    if dtype is None:
        weak = [1 if isinstance(v, graph.Dim) else v for v in given]
        dtype = result_dtype(*[v if isinstance(v, _WEAK) else tensor(v) for v in weak])
    step = 1 if step is None else step
    return graph.cast(graph.arange(start, stop, step), standardize_dtype(dtype))


def linspace(
    start,
    stop,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: DType = None,
    axis: int = 0,
) -> graph.Tensor | tuple[graph.Tensor, graph.Tensor]:
    """num numbers from start to stop: start + i * (stop - start) / (num - 1).

    Args:
        start, stop: numbers or tensors that broadcast.
        num: how many.
        endpoint: whether stop is the last number; otherwise num divides.
        retstep: whether the step is returned too.
        dtype: of the result; a float one if None.
        axis: where the new axis stands in the result.

    Example:
        >>> from kerasish import ops
        >>> ops.linspace(0, 1, 5).numpy()
        array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    start, stop = floats_alike(start, stop)
    dtype = start.dtype if dtype is None else graph.as_dtype(standardize_dtype(dtype))
    return graph.linspace(start, stop, num, endpoint, retstep, dtype, axis)


def logspace(
    start,
    stop,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: DType = None,
    axis: int = 0,
) -> graph.Tensor:
    """base ** linspace(start, stop, num); see `linspace` for the arguments.

    Example:
        >>> from kerasish import ops
        >>> ops.logspace(0, 2, 3).numpy().round(3)
        array([  1.,  10., 100.], dtype=float32)
    """
    start, stop = floats_alike(start, stop)
    dtype = start.dtype if dtype is None else graph.as_dtype(standardize_dtype(dtype))
    return graph.logspace(start, stop, num, endpoint, base, dtype, axis)


def geomspace(
    start,
    stop,
    num: int = 50,
    endpoint: bool = True,
    dtype: DType = None,
    axis: int = 0,
) -> graph.Tensor:
    """num numbers from start to stop, each the same multiple of the one before.

    Args:
        start, stop: numbers or tensors of equal sign and not 0; see `linspace` for
            the other arguments.

    Example:
        >>> from kerasish import ops
        >>> ops.geomspace(1, 8, 4).numpy().round(3)
        array([1., 2., 4., 8.], dtype=float32)
    """
    start, stop = floats_alike(start, stop)
    dtype = start.dtype if dtype is None else graph.as_dtype(standardize_dtype(dtype))
    return graph.geomspace(start, stop, num, endpoint, dtype, axis)
