"""Uniform floating-point numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING
from typing import cast as cast_type

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import as_dtype, is_bfloat16, kind_of
from graph.ir.errors import ArgumentError, DTypeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import nextafter
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import minimum, where
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.random.bits import bits_from, random_bits
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


#: the bits of one lane that a number of each dtype takes; float64 takes two lanes
_BITS = {np.dtype(np.float16): 11, np.dtype(np.float32): 24}


def require_float_dtype(name: str, dtype: DTypeLike) -> np.dtype:
    """The dtype, which must be a real floating-point one that numbers are drawn in."""
    dtype = as_dtype(dtype)
    if kind_of(dtype) == "f" and dtype.itemsize <= 8:
        return dtype
    raise DTypeError(
        describe(
            f"{name}: random numbers are floats of 16 to 64 bits",
            {"dtype": dtype},
            "draw integers with graph.random_integers",
            str(here()),
        )
    )


def unit_uniform(
    key: TensorLike,
    sizes: tuple[Size, ...],
    dtype: np.dtype,
    rows_before: Size | None = None,
) -> Tensor:
    """Multiples of 2**-p in [0, 1), all equally likely; p is the precision of dtype.

    Args:
        rows_before: how many rows come before; None for what `random_rows` says.
    """
    if dtype == np.float64:
        lanes = _bits(key, (*sizes, 2), rows_before)
        upper = cast(lanes[..., 0] >> 5, dtype)  # 27 bits, and 26 below them
        lower = cast(lanes[..., 1] >> 6, dtype)
        return (upper * 2.0**26 + lower) * 2.0**-53
    bits = 8 if is_bfloat16(dtype) else _BITS[dtype]
    return cast(_bits(key, sizes, rows_before) >> (32 - bits), dtype) * 2.0**-bits


def _bits(key: TensorLike, sizes: tuple[Size, ...], rows_before: Size | None) -> Tensor:
    if rows_before is None:
        return random_bits(key, sizes)
    return bits_from(key, sizes, rows_before * prod(sizes[1:]))


def open_uniform(
    key: TensorLike,
    sizes: tuple[Size, ...],
    dtype: np.dtype,
    rows_before: Size | None = None,
) -> Tensor:
    """Numbers in (0, 1], with many small values: the logarithm is finite.

    In float32 the smallest is 2**-33, in float64 2**-54.
    """
    if dtype == np.float64:
        return unit_uniform(key, sizes, dtype, rows_before) + 2.0**-54
    return cast(_bits(key, sizes, rows_before), dtype) * 2.0**-32 + 2.0**-33


@public
def random_uniform(
    key: TensorLike,
    shape: Sequence[Size],
    low: TensorLike = 0.0,
    high: TensorLike = 1.0,
    dtype: DTypeLike = "float32",
) -> Tensor:
    """Numbers low <= y < high, all equally likely.

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        low, high: numbers or tensors that broadcast to the shape; low <= high.
        dtype: bfloat16, float16, float32 or float64, of 8, 11, 24 or 53 random bits.

    Returns:
        A tensor of the shape and dtype.

    Raises:
        ArgumentError: low and high are numbers, and low is above high.
        DTypeError: dtype is not a floating-point one.

    Gradient:
        To low and high: y = low + u * (high - low).

    Example:
        >>> import graph
        >>> graph.random_uniform(graph.make_key(0), (2,)).numpy()
        array([0.39904642, 0.88052016], dtype=float32)
    """
    dtype = require_float_dtype("random_uniform", dtype)
    sizes = as_sizes("random_uniform", shape)
    unit = unit_uniform(key, sizes, dtype)
    numbers = all(isinstance(bound, (int, float)) for bound in (low, high))
    if numbers and (low, high) == (0, 1):
        return unit
    if numbers and not cast_type("float", low) <= cast_type("float", high):
        raise ArgumentError(
            describe(
                "random_uniform: low must not be above high",
                {"low": low, "high": high},
                "exchange them",
                str(here()),
            )
        )
    low, high = to_dtype(low, dtype), to_dtype(high, dtype)
    y = low + unit * (high - low)  # rounding may reach high
    if is_bfloat16(dtype):  # of which nobody knows the neighbours
        return broadcast_to(where(y < high, y, low), sizes)
    return broadcast_to(minimum(y, nextafter(high, low)), sizes)


def spread_numbers(
    y: Tensor, scale: float, shift: float, sizes: tuple[Size, ...]
) -> Tensor:
    """y * scale + shift in the dtype of y, without the steps that change nothing."""
    y = as_tensor(y)
    if not (isinstance(scale, (int, float)) and scale == 1):
        y = y * to_dtype(scale, y.dtype)
    if not (isinstance(shift, (int, float)) and shift == 0):
        y = y + to_dtype(shift, y.dtype)
    return broadcast_to(y, sizes)
