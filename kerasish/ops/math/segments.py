"""Reductions of rows that belong together by number."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor


def segment_sum(data, segment_ids, num_segments=None, sorted=False) -> graph.Tensor:
    """y[s] = the sum of the rows of data whose segment is s; 0 where there is none.

    Args:
        data: (n, ...).
        segment_ids: integers (n,); rows with a number outside 0 to num_segments - 1
            are left out.
        num_segments: the size of the result; the largest number + 1 if None, which
            needs segment_ids with a value.
        sorted: whether the ids are in order; it changes no number.

    Returns:
        (num_segments, ...), in the dtype of data.

    Raises:
        SymbolicError: num_segments is None and segment_ids are symbolic.
        ShapeError: segment_ids are not one number for each row.

    Example:
        >>> from kerasish import ops
        >>> ops.segment_sum([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([5., 2.], dtype=float32)
    """
    return _reduce(graph.segment_sum, data, segment_ids, num_segments)


def segment_prod(data, segment_ids, num_segments=None, sorted=False) -> graph.Tensor:
    """y[s] = the product of the rows of segment s; 1 where there is none.

    Args:
        data, segment_ids, num_segments, sorted: see `segment_sum`.

    Raises:
        SymbolicError, ShapeError: see `segment_sum`.

    Example:
        >>> from kerasish import ops
        >>> ops.segment_prod([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([4., 2.], dtype=float32)
    """
    return _reduce(graph.segment_prod, data, segment_ids, num_segments)


def segment_max(data, segment_ids, num_segments=None, sorted=False) -> graph.Tensor:
    """y[s] = the maximum of the rows of segment s; where there is none, the least
    finite number of the dtype.

    Args:
        data, segment_ids, num_segments, sorted: see `segment_sum`.

    Raises:
        SymbolicError, ShapeError: see `segment_sum`.

    Example:
        >>> from kerasish import ops
        >>> ops.segment_max([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([4., 2.], dtype=float32)
    """
    y = _reduce(graph.segment_max, data, segment_ids, num_segments)
    is_float = graph.kind_of(y.dtype) == "f"
    return graph.maximum(y, float(graph.finfo(y.dtype).min)) if is_float else y


def segment_min(data, segment_ids, num_segments=None, sorted=False) -> graph.Tensor:
    """y[s] = the minimum of the rows of segment s; where there is none, the largest
    finite number of the dtype.

    Args:
        data, segment_ids, num_segments, sorted: see `segment_sum`.

    Raises:
        SymbolicError, ShapeError: see `segment_sum`.

    Example:
        >>> from kerasish import ops
        >>> ops.segment_min([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([1., 2.], dtype=float32)
    """
    y = _reduce(graph.segment_min, data, segment_ids, num_segments)
    is_float = graph.kind_of(y.dtype) == "f"
    return graph.minimum(y, float(graph.finfo(y.dtype).max)) if is_float else y


def _reduce(reduction, data, segment_ids, num_segments):
    data, ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
    return graph.cast(reduction(data, ids, num_segments), data.dtype)
