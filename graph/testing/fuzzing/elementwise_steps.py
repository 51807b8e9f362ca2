"""Steps that compute element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import graph
from graph.testing.fuzzing.arrays import WEIGHTS
from graph.testing.fuzzing.steps import (
    Draft,
    Step,
    Unfit,
    fit_together,
    functions,
    is_float,
    is_integer,
    makes,
)

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


#: functions of real numbers, each over arguments where it is tame
OF_FLOATS = {
    **functions(
        "sin cos tanh sigmoid negative absolute square sign erf erfc arctan "
        "arcsinh "
        "softplus silu gelu mish elu selu celu relu relu6 leaky_relu hard_sigmoid "
        "hard_silu hard_tanh log_sigmoid softsign sparse_plus squareplus cbrt "
        "isnan isfinite isinf signbit soft_shrink tanh_shrink stop_gradient sinc "
        "nan_to_num logical_not"
    ),
    "tan": lambda x: graph.tan(graph.tanh(x)),
    "exp": lambda x: graph.exp(graph.tanh(x)),
    "exp2": lambda x: graph.exp2(graph.tanh(x)),
    "expm1": lambda x: graph.expm1(graph.tanh(x)),
    "log": lambda x: graph.log(x * x + 0.5),
    "log2": lambda x: graph.log2(x * x + 0.5),
    "log10": lambda x: graph.log10(x * x + 0.5),
    "log1p": lambda x: graph.log1p(x * x),
    "sqrt": lambda x: graph.sqrt(x * x + 0.1),
    "rsqrt": lambda x: graph.rsqrt(x * x + 0.1),
    "reciprocal": lambda x: graph.reciprocal(x * x + 0.5),
    "sinh": lambda x: graph.sinh(graph.tanh(x)),
    "cosh": lambda x: graph.cosh(graph.tanh(x)),
    "arcsin": lambda x: graph.arcsin(graph.tanh(x) * 0.9),
    "arccos": lambda x: graph.arccos(graph.tanh(x) * 0.9),
    "arctanh": lambda x: graph.arctanh(graph.tanh(x) * 0.9),
    "arccosh": lambda x: graph.arccosh(x * x + 1.5),
    "erfinv": lambda x: graph.erfinv(graph.tanh(x) * 0.9),
    "lgamma": lambda x: graph.lgamma(x * x + 0.5),
    "digamma": lambda x: graph.digamma(x * x + 0.5),
    "i0": lambda x: graph.i0(graph.tanh(x)),
    "i1": lambda x: graph.i1(graph.tanh(x)),
    "floor": lambda x: graph.floor(x * 1.7),
    "ceil": lambda x: graph.ceil(x * 1.7),
    "rint": lambda x: graph.rint(x * 1.7),
    "trunc": lambda x: graph.trunc(x * 1.7),
    "round": lambda x: graph.round(x, 1),
    "clip": lambda x: graph.clip(x, -0.9, 1.1),
    "neutral": lambda x: x * 1.0 + 0.0,
    "power": lambda x: (x * x + 0.1) ** 0.7,
    "cube": lambda x: graph.tanh(x) ** 3,
    "compared": lambda x: x > 0.3,
}
OF_TWO_FLOATS = {
    "add": graph.add,
    "subtract": graph.subtract,
    "multiply": lambda x, y: graph.tanh(x * y),
    "divide": lambda x, y: x / (y * y + 1.0),
    "maximum": graph.maximum,
    "minimum": graph.minimum,
    "fmax": graph.fmax,
    "fmin": graph.fmin,
    "arctan2": lambda x, y: graph.arctan2(x, y * y + 0.3),
    "hypot": lambda x, y: graph.hypot(x, graph.absolute(y) + 0.1),
    "logaddexp": graph.logaddexp,
    "power": lambda x, y: graph.power(x * x + 0.5, graph.tanh(y)),
    "mod": lambda x, y: graph.mod(x, y * y + 0.5),
    "fmod": lambda x, y: graph.fmod(x, y * y + 0.5),
    "floor_divide": lambda x, y: graph.floor_divide(x, y * y + 0.5),
    "where": lambda x, y: graph.where(x > y, x, y * 0.5),
    "divide_no_nan": lambda x, y: graph.divide_no_nan(x, graph.relu(y) + 0.0),
    "heaviside": graph.heaviside,
    "less": graph.less,
    "greater_equal": graph.greater_equal,
    "not_equal": graph.not_equal,
    "logical_and": lambda x, y: graph.logical_and(graph.rint(x), graph.rint(y)),
}
OF_INTEGERS = {
    "negative": graph.negative,
    "absolute": graph.absolute,
    "bitwise_not": graph.bitwise_not,
    "square": graph.square,
    "sign": graph.sign,
    "affine": lambda x: x * 3 + 1,
    "clip": lambda x: graph.clip(x, 1, 9),
    "left_shift": lambda x: graph.left_shift(x, graph.bitwise_and(x, 3)),
    "right_shift": lambda x: graph.right_shift(x, graph.bitwise_and(x, 3)),
    "half": lambda x: x // 2,
    "rest": lambda x: x % 3,
    "compared": lambda x: x > 3,
    "logical_not": graph.logical_not,
    "real_part": lambda x: graph.sin(x * 0.5),
}
OF_TWO_INTEGERS = {
    **functions(
        "add subtract multiply floor_divide mod maximum minimum bitwise_and "
        "bitwise_or bitwise_xor less equal gcd"
    ),
    "where": lambda x, y: graph.where(x < y, x, y + 1),
    "divide": lambda x, y: x / (y * y + 1),
    "left_shift": lambda x, y: graph.left_shift(x, graph.bitwise_and(y, 7)),
    "right_shift": lambda x, y: graph.right_shift(x, graph.bitwise_and(y, 7)),
}
OF_BOOLS = {
    "logical_not": graph.logical_not,
    "number": lambda x: graph.cast(x, "float32") * 1.5,
    "choice": lambda x: graph.where(x, 1.5, -0.5),
    "bitwise_not": graph.bitwise_not,
}
OF_TWO_BOOLS = functions(
    "logical_and logical_or logical_xor equal bitwise_and bitwise_xor maximum"
)
OF_COMPLEX = {
    "real": graph.real,
    "imag": graph.imag,
    "conj": graph.conj,
    "exp": lambda x: graph.exp(x * 0.3),
    "square": graph.square,
}


@makes(20)
def unary(draft: Draft) -> Step:
    place = draft.pick(lambda x: True)
    table = {"f": OF_FLOATS, "b": OF_BOOLS, "c": OF_COMPLEX}
    known = table.get(draft.values[place].dtype.kind, OF_INTEGERS)
    name = draft.rng.choice(list(known))
    return Step(name, known[name], (place,))


@makes(18)
def binary(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.dtype.kind in "fiub")
    value = draft.values[x]
    y = draft.pick(
        lambda y: y.dtype == value.dtype and fit_together(y.shape, value.shape)
    )
    table = {"f": OF_TWO_FLOATS, "b": OF_TWO_BOOLS}
    known = table.get(value.dtype.kind, OF_TWO_INTEGERS)
    name = draft.rng.choice(list(known))
    return Step(name, known[name], (x, y))


@makes(5)
def broadcast_with_new(draft: Draft) -> Step:
    """With a new leaf that lacks axes, or has size 1 where the value has more."""
    place = draft.pick(is_float)
    value = draft.values[place]
    shape = [n if draft.rng.random() < 0.6 else 1 for n in value.shape]
    shape = shape[draft.rng.randrange(len(shape) + 1) :]
    name = draft.rng.choice(list(OF_TWO_FLOATS))
    other = draft.new(shape, value.dtype)
    places = (place, other) if draft.rng.random() < 0.5 else (other, place)
    return Step(name, OF_TWO_FLOATS[name], places)


@makes(1)
def mixed_dtypes(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.dtype.kind in "fiub")
    shape = draft.values[x].shape
    y = draft.pick(lambda y: y.dtype.kind in "fiub" and fit_together(y.shape, shape))
    function = draft.rng.choice([graph.add, graph.multiply, graph.less, graph.maximum])
    return Step("mixed", function, (x, y))


@makes(1)
def choice_by_bool(draft: Draft) -> Step:
    condition = draft.pick(lambda x: x.dtype.kind == "b")
    shape = draft.values[condition].shape
    x = draft.pick(lambda x: fit_together(x.shape, shape))
    value = draft.values[x]
    y = draft.pick(
        lambda y: (
            y.dtype == value.dtype
            and fit_together(y.shape, value.shape)
            and fit_together(y.shape, shape)
        )
    )
    return Step("where", graph.where, (condition, x, y))


@makes(2)
def casts(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.dtype.kind in "fiub")
    value = draft.values[place]
    dtype = draft.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    kind = np.dtype(dtype).kind
    if dtype == str(value.dtype):
        raise Unfit("the same dtype")
    if is_integer(value) and dtype == "float16":
        raise Unfit("it may overflow")
    low = 0 if kind == "u" else -100
    cut = is_float(value) and kind in "iu"

    def convert(x: Tensor) -> Tensor:
        return graph.cast(graph.clip(x, low, 100) if cut else x, dtype)

    return Step(f"cast {dtype}", convert, (place,))
