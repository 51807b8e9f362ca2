"""Conversion that stops at the ends of the new dtype's range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import as_dtype, finfo, kind_of
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import clip
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


@public
def saturate_cast(x: TensorLike, dtype: DTypeLike) -> Tensor:
    """x in another dtype; what lies outside its range becomes the nearest inside.

    Args:
        x: real tensor.
        dtype: a numpy dtype or its name. The limits are numbers of x's dtype that it
            holds: of int32, 2**31 - 128 for float32. Booleans count as 0 and 1.

    Gradient:
        The cotangent cast back, within the range.

    Example:
        >>> import graph
        >>> graph.saturate_cast([-3.0, 7.5, 300.0], "uint8").numpy()
        array([  0,   7, 255], dtype=uint8)
    """
    x, dtype = as_tensor(x), as_dtype(dtype)
    if "c" in (kind_of(x.dtype), kind_of(dtype)):
        return cast(x, dtype)
    return cast(clip(x, *_common_range(x.dtype, dtype)), dtype)


def _common_range(source: np.dtype, target: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest number of source that target holds."""
    (least, most), (low, high) = _range(source), _range(target)
    bounds = max(least, low), min(most, high)
    ends = [np.asarray(bound).astype(source) for bound in bounds]
    if kind_of(source) == "f":  # rounding may have left the range
        zero = source.type(0)
        ends[0] = np.nextafter(ends[0], zero) if int(ends[0]) < low else ends[0]
        ends[1] = np.nextafter(ends[1], zero) if int(ends[1]) > high else ends[1]
    return ends[0], ends[1]


def _range(dtype: np.dtype) -> tuple[int, int]:
    if kind_of(dtype) == "b":
        return 0, 1
    if kind_of(dtype) in "iu":
        return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    return int(finfo(dtype).min), int(finfo(dtype).max)
