"""Which old elements a resampled one is made of, as matrices of weights."""

from __future__ import annotations

from typing import Any
from typing import cast as cast_type

import numpy as np

from graph.ir.dims import Size
from graph.ir.dtypes import finfo
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.rounding import floor, rint
from graph.ops.elementwise.selection import maximum, minimum, where
from graph.ops.image.kernels import Interpolation
from graph.ops.promotion import to_dtype
from graph.ops.shape.arange import positions
from graph.ops.shape.broadcast import sum as total_over
from graph.ops.shape.reshape import expand_dims

#: below it a sum of weights counts as none
LEAST_SUM = 1000 * float(finfo(np.float32).eps)


def nearest_places(old: Size, new: Size) -> Tensor:
    """floor((i + 1/2) * old / new), computed in float32 as TensorFlow does: int64[new].

    Source: half-pixel centres, as all image libraries have them today.
    """
    dtype = np.dtype("float32")
    at = (_row(new, dtype) + 0.5) * _step(old, new, dtype)
    return cast(minimum(floor(at), to_dtype(old - 1, dtype)), "int64")


def area_weights(old: Size, new: Size, dtype: np.dtype) -> Tensor:
    """The part of the new cell i that the old cell j covers: [new, old]."""
    step = _step(old, new, dtype)
    cells, starts = _row(old, dtype), expand_dims(_row(new, dtype) * step, 1)
    shared = minimum(cells + 1, starts + step) - maximum(cells, starts)
    return maximum(shared, 0) / step


def kernel_weights(
    old: Size,
    new: Size,
    interpolation: Interpolation,
    dtype: np.dtype,
    scale: float | None = None,
    translation: Any = None,
    antialias: bool = False,
) -> Tensor:
    """k(|j - s_i|) / sum_j k(|j - s_i|): [new, old]; see `graph.resample`.

    Args:
        old, new: the numbers of elements.
        interpolation: the kernel.
        dtype: in which all is computed.
        scale, translation, antialias: as there.
    """
    covers_all = scale is None
    step = (
        _step(old, new, dtype)
        if covers_all
        else 1 / to_dtype(cast_type("float", scale), dtype)
    )
    centres = _row(new, dtype) + 0.5
    if translation is not None:
        centres = centres - to_dtype(translation, dtype)
    points = centres * step - 0.5
    if interpolation.steps is not None and not antialias:
        points = rint(points * interpolation.steps) / interpolation.steps
    distances = absolute(_row(old, dtype) - expand_dims(points, 1))
    if antialias:
        distances = distances / maximum(step, 1)
    weights = interpolation.kernel(distances)
    total = total_over(weights, 1, keepdims=True)
    is_some = absolute(total) > LEAST_SUM
    weights = where(is_some, weights / where(is_some, total, 1), 0)
    if covers_all:
        return weights
    inside = (points >= -0.5) & (points <= to_dtype(old, dtype) - 0.5)
    return where(expand_dims(inside, 1), weights, 0)


def _row(size: Size, dtype: np.dtype) -> Tensor:
    return cast(positions(size), dtype)


def _step(old: Size, new: Size, dtype: np.dtype) -> Tensor:
    """Old elements for each new one."""
    return to_dtype(old, dtype) / to_dtype(new, dtype)
