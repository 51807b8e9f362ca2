"""Random integers and booleans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import as_dtype, kind_of
from graph.ir.errors import ArgumentError, DTypeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.random.bits import random_bits
from graph.ops.random.uniform import unit_uniform
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


_WORD = 0xFFFFFFFF


@public
def random_bernoulli(
    key: TensorLike,
    shape: Sequence[Size],
    p: TensorLike = 0.5,
    dtype: DTypeLike = "bool",
) -> Tensor:
    """True with probability p.

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        p: a number, exact to 2**-32, or a tensor that broadcasts to the shape.
        dtype: of the result; 1 stands for true in a numeric one.

    Returns:
        A tensor of the shape and dtype.

    Raises:
        ArgumentError: p is a number outside 0 to 1.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.random_bernoulli(graph.make_key(0), (5,), 0.5).tolist()
        [True, False, False, False, False]
    """
    sizes = as_sizes("random_bernoulli", shape)
    if not isinstance(p, (int, float)):
        p = as_tensor(p)
        wide = np.dtype(np.float64 if p.dtype == np.float64 else np.float32)
        return cast(broadcast_to(unit_uniform(key, sizes, wide) < p, sizes), dtype)
    if not 0 <= p <= 1:
        raise ArgumentError(
            describe(
                "random_bernoulli: p is a probability",
                {"p": p},
                "give a number from 0 to 1",
                str(here()),
            )
        )
    bits = random_bits(key, sizes)
    threshold = round(p * 2**32)
    drawn = bits < threshold if threshold <= _WORD else bits >= 0
    return cast(drawn, dtype)


@public
def random_integers(
    key: TensorLike,
    shape: Sequence[Size],
    low: int,
    high: int,
    dtype: DTypeLike = "int32",
) -> Tensor:
    """Integers low <= y < high, equally likely: low + floor(u * (high - low) / 2**64).

    Args:
        key: uint32[4], see `make_key`.
        shape: sizes, ints or symbolic.
        low, high: integers, or integer tensors that broadcast to the shape; low < high.
        dtype: an integer dtype that holds them.

    Returns:
        A tensor of the shape and dtype. Two of n values differ in probability by less
        than n / 2**64 of it.

    Raises:
        ArgumentError: low and high are numbers, and there is no integer between them
            or they do not fit the dtype.
        DTypeError: dtype is not an integer dtype.

    Gradient:
        None.

    Source:
        Lemire 2019, "Fast random integer generation in an interval", without rejection.

    Example:
        >>> import graph
        >>> graph.random_integers(graph.make_key(0), (6,), 1, 7).tolist()
        [3, 5, 6, 5, 1, 1]
    """
    dtype = as_dtype(dtype)
    if kind_of(dtype) not in "iu":
        raise DTypeError(
            describe("random_integers: dtype must be an integer one", {"dtype": dtype})
        )
    sizes = as_sizes("random_integers", shape)
    if isinstance(low, int) and isinstance(high, int):
        _check_range(low, high, dtype)
        span, low = high - low, low % 2**64
    else:
        low, high = _as_word(low), _as_word(high)
        span = high - low
    lanes = cast(random_bits(key, (*sizes, 2)), "uint64")
    y = _scale(lanes[..., 0], lanes[..., 1], span) + low
    return broadcast_to(cast(y, dtype), sizes)


def _check_range(low: int, high: int, dtype: np.dtype) -> None:
    limits = np.iinfo(dtype)
    if low < high and limits.min <= low and high - 1 <= limits.max:
        return
    raise ArgumentError(
        describe(
            f"random_integers: no {dtype} numbers from low to high - 1",
            {"low": low, "high": high},
            "high is exclusive and must be above low; choose a dtype that holds both",
            str(here()),
        )
    )


def _as_word(bound: TensorLike) -> Tensor:
    """An integer as 64 bits, negative ones modulo 2**64."""
    bound = as_tensor(bound)
    if kind_of(bound.dtype) not in "iu":
        raise DTypeError(
            describe(
                "random_integers: low and high are integers",
                {"bound": bound.spec},
                'convert it first: graph.cast(bound, "int32")',
                str(here()),
            )
        )
    return cast(bound, "uint64")


def _scale(upper: Tensor, lower: Tensor, span: Any) -> Tensor:
    """floor((upper * 2**32 + lower) * span / 2**64), in words of 64 bits."""
    if isinstance(span, int) and span <= 2**32:
        return (upper * span + (lower * span >> 32)) >> 32
    if isinstance(span, int):
        span = as_tensor(np.array(span, np.uint64))
    low, high = span & _WORD, span >> 32
    middle = upper * low + (lower * low >> 32)
    other = lower * high + (middle & _WORD)
    scaled: Tensor = upper * high + (middle >> 32) + (other >> 32)
    return scaled
