"""Functions of two numbers that pass over NaN and zero, and powers of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graph.ir.dtypes import kind_of
from graph.ir.tensor import Tensor
from graph.ops.elementwise.base import broadcast_together
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import equal, isnan
from graph.ops.elementwise.exponential import exp2
from graph.ops.elementwise.selection import maximum, minimum, where, zero_like
from graph.ops.promotion import as_float, common_dtype, float_dtype, to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def fmax(x: TensorLike, y: TensorLike) -> Tensor:
    """The larger of x and y; where one of them is NaN, the other.

    Gradient:
        To the one that is taken; to x where they are equal.

    Example:
        >>> import graph
        >>> graph.fmax([1.0, float("nan")], [3.0, 2.0]).numpy()
        array([3., 2.])
    """
    return _without_nan(maximum, x, y)


@public
def fmin(x: TensorLike, y: TensorLike) -> Tensor:
    """The smaller of x and y; where one of them is NaN, the other.

    Gradient:
        To the one that is taken; to x where they are equal.

    Example:
        >>> import graph
        >>> graph.fmin([1.0, float("nan")], [3.0, 2.0]).numpy()
        array([1., 2.])
    """
    return _without_nan(minimum, x, y)


def _without_nan(function: Callable[..., Any], x: TensorLike, y: TensorLike) -> Tensor:
    dtype = common_dtype(x, y)
    x, y = broadcast_together("fmax", to_dtype(x, dtype), to_dtype(y, dtype))
    if kind_of(dtype) not in "fc":
        result: Tensor = function(x, y)
        return result
    passed: Tensor = function(where(isnan(x), y, x), where(isnan(y), x, y))
    return passed


@public
def divide_no_nan(x: TensorLike, y: TensorLike) -> Tensor:
    """z = x / y, and 0 where y is 0.

    Gradient:
        That of x / y where y is not 0, else 0.

    Example:
        >>> import graph
        >>> graph.divide_no_nan([3.0, 1.0], [2.0, 0.0]).numpy()
        array([1.5, 0. ])
    """
    dtype = float_dtype(common_dtype(x, y))
    x, y = broadcast_together("divide", to_dtype(x, dtype), to_dtype(y, dtype))
    none = equal(y, 0)
    return where(none, zero_like(x), x) / where(none, 1, y)


@public
def ldexp(x: TensorLike, exponent: Any) -> Tensor:
    """y = x * 2**exponent.

    Args:
        x: tensor of numbers; integers become floats.
        exponent: integers that broadcast to x.

    Gradient:
        dy * 2**exponent to x.

    Example:
        >>> import graph
        >>> graph.ldexp([0.5, 3.0], [4, -1]).numpy()
        array([8. , 1.5])
    """
    x = as_float(x)
    n = to_dtype(exponent, common_dtype(exponent))
    half = n // 2  # 2**n itself may overflow where the product does not
    return x * exp2(cast(half, x.dtype)) * exp2(cast(n - half, x.dtype))


@public
def select(conditions: Any, choices: Any, default: int = 0) -> Tensor:
    """For each element, of the choices the one at the first condition that holds.

    Args:
        conditions: boolean tensors, one or more.
        choices: as many tensors; all broadcast together.
        default: the value where no condition holds.

    Gradient:
        To the choice that is taken.

    Example:
        >>> import graph
        >>> x = graph.as_tensor([1.0, 5.0, 9.0])
        >>> graph.select([x > 7, x > 3], [x, -x], 0.0).numpy()
        array([ 0., -5.,  9.])
    """
    dtype = common_dtype(*choices, default)
    y = to_dtype(default, dtype)
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        y = where(condition, to_dtype(choice, dtype), y)
    return y
