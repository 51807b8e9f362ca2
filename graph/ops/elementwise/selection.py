"""Choosing between values: where, maximum, minimum, clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.eager_plan import planned
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.base import Binary, broadcast_together
from graph.ops.elementwise.comparison import (
    greater,
    greater_equal,
    less,
    less_equal,
    not_equal,
)
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, LaneMathLike, LanesLike, TensorLike


def zero_like(x: TensorLike) -> Tensor:
    """Zeros of the shape and dtype of x."""
    x = as_tensor(x)
    return broadcast_to(as_tensor(np.zeros((), x.dtype)), x.spec.shape)


class Where(Op):
    """w = x where condition else y."""

    moves_only = True
    is_elementwise = True

    def infer(self, condition: Spec, x: Spec, y: Spec) -> Spec:
        self.require_bool(condition=condition)
        self.require_same_dtype(x=x, y=y)
        if not condition.shape == x.shape == y.shape:
            self.fail("shapes must agree", "", condition=condition, x=x, y=y)
        return x

    def kernel(self, condition: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.where(condition, x, y)

    @staticmethod
    def kernel_into(
        out: np.ndarray, condition: np.ndarray, x: np.ndarray, y: np.ndarray
    ) -> None:
        np.copyto(out, y)
        np.copyto(out, x, where=condition)

    def lower(
        self, m: LaneMathLike, condition: LanesLike, x: LanesLike, y: LanesLike
    ) -> LanesLike:
        return m.where(condition, x, y)

    def vjp(
        self, dw: Tensor, w: Tensor, condition: Tensor, x: Tensor, y: Tensor
    ) -> Cotangents:
        zero = zero_like(dw)
        return None, where(condition, dw, zero), where(condition, zero, dw)


@public
@planned(tensors=3)
def where(condition: TensorLike, x: TensorLike, y: TensorLike) -> Tensor:
    """x where the condition holds, else y, elementwise with broadcasting.

    Args:
        condition: boolean tensor; numbers count as true where they are not 0.
        x, y: values of one dtype after promotion.

    Gradient:
        To x where the condition holds, to y elsewhere.

    Example:
        >>> import graph
        >>> graph.where([True, False], 1.0, [5.0, 6.0]).numpy()
        array([1., 6.])
    """
    condition = as_tensor(condition)
    if kind_of(condition.dtype) != "b":
        condition = not_equal(condition, 0)
    dtype = common_dtype(x, y)
    parts = condition, to_dtype(x, dtype), to_dtype(y, dtype)
    return apply(Where(), *broadcast_together("where", *parts))


class Maximum(Binary):
    """The larger of x and y, or NaN. Gradient: to x where x >= y, else to y."""

    ufunc = np.maximum

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        zero = zero_like(dz)
        return where(greater_equal(x, y), dz, zero), where(less(x, y), dz, zero)


class Minimum(Binary):
    """The smaller of x and y, or NaN. Gradient: to x where x <= y, else to y."""

    ufunc = np.minimum

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        zero = zero_like(dz)
        return where(less_equal(x, y), dz, zero), where(greater(x, y), dz, zero)


maximum = Maximum.function()
minimum = Minimum.function()


@public
@planned(tensors=1)
def clip(
    x: TensorLike, low: float | np.ndarray | None = None, high: TensorLike | None = None
) -> Tensor:
    """min(max(x, low), high), elementwise; a bound of None is no bound.

    Gradient:
        dy where low <= x <= high, else 0.

    Example:
        >>> import graph
        >>> graph.clip([-2.0, 0.5, 3.0], 0.0, 1.0).numpy()
        array([0. , 0.5, 1. ])
    """
    x = as_tensor(x)
    if low is not None:
        x = maximum(x, low)
    if high is not None:
        x = minimum(x, high)
    return x
