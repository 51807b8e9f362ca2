"""Elementwise ops as expressions of C."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.exchange.c.numbers import c_type
from graph.ir.dtypes import kind_of
from graph.ir.node import Node
from graph.ir.op import Op
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

_OPERATORS = {
    arithmetic.Add: "+",
    arithmetic.Subtract: "-",
    arithmetic.Multiply: "*",
    arithmetic.Divide: "/",
    comparison.Equal: "==",
    comparison.NotEqual: "!=",
    comparison.Less: "<",
    comparison.LessEqual: "<=",
    comparison.Greater: ">",
    comparison.GreaterEqual: ">=",
    logical.LogicalAnd: "&&",
    logical.LogicalOr: "||",
    logical.BitwiseAnd: "&",
    logical.BitwiseOr: "|",
    logical.BitwiseXor: "^",
}
#: functions of math.h
_FUNCTIONS = {
    exponential.Exp: "exp",
    exponential.Exp2: "exp2",
    exponential.Expm1: "expm1",
    exponential.Log: "log",
    exponential.Log1p: "log1p",
    exponential.Log2: "log2",
    exponential.Log10: "log10",
    exponential.Sqrt: "sqrt",
    exponential.Cbrt: "cbrt",
    special.Erf: "erf",
    special.Erfc: "erfc",
    special.Lgamma: "lgamma",
    rounding.Floor: "floor",
    rounding.Ceil: "ceil",
    rounding.Rint: "rint",
    rounding.Trunc: "trunc",
    trigonometric.Sin: "sin",
    trigonometric.Cos: "cos",
    trigonometric.Tan: "tan",
    trigonometric.Sinh: "sinh",
    trigonometric.Cosh: "cosh",
    trigonometric.Tanh: "tanh",
    trigonometric.Arcsin: "asin",
    trigonometric.Arccos: "acos",
    trigonometric.Arctan: "atan",
    trigonometric.Arctan2: "atan2",
    trigonometric.Arcsinh: "asinh",
    trigonometric.Arccosh: "acosh",
    trigonometric.Arctanh: "atanh",
    angles.Hypot: "hypot",
    arithmetic.Fmod: "fmod",
}
#: functions that the file has itself
_HELPERS = {
    selection.Maximum: "maximum",
    selection.Minimum: "minimum",
    arithmetic.Absolute: "absolute",
    arithmetic.Sign: "sign",
    exponential.Sigmoid: "sigmoid",
    exponential.Rsqrt: "rsqrt",
    exponential.Logaddexp: "logaddexp",
}
_OTHERS: dict[type[Op], Callable[..., Any]] = {
    arithmetic.Negative: lambda w, n, a: f"(-{a})",
    logical.LogicalNot: lambda w, n, a: f"(!{a})",
    logical.BitwiseNot: lambda w, n, a: f"(~{a})",
    logical.LogicalXor: lambda w, n, a, b: f"(!{a} != !{b})",
    selection.Where: lambda w, n, c, a, b: f"({c} ? {a} : {b})",
    comparison.Isnan: lambda w, n, a: f"({a} != {a})",
    comparison.Isinf: lambda w, n, a: f"(isinf({a}) != 0)",
    comparison.Isfinite: lambda w, n, a: f"(isfinite({a}) != 0)",
    cast.Cast: lambda w, n, a: (
        f"({a} != 0)" if n.op.dtype.kind == "b" else f"({c_type(n.op.dtype)})({a})"
    ),
}


def expression(writer: Any, node: Node, *operands: str) -> str | None:
    """The value of an elementwise node; None where C has nothing for it."""
    op = type(node.op)
    spec = node.inputs[0].spec if node.inputs else node.specs[0]
    is_float = kind_of(spec.dtype) == "f"
    if op in _OPERATORS:
        text = f"({operands[0]} {_OPERATORS[op]} {operands[1]})"
        small = (
            kind_of(node.specs[0].dtype) in "iu" and node.specs[0].dtype.itemsize < 4
        )
        return f"({c_type(node.specs[0].dtype)}){text}" if small else text
    if op in _OTHERS:
        return _OTHERS[op](writer, node, *operands)
    if op in _HELPERS:
        return _call(writer.helper(_HELPERS[op], spec.dtype), operands)
    if op in _DIVISIONS:
        return _call(_DIVISIONS[op](writer, spec.dtype, is_float), operands)
    if op in _FUNCTIONS and is_float:
        suffix = "f" if spec.dtype.itemsize == 4 else ""
        return _call(f"{_FUNCTIONS[op]}{suffix}", operands)
    if op is arithmetic.FloorDivide:
        if not is_float:
            return _call(writer.helper("int_divide", spec.dtype), operands)
        suffix = "f" if spec.dtype.itemsize == 4 else ""
        return f"floor{suffix}({operands[0]} / {operands[1]})"
    return None


_DIVISIONS = {
    arithmetic.Mod: lambda w, dtype, is_float: w.helper(
        "float_mod" if is_float else "int_mod", dtype
    ),
    arithmetic.Power: lambda w, dtype, is_float: (
        ("powf" if dtype.itemsize == 4 else "pow")
        if is_float
        else w.helper("int_power", dtype)
    ),
}


def _call(name: str, operands: Any) -> str:
    return f"{name}({', '.join(operands)})"
