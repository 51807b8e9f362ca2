"""Elementwise ops and activations."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import helper

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.table import reads, same_as
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.tensor import EagerTensor, Tensor


same_as(
    {
        "Abs": f.absolute,
        "Neg": f.negative,
        "Sign": f.sign,
        "Exp": f.exp,
        "Log": f.log,
        "Sqrt": f.sqrt,
        "Reciprocal": lambda x: 1 / x,
        "Floor": f.floor,
        "Ceil": f.ceil,
        "Round": f.rint,
        "Erf": f.erf,
        "Sin": f.sin,
        "Cos": f.cos,
        "Tan": f.tan,
        "Asin": f.arcsin,
        "Acos": f.arccos,
        "Atan": f.arctan,
        "Sinh": f.sinh,
        "Cosh": f.cosh,
        "Tanh": f.tanh,
        "Asinh": f.arcsinh,
        "Acosh": f.arccosh,
        "Atanh": f.arctanh,
        "Add": f.add,
        "Sub": f.subtract,
        "Mul": f.multiply,
        "And": f.logical_and,
        "Or": f.logical_or,
        "Xor": f.logical_xor,
        "Not": f.logical_not,
        "BitwiseAnd": f.bitwise_and,
        "BitwiseOr": f.bitwise_or,
        "BitwiseXor": f.bitwise_xor,
        "BitwiseNot": f.bitwise_not,
        "Equal": f.equal,
        "Less": f.less,
        "LessOrEqual": f.less_equal,
        "Greater": f.greater,
        "GreaterOrEqual": f.greater_equal,
        "IsNaN": f.isnan,
        "Where": f.where,
        "Sigmoid": f.sigmoid,
        "Relu": f.relu,
        "Softplus": f.softplus,
        "Softsign": f.softsign,
        "Mish": f.mish,
        "Identity": lambda x: x,
        "HardSwish": lambda x: x * f.clip(x / 6 + 0.5, 0, 1),
        "PRelu": lambda x, slope: f.where(x < 0, slope * x, x),
    }
)


def _number(x: EagerTensor, value: float) -> np.ndarray:
    """A number in the dtype of a tensor."""
    return np.asarray(value, as_tensor(x).dtype)


@reads("Div")
def divide(node: NodeView, x: EagerTensor, y: EagerTensor) -> EagerTensor:
    if kind_of(as_tensor(x).dtype) == "f":
        return f.divide(x, y)
    signs = f.logical_xor(f.less(x, 0), f.less(y, 0))  # ONNX cuts towards 0
    quotient = f.floor_divide(f.absolute(x), f.absolute(y))
    return f.where(signs, f.negative(quotient), quotient)


@reads("Mod")
def mod(node: NodeView, x: EagerTensor, y: EagerTensor) -> EagerTensor:
    return (f.fmod if node.get("fmod", 0) else f.mod)(x, y)


@reads("Pow")
def power(node: Any, x: Any, y: Any) -> Any:
    return f.power(x, f.cast(y, as_tensor(x).dtype))


@reads("Max", "Min", "Sum", "Mean")
def several(node: NodeView, *xs: EagerTensor) -> Tensor:
    functions = {"Max": f.maximum, "Min": f.minimum}
    if as_tensor(xs[0]).dtype.kind == "b":
        functions = {"Max": f.logical_or, "Min": f.logical_and}
    total = functools.reduce(functions.get(node.kind, f.add), map(as_tensor, xs))
    return total / len(xs) if node.kind == "Mean" else total


@reads("Cast")
def cast(node: Any, x: Any) -> Any:
    return f.cast(x, helper.tensor_dtype_to_np_dtype(node.get("to")))


@reads("CastLike")
def cast_like(node: Any, x: Any, like: Any) -> Any:
    return f.cast(x, as_tensor(like).dtype)


@reads("BitShift")
def bit_shift(node: Any, x: Any, y: Any) -> Any:
    left = node.get("direction") == "LEFT"
    return (f.left_shift if left else f.right_shift)(x, y)


@reads("IsInf")
def is_inf(node: Any, x: Any) -> Any:
    up, down = node.get("detect_positive", 1), node.get("detect_negative", 1)
    zero = _number(x, 0)
    found = f.isinf(x)
    found = found if up else f.logical_and(found, f.less(x, zero))
    return found if down else f.logical_and(found, f.greater(x, zero))


@reads("Clip")
def clip(
    node: NodeView,
    x: EagerTensor,
    low: EagerTensor | None = None,
    high: EagerTensor | None = None,
) -> EagerTensor:
    low = node.get("min") if low is None else low
    high = node.get("max") if high is None else high
    x = x if low is None else f.maximum(x, f.cast(low, as_tensor(x).dtype))
    return x if high is None else f.minimum(x, f.cast(high, as_tensor(x).dtype))


# ---- activations with numbers of their own


@reads("LeakyRelu")
def leaky_relu(node: NodeView, x: EagerTensor) -> EagerTensor:
    return f.where(x < 0, x * _number(x, node.get("alpha", 0.01)), x)


@reads("Elu")
def elu(node: NodeView, x: EagerTensor) -> EagerTensor:
    return f.elu(x, node.get("alpha", 1.0))


@reads("Selu")
def selu(node: NodeView, x: EagerTensor) -> EagerTensor:
    alpha = node.get("alpha", 1.67326319217681884765625)
    gamma = node.get("gamma", 1.05070102214813232421875)
    return f.elu(x, alpha) * _number(x, gamma)


@reads("Celu")
def celu(node: NodeView, x: EagerTensor) -> EagerTensor:
    return f.celu(x, node.get("alpha", 1.0))


@reads("Gelu")
def gelu(node: Any, x: Any) -> Any:
    return f.gelu(x, approximate=node.get("approximate", "none") == "tanh")


@reads("HardSigmoid")
def hard_sigmoid(node: NodeView, x: EagerTensor) -> EagerTensor:
    alpha, beta = node.get("alpha", 0.2), node.get("beta", 0.5)
    return f.clip(x * _number(x, alpha) + _number(x, beta), 0, 1)


@reads("ThresholdedRelu")
def thresholded_relu(node: NodeView, x: EagerTensor) -> EagerTensor:
    return f.where(x > _number(x, node.get("alpha", 1.0)), x, _number(x, 0))


@reads("Shrink")
def shrink(node: Any, x: Any) -> Any:
    bias, edge = node.get("bias", 0.0), _number(x, node.get("lambd", 0.5))
    bias = _number(x, bias)
    low = f.where(f.less(x, -edge), x + bias, _number(x, 0))
    return f.where(f.greater(x, edge), x - bias, low)
