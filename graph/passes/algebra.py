"""Algebra: cheaper and numerically safer forms of the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.recipe import constant
from graph.ops.elementwise.arithmetic import (
    Add,
    Divide,
    Multiply,
    Negative,
    Power,
    Subtract,
)
from graph.ops.elementwise.cast import Cast
from graph.ops.elementwise.exponential import (
    Exp,
    Expm1,
    Log,
    Log1p,
    Logaddexp,
    Rsqrt,
    Sigmoid,
    Sqrt,
)
from graph.ops.elementwise.selection import zero_like
from graph.ops.shape.broadcast import BroadcastTo, Sum, broadcast_to
from graph.ops.shape.reshape import Reshape, reshape
from graph.ops.shape.transpose import Transpose, transpose
from graph.passes.rewriting import RuleTable
from graph.passes.values import is_value, scalar_value

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.tensor import SymbolicTensor


algebra_rules = RuleTable("simplify")


@algebra_rules.on(Add)
def add_zero(node: Node) -> Any:
    """x + 0 -> x"""
    x, y = node.inputs
    if is_value(y, 0):
        return x
    return y if is_value(x, 0) else None


@algebra_rules.on(Subtract)
def subtract_zero(node: Node) -> Any:
    """x - 0 -> x, and e**x - 1 -> expm1(x)"""
    x, y = node.inputs
    if is_value(y, 0):
        return x
    if is_value(y, 1) and isinstance(x.op, Exp):
        return apply(Expm1(), x.node.inputs[0])
    return None


@algebra_rules.on(Multiply)
def multiply_unit(node: Node) -> SymbolicTensor | None:
    """x * 1 -> x, and x * -1 -> -x"""
    for x, y in (node.inputs, node.inputs[::-1]):
        if is_value(y, 1):
            return x
        if is_value(y, -1) and kind_of(x.dtype) != "u":
            return apply(Negative(), x)
    return None


@algebra_rules.on(Divide)
def divide_unit(node: Node) -> SymbolicTensor | None:
    """x / 1 -> x, and 1 / sqrt(x) -> rsqrt(x)"""
    x, y = node.inputs
    if is_value(y, 1):
        return x
    if is_value(x, 1) and isinstance(y.op, Sqrt):
        return apply(Rsqrt(), y.node.inputs[0])
    return None


@algebra_rules.on(Power)
def small_power(node: Node) -> SymbolicTensor | None:
    """x**1 -> x, x**2 -> x * x, x**0.5 -> sqrt(x), x**0 -> 1"""
    x, y = node.inputs
    exponent = scalar_value(y)
    if exponent == 1:
        return x
    if exponent == 2:
        return apply(Multiply(), x, x)
    if exponent == 0.5 and kind_of(x.dtype) == "f":
        return apply(Sqrt(), x)
    if exponent == 0:
        one = constant(np.ones((), x.dtype))
        return as_symbolic(broadcast_to(one, x.spec.shape))
    return None


@algebra_rules.on(Negative)
def double_negative(node: Node) -> SymbolicTensor | None:
    """-(-x) -> x"""
    (x,) = node.inputs
    return x.node.inputs[0] if isinstance(x.op, Negative) else None


@algebra_rules.on(Transpose)
def join_transposes(node: Node) -> SymbolicTensor | None:
    """Two orders of axes are one; the identity is nothing."""
    (x,) = node.inputs
    if isinstance(x.op, Transpose):
        inner = x.op.perm
        perm = [inner[i] for i in node.op.perm]
        return as_symbolic(transpose(x.node.inputs[0], perm))
    return x if node.op.perm == tuple(range(x.ndim)) else None


@algebra_rules.on(Reshape)
def join_reshapes(node: Node) -> SymbolicTensor | None:
    """Two reshapes are one; the same shape is nothing."""
    (x,) = node.inputs
    if x.spec.shape == node.op.sizes:
        return x
    if isinstance(x.op, Reshape):
        return as_symbolic(reshape(x.node.inputs[0], node.op.sizes))
    return None


@algebra_rules.on(BroadcastTo)
def join_broadcasts(node: Node) -> Any:
    """Two broadcasts are one; the same shape is nothing."""
    (x,) = node.inputs
    if x.spec.shape == node.op.sizes:
        return x
    if isinstance(x.op, BroadcastTo):
        return broadcast_to(x.node.inputs[0], node.op.sizes)
    return None


@algebra_rules.on(Sum)
def sum_of_one(node: Node) -> Any:
    """The sum over axes of size 1 is a reshape."""
    (x,) = node.inputs
    if all(x.spec.shape[a] == 1 for a in node.op.axes):
        return reshape(x, node.specs[0].shape)
    return None


@algebra_rules.on(Cast)
def cast_same(node: Node) -> SymbolicTensor | None:
    """A cast to the same dtype is nothing; widening twice is widening once."""
    (x,) = node.inputs
    return x if x.dtype == node.op.dtype else None


@algebra_rules.on(Log)
def safe_log(node: Node) -> SymbolicTensor | None:
    """log(1 + x) -> log1p(x), log(sigmoid(x)) -> -log(1 + e**-x), log(e**x) -> x,
    and log(e**x / s) -> x - log(s), which is log(softmax)."""
    (x,) = node.inputs
    op, parts = x.op, x.node.inputs
    if kind_of(x.dtype) == "c":
        return None  # the logarithm of e**x is x only up to a multiple of 2 pi i
    if isinstance(op, Add):
        for a, b in (parts, parts[::-1]):
            if is_value(b, 1):
                return apply(Log1p(), a)
    if isinstance(op, Exp):
        return parts[0]
    if isinstance(op, Sigmoid):
        minus = apply(Negative(), parts[0])
        zero = as_symbolic(zero_like(minus))
        return apply(Negative(), apply(Logaddexp(), minus, zero))
    if isinstance(op, Divide) and isinstance(parts[0].op, Exp):
        below = parts[1]
        shape = below.spec.shape
        if isinstance(below.op, BroadcastTo):
            (below,) = below.node.inputs
        logarithm = as_symbolic(broadcast_to(apply(Log(), below), shape))
        return apply(Subtract(), parts[0].node.inputs[0], logarithm)
    return None
