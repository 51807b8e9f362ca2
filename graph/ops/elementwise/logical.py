"""Logic on booleans and bits of integers; without gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ops.elementwise.base import Binary, Unary, broadcast_together
from graph.ops.elementwise.comparison import not_equal
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


class Logical(Binary, abstract=True):
    result_dtype = "bool"

    def check(self, x: Spec, y: Spec) -> None:
        self.require_bool(x=x, y=y)

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


class LogicalAnd(Logical):
    """x and y, elementwise; numbers count as true where they are not 0."""

    ufunc = np.logical_and


class LogicalOr(Logical):
    """x or y, elementwise; numbers count as true where they are not 0."""

    ufunc = np.logical_or


class LogicalXor(Logical):
    """Exactly one of x and y, elementwise."""

    ufunc = np.logical_xor


class LogicalNot(Unary):
    """not x, elementwise."""

    ufunc = np.logical_not
    result_dtype = "bool"

    def check(self, x: Spec) -> None:
        self.require_bool(x=x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


class Bitwise(Binary, abstract=True):
    def check(self, x: Spec, y: Spec) -> None:
        if kind_of(x.dtype) not in "biu":
            self.require_integer(x=x, y=y)

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


class BitwiseAnd(Bitwise):
    """x & y on the bits of integers."""

    ufunc = np.bitwise_and


class BitwiseOr(Bitwise):
    """x | y on the bits of integers."""

    ufunc = np.bitwise_or


class BitwiseXor(Bitwise):
    """x ^ y on the bits of integers."""

    ufunc = np.bitwise_xor


class LeftShift(Bitwise):
    """x << y on the bits of integers."""

    ufunc = np.left_shift


class RightShift(Bitwise):
    """x >> y on the bits of integers."""

    ufunc = np.right_shift


class BitwiseNot(Unary):
    """~x on the bits of integers."""

    ufunc = np.invert

    def check(self, x: Spec) -> None:
        if kind_of(x.dtype) not in "biu":
            self.require_integer(x=x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


def truth(x: TensorLike) -> Tensor:
    """The boolean tensor of x: numbers are true where they are not 0."""
    x = as_tensor(x)
    return x if kind_of(x.dtype) == "b" else not_equal(x, 0)


def _logical(op: Logical, x: TensorLike, y: TensorLike) -> Tensor:
    return apply(op, *broadcast_together(op.name, truth(x), truth(y)))


@public
def logical_and(x: TensorLike, y: TensorLike) -> Tensor:
    return _logical(LogicalAnd(), x, y)


@public
def logical_or(x: TensorLike, y: TensorLike) -> Tensor:
    return _logical(LogicalOr(), x, y)


@public
def logical_xor(x: TensorLike, y: TensorLike) -> Tensor:
    return _logical(LogicalXor(), x, y)


@public
def logical_not(x: TensorLike) -> Tensor:
    return apply(LogicalNot(), truth(x))


logical_and.__doc__ = LogicalAnd.__doc__
logical_or.__doc__ = LogicalOr.__doc__
logical_xor.__doc__ = LogicalXor.__doc__
logical_not.__doc__ = LogicalNot.__doc__
bitwise_and = BitwiseAnd.function()
bitwise_or = BitwiseOr.function()
bitwise_xor = BitwiseXor.function()
bitwise_not = BitwiseNot.function()
left_shift = LeftShift.function()
right_shift = RightShift.function()
