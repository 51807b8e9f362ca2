"""Conversion that stops at the ends of the new dtype's range."""

from __future__ import annotations

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import where
from graph.ops.public import public


@public
def saturate_cast(x, dtype) -> Tensor:
    """x in another dtype; what lies outside its range becomes the nearest end.

    Args:
        x: real tensor.
        dtype: a numpy dtype or its name; for booleans all but 0 is True.

    Gradient:
        The cotangent cast back, within the range.

    Example:
        >>> import graph
        >>> graph.saturate_cast([-3.0, 7.5, 300.0], "uint8").numpy()
        array([  0,   7, 255], dtype=uint8)
    """
    x, dtype = as_tensor(x), np.dtype(dtype)
    if dtype.kind not in "iuf" or x.dtype.kind not in "iuf":
        return cast(x, dtype)
    (low, high), (least, most) = _range(dtype), _range(x.dtype)
    y = cast(x, dtype)
    if high < most:
        y = where(x >= _nearest(high, x.dtype), high, y)
    if low > least:
        y = where(x <= _nearest(low, x.dtype), low, y)
    return y


def _range(dtype):
    """The least and the largest finite number."""
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    return np.asarray(limits.min).item(), np.asarray(limits.max).item()


def _nearest(limit, dtype):
    """A limit of another dtype, in this one: 2**31 - 1 becomes 2**31 in float32."""
    return np.asarray(limit).astype(dtype)
