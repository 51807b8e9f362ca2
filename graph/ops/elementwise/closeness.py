"""Equality up to a tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.comparison import isfinite, isnan
from graph.ops.elementwise.logical import logical_and, logical_or
from graph.ops.promotion import common_dtype, float_dtype, to_dtype
from graph.ops.public import public
from graph.ops.reduction.logic import all as all_true

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def isclose(
    x: TensorLike,
    y: TensorLike,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> Tensor:
    """Whether abs(x - y) <= atol + rtol * abs(y); infinities are close to themselves.

    Args:
        x, y: tensors that broadcast.
        rtol: tolerance relative to y.
        atol: absolute tolerance.
        equal_nan: whether NaN is close to NaN.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.isclose([1.0, 1.1], 1.0).numpy()
        array([ True, False])
    """
    dtype = float_dtype(common_dtype(x, y))
    x, y = to_dtype(x, dtype), to_dtype(y, dtype)
    near = absolute(x - y) <= absolute(y) * rtol + atol
    close = logical_or(logical_and(near, isfinite(y)), x == y)
    return logical_or(close, logical_and(isnan(x), isnan(y))) if equal_nan else close


@public
def allclose(
    x: TensorLike,
    y: TensorLike,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> Tensor:
    """Whether all elements are close; see `isclose` for the arguments.

    Example:
        >>> import graph
        >>> bool(graph.allclose([1.0, 2.0], [1.0, 2.0000001]))
        True
    """
    return all_true(isclose(x, y, rtol, atol, equal_nan))
