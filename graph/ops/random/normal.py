"""Normal numbers, whole and truncated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import log, sqrt
from graph.ops.elementwise.selection import clip
from graph.ops.elementwise.special import erfinv
from graph.ops.elementwise.trigonometric import cos, sin
from graph.ops.public import public
from graph.ops.random.rows import numbers_before
from graph.ops.random.uniform import (
    open_uniform,
    require_float_dtype,
    spread_numbers,
    unit_uniform,
)
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


#: where truncated normal numbers end, in standard deviations
TRUNCATED_AT = 2.0


@public
def random_normal(
    key: TensorLike,
    shape: Sequence[Size],
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """Normal numbers by Box-Muller: sqrt(-2 ln u) * (cos 2 pi v, sin 2 pi v).

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        mean, stddev: numbers or tensors that broadcast to the shape.
        dtype: float16, float32 or float64.

    Returns:
        A tensor of the shape and dtype. Its largest possible value is 6.7 standard
        deviations in float32, 8.6 in float64.

    Gradient:
        To mean and stddev: y = mean + stddev * z.

    Source:
        Box and Muller 1958, "A note on the generation of random normal deviates".

    Example:
        >>> import graph
        >>> y = graph.random_normal(graph.make_key(0), (10000,))
        >>> f"{y.mean():.2f} {y.std():.2f}"
        '0.00 1.01'
    """
    dtype = require_float_dtype("random_normal", dtype)
    sizes = as_sizes("random_normal", shape)
    wide = np.dtype(np.float64 if dtype == np.float64 else np.float32)
    y = cast(_standard_normal(key, sizes, wide), dtype)
    return spread_numbers(y, stddev, mean, sizes)


def _standard_normal(
    key: TensorLike, sizes: tuple[Size, ...], dtype: np.dtype
) -> Tensor:
    """Numbers 2i and 2i + 1 are the two coordinates of one point of the plane."""
    count: Size = prod(sizes)
    start = numbers_before(sizes)
    first = start // 2  # pairs that come before
    lane = start - 2 * first
    pairs = open_uniform(key, ((lane + count + 1) // 2, 2), dtype, first)
    radius = sqrt(-2.0 * log(pairs[:, 0]))
    angle = pairs[:, 1] * (2 * math.pi)
    points = stack([radius * cos(angle), radius * sin(angle)], axis=1)
    return reshape(reshape(points, (-1,))[lane : lane + count], sizes)


@public
def random_truncated_normal(
    key: TensorLike,
    shape: Sequence[Size],
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """Normal numbers within two standard deviations: sqrt(2) * erfinv(u).

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        mean, stddev: numbers or tensors that broadcast to the shape. `stddev`
            is that of the normal before it is cut; the numbers have 0.88 of it.
        dtype: float16, float32 or float64.

    Returns:
        A tensor of the shape and dtype, within mean - 2 stddev and mean + 2 stddev.

    Gradient:
        To mean and stddev.

    Example:
        >>> import graph
        >>> y = graph.random_truncated_normal(graph.make_key(0), (10000,))
        >>> bool(graph.all(abs(y) <= 2.0)), f"{y.std():.2f}"
        (True, '0.89')
    """
    dtype = require_float_dtype("random_truncated_normal", dtype)
    sizes = as_sizes("random_truncated_normal", shape)
    wide = np.dtype(np.float64 if dtype == np.float64 else np.float32)
    edge = math.erf(TRUNCATED_AT / math.sqrt(2))
    u = unit_uniform(key, sizes, wide) * (2 * edge) - edge
    y = clip(erfinv(u) * math.sqrt(2), -TRUNCATED_AT, TRUNCATED_AT)
    return spread_numbers(cast(y, dtype), stddev, mean, sizes)
