"""Elementwise ops."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.exchange.onnx.writing.broadcasting import loose_inputs
from graph.exchange.onnx.writing.table import converts, same_in_onnx
from graph.exchange.onnx.writing.writer import Writer
from graph.ir.dtypes import kind_of
from graph.ir.node import Node
from graph.ops.elementwise import (
    angles,
    arithmetic,
    cast,
    comparison,
    exponential,
    logical,
    rounding,
    selection,
    special,
    trigonometric,
)


def write_same(writer: Writer, node: Node, *inputs: str, kind: str) -> str:
    """An op that ONNX has, too, and broadcasts."""
    return writer.op(kind, *loose_inputs(writer, node))


same_in_onnx(
    {
        arithmetic.Add: "Add",
        arithmetic.Subtract: "Sub",
        arithmetic.Multiply: "Mul",
        arithmetic.Divide: "Div",
        arithmetic.Negative: "Neg",
        arithmetic.Absolute: "Abs",
        arithmetic.Sign: "Sign",
        arithmetic.Power: "Pow",
        exponential.Exp: "Exp",
        exponential.Log: "Log",
        exponential.Sqrt: "Sqrt",
        exponential.Sigmoid: "Sigmoid",
        special.Erf: "Erf",
        rounding.Floor: "Floor",
        rounding.Ceil: "Ceil",
        rounding.Rint: "Round",
        trigonometric.Sin: "Sin",
        trigonometric.Cos: "Cos",
        trigonometric.Tan: "Tan",
        trigonometric.Sinh: "Sinh",
        trigonometric.Cosh: "Cosh",
        trigonometric.Tanh: "Tanh",
        trigonometric.Arcsin: "Asin",
        trigonometric.Arccos: "Acos",
        trigonometric.Arctan: "Atan",
        trigonometric.Arcsinh: "Asinh",
        trigonometric.Arccosh: "Acosh",
        trigonometric.Arctanh: "Atanh",
        comparison.Equal: "Equal",
        comparison.Less: "Less",
        comparison.LessEqual: "LessOrEqual",
        comparison.Greater: "Greater",
        comparison.GreaterEqual: "GreaterOrEqual",
        comparison.Isnan: "IsNaN",
        comparison.Isinf: "IsInf",
        logical.LogicalAnd: "And",
        logical.LogicalOr: "Or",
        logical.LogicalXor: "Xor",
        logical.LogicalNot: "Not",
        logical.BitwiseAnd: "BitwiseAnd",
        logical.BitwiseOr: "BitwiseOr",
        logical.BitwiseXor: "BitwiseXor",
        logical.BitwiseNot: "BitwiseNot",
        selection.Where: "Where",
    },
    write_same,
)


def _number(writer: Writer, node: Node, value: Any) -> str:
    """A constant in the dtype of the first input."""
    return writer.like(value, node.inputs[0].spec)


@converts(selection.Maximum)
def maximum(writer: Any, node: Any, *inputs: Any) -> Any:
    is_bool = kind_of(node.specs[0].dtype) == "b"
    return writer.op("Or" if is_bool else "Max", *loose_inputs(writer, node))


@converts(selection.Minimum)
def minimum(writer: Any, node: Any, *inputs: Any) -> Any:
    is_bool = kind_of(node.specs[0].dtype) == "b"
    return writer.op("And" if is_bool else "Min", *loose_inputs(writer, node))


@converts(comparison.NotEqual)
def not_equal(writer: Any, node: Any, *inputs: Any) -> Any:
    return writer.op("Not", writer.op("Equal", *loose_inputs(writer, node)))


@converts(comparison.Isfinite)
def is_finite(writer: Any, node: Any, x: Any) -> Any:
    odd = writer.op("Or", writer.op("IsNaN", x), writer.op("IsInf", x))
    return writer.op("Not", odd)


@converts(cast.Cast)
def convert(writer: Any, node: Any, x: Any) -> Any:
    return writer.cast(x, node.op.dtype)


# ---- quotients


@converts(arithmetic.FloorDivide)
def floor_divide(writer: Any, node: Any, *inputs: Any) -> Any:
    x, y = loose_inputs(writer, node)
    if kind_of(node.specs[0].dtype) == "f":
        return writer.op("Floor", writer.op("Div", x, y))
    return writer.op("Div", writer.op("Sub", x, writer.op("Mod", x, y)), y)


@converts(arithmetic.Mod)
def mod(writer: Any, node: Any, *inputs: Any) -> Any:
    x, y = loose_inputs(writer, node)
    if kind_of(node.specs[0].dtype) != "f":
        return writer.op("Mod", x, y)
    # of the sign of y, which Mod of floats in ONNX has not
    rest = writer.op("Mod", x, y, fmod=1)
    zero = _number(writer, node, 0)
    signs = writer.op("Less", writer.op("Mul", rest, y), zero)
    return writer.op("Where", signs, writer.op("Add", rest, y), rest)


@converts(arithmetic.Fmod)
def fmod(writer: Any, node: Any, *inputs: Any) -> Any:
    return writer.op("Mod", *loose_inputs(writer, node), fmod=1)


# ---- exponentials and roots


@converts(exponential.Expm1)
def expm1(writer: Any, node: Any, x: Any) -> Any:
    # 2 tanh(x / 2) / (1 - tanh(x / 2)) loses nothing near 0, where e**x - 1 does
    half = writer.op("Mul", x, _number(writer, node, 0.5))
    tanh, one = writer.op("Tanh", half), _number(writer, node, 1)
    twice = writer.op("Add", tanh, tanh)
    near = writer.op("Div", twice, writer.op("Sub", one, tanh))
    far = writer.op("Sub", writer.op("Exp", x), one)
    is_near = writer.op("Less", writer.op("Abs", x), one)
    return writer.op("Where", is_near, near, far)


@converts(exponential.Log1p)
def log1p(writer: Any, node: Any, x: Any) -> Any:
    # with u = 1 + x: log(u) * x / (u - 1), which loses nothing near 0 (Goldberg, 1991)
    one = _number(writer, node, 1)
    u = writer.op("Add", x, one)
    back, log = writer.op("Sub", u, one), writer.op("Log", u)
    is_tiny = writer.op("Equal", back, _number(writer, node, 0))
    divisor = writer.op("Where", is_tiny, one, back)
    near = writer.op("Div", writer.op("Mul", log, x), divisor)
    is_near = writer.op("Less", writer.op("Abs", x), _number(writer, node, 0.5))
    return writer.op("Where", is_tiny, x, writer.op("Where", is_near, near, log))


@converts(exponential.Exp2)
def exp2(writer: Any, node: Any, x: Any) -> Any:
    return writer.op("Pow", _number(writer, node, 2), x)


@converts(exponential.Log2)
def log2(writer: Any, node: Any, x: Any) -> Any:
    scale = _number(writer, node, 1 / np.log(2))
    return writer.op("Mul", writer.op("Log", x), scale)


@converts(exponential.Log10)
def log10(writer: Any, node: Any, x: Any) -> Any:
    scale = _number(writer, node, 1 / np.log(10))
    return writer.op("Mul", writer.op("Log", x), scale)


@converts(exponential.Rsqrt)
def rsqrt(writer: Any, node: Any, x: Any) -> Any:
    return writer.op("Reciprocal", writer.op("Sqrt", x))


@converts(exponential.Cbrt)
def cbrt(writer: Any, node: Any, x: Any) -> Any:
    root = writer.op("Pow", writer.op("Abs", x), _number(writer, node, 1 / 3))
    return writer.op("Mul", writer.op("Sign", x), root)


@converts(exponential.Logaddexp)
def logaddexp(writer: Any, node: Any, *inputs: Any) -> Any:
    x, y = loose_inputs(writer, node)
    largest = writer.op("Max", x, y)
    gap = writer.op("Neg", writer.op("Abs", writer.op("Sub", x, y)))
    soft = writer.op("Softplus", gap)
    same = writer.op("Equal", x, y)  # also of two infinities
    soft = writer.op("Where", same, _number(writer, node, np.log(2)), soft)
    return writer.op("Add", largest, soft)


@converts(special.Erfc)
def erfc(writer: Any, node: Any, x: Any) -> Any:
    return writer.op("Sub", _number(writer, node, 1), writer.op("Erf", x))


# ---- angles and whole numbers


@converts(angles.Hypot)
def hypot(writer: Any, node: Any, *inputs: Any) -> Any:
    x, y = loose_inputs(writer, node)
    squares = writer.op("Add", writer.op("Mul", x, x), writer.op("Mul", y, y))
    return writer.op("Sqrt", squares)


@converts(trigonometric.Arctan2)
def arctan2(writer: Any, node: Any, *inputs: Any) -> Any:
    # atan(y / x), on the side on which x is; a quarter turn where x is 0
    y, x = loose_inputs(writer, node)
    zero, pi = _number(writer, node, 0), _number(writer, node, np.pi)
    sign = writer.op("Where", writer.op("Less", y, zero), *_both(writer, node, -1, 1))
    angle = writer.op("Atan", writer.op("Div", y, x))
    turned = writer.op("Add", angle, writer.op("Mul", sign, pi))
    left = writer.op("Where", writer.op("Less", x, zero), turned, angle)
    quarter = writer.op("Mul", writer.op("Sign", y), _number(writer, node, np.pi / 2))
    return writer.op("Where", writer.op("Equal", x, zero), quarter, left)


def _both(writer: Any, node: Any, first: Any, second: Any) -> Any:
    return _number(writer, node, first), _number(writer, node, second)


@converts(rounding.Trunc)
def trunc(writer: Any, node: Any, x: Any) -> Any:
    return writer.op(
        "Mul", writer.op("Sign", x), writer.op("Floor", writer.op("Abs", x))
    )
