"""TensorFlow's arithmetic, element by element."""

from __future__ import annotations

import functools
import operator

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import (
    constant,
    dtype_of,
    is_float,
    like,
    pair,
)
from kerasish.saving.upgrades.tf_ops.table import same, tf_op

same(
    math_abs="absolute", math_acos="arccos", math_acosh="arccosh", math_asin="arcsin",
    math_asinh="arcsinh", math_atan="arctan", math_atanh="arctanh", math_ceil="ceil",
    math_conj="conj", math_cos="cos", math_cosh="cosh", math_erf="erf",
    math_erfc="erfc", math_erfinv="erfinv", math_exp="exp", math_expm1="expm1",
    math_floor="floor", math_is_finite="isfinite", math_is_inf="isinf",
    math_is_nan="isnan", math_log="log", math_log1p="log1p",
    math_log_sigmoid="log_sigmoid", math_negative="negative", math_rint="round",
    math_reciprocal="reciprocal", math_round="round", math_rsqrt="rsqrt",
    math_sigmoid="sigmoid", math_sign="sign", math_sin="sin", math_sinh="sinh",
    math_sqrt="sqrt", math_square="square", math_tan="tan", math_tanh="tanh",
    math_real="real", math_imag="imag", math_angle="angle", math_bessel_i0="i0",
    math_logical_not="logical_not",
)  # fmt: skip


def _of_pairs(key, x, y):
    x, y = pair(x, y)
    return getattr(ops, key)(x, y)


_PAIRS = {
    "add": ("math.add", "__operators__.add", "add"),
    "subtract": ("math.subtract", "subtract"),
    "multiply": ("math.multiply", "multiply"),
    "maximum": ("math.maximum",),
    "minimum": ("math.minimum",),
    "power": ("math.pow", "pow"),
    "mod": ("math.floormod", "math.mod", "floormod", "mod"),
    "floor_divide": ("math.floordiv", "floor_div", "floordiv"),
    "greater": ("math.greater",),
    "greater_equal": ("math.greater_equal",),
    "less": ("math.less",),
    "less_equal": ("math.less_equal",),
    "equal": ("math.equal",),
    "not_equal": ("math.not_equal",),
    "logical_and": ("math.logical_and",),
    "logical_or": ("math.logical_or",),
    "logical_xor": ("math.logical_xor",),
    "divide_no_nan": ("math.divide_no_nan", "div_no_nan"),
    "bitwise_and": ("bitwise.bitwise_and",),
    "bitwise_or": ("bitwise.bitwise_or",),
    "bitwise_xor": ("bitwise.bitwise_xor",),
}
for _key, _symbols in _PAIRS.items():
    tf_op(*_symbols)(functools.partial(_of_pairs, _key))


@tf_op("math.truediv", "math.divide", "truediv", "divide", "RealDiv")
def truediv(x, y):
    """Integers of 32 and 64 bits become float64, as in TensorFlow."""
    x, y = pair(x, y)
    if not is_float(x) or not is_float(y):
        x, y = (ops.cast(constant(v), "float64") for v in (x, y))
    return ops.divide(x, y)


@tf_op("div")
def div(x, y):
    """Python 2's division: of integers it is that of whole numbers."""
    x, y = pair(x, y)
    return ops.divide(x, y) if is_float(x) and is_float(y) else ops.floor_divide(x, y)


@tf_op("math.squared_difference")
def squared_difference(x, y):
    x, y = pair(x, y)
    return ops.square(ops.subtract(x, y))


@tf_op("math.atan2")
def atan2(y, x):
    return ops.arctan2(*pair(y, x))


@tf_op("stop_gradient")
def stop_gradient(input):
    return ops.stop_gradient(input)


@tf_op("math.multiply_no_nan")
def multiply_no_nan(x, y):
    """0 where y is 0, even if x is not finite."""
    x, y = pair(x, y)
    return ops.where(ops.equal(y, 0), like(0.0, x), ops.multiply(x, y))


@tf_op("math.reciprocal_no_nan")
def reciprocal_no_nan(x):
    return ops.divide_no_nan(ops.ones_like(x), x)


@tf_op("math.xlogy")
def xlogy(x, y):
    """x log y, 0 where x is 0."""
    x, y = pair(x, y)
    return multiply_no_nan(ops.log(ops.where(ops.equal(x, 0), 1.0, y)), x)


@tf_op("math.xlog1py")
def xlog1py(x, y):
    x, y = pair(x, y)
    return multiply_no_nan(ops.log1p(ops.where(ops.equal(x, 0), 1.0, y)), x)


@tf_op("math.erfcinv")
def erfcinv(x):
    return ops.erfinv(ops.subtract(1.0, x))


@tf_op("math.ndtri")
def ndtri(x):
    """The quantile function of the normal distribution."""
    return ops.multiply(ops.erfinv(ops.subtract(ops.multiply(x, 2.0), 1.0)), 2**0.5)


@tf_op("math.add_n", "math.accumulate_n", "add_n")
def add_n(inputs):
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    return functools.reduce(lambda x, y: ops.add(*pair(x, y)), inputs)


@tf_op("math.polyval")
def polyval(coeffs, x):
    """Horner's rule."""
    value = ops.multiply(ops.zeros_like(x), 0)
    for coefficient in coeffs:
        value = ops.add(ops.multiply(value, x), like(coefficient, x))
    return value


@tf_op("cast", "dtypes.cast")
def cast(x, dtype):
    return ops.cast(constant(x), dtype)


@tf_op("dtypes.saturate_cast")
def saturate_cast(value, dtype):
    return ops.saturate_cast(value, dtype)


@tf_op("complex", "dtypes.complex")
def complex_number(real, imag):
    joined = ops.stack([constant(real), constant(imag)], axis=-1)
    return ops.view_as_complex(joined)


@tf_op("clip_by_value")
def clip_by_value(t, clip_value_min, clip_value_max):
    low, high = like(clip_value_min, t), like(clip_value_max, t)
    if all(np.ndim(v) == 0 and not hasattr(v, "spec") for v in (low, high)):
        return ops.clip(t, low, high)
    return ops.maximum(ops.minimum(t, high), low)


@tf_op("bitwise.invert")
def invert(x):
    return ops.bitwise_invert(x)


@tf_op("identity", "ensure_shape", "debugging.check_numerics", "guarantee_const")
def identity(input, shape=None, message=None):
    """The value; what only checks has nothing to do here."""
    return ops.add(input, 0) if is_float(input) else ops.cast(input, dtype_of(input))


@tf_op("convert_to_tensor", "constant")
def convert_to_tensor(input, dtype=None, dtype_hint=None, shape=None):
    value = constant(input, dtype)
    return value if dtype in (None, dtype_of(value)) else ops.cast(value, dtype)


#: how sizes are computed with; see `sizes`
SIZE_OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "floor_divide": operator.floordiv,
    "mod": operator.mod,
}
