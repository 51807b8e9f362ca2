"""In which dtype a function of ``kerasish.ops`` computes: Keras' rules, all of them.

Python numbers are weak: they take the dtype of the tensors beside them, unless a float
meets integers, which then become the default float. Integers never widen a float.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import graph
from kerasish.base.settings import floatx, standardize_dtype
from kerasish.base.tensors import convert_to_tensor, to_float

_EAGER = graph.EagerTensor
_PYTHON = (bool, int, float, complex)
_REAL = (int, float)
_INT32 = np.dtype("int32")
#: what sums and products of narrow integers are computed in
_WIDER = {"b": "int32", "i": "int32", "u": "uint32"}


def tensor(x) -> graph.Tensor:
    """x as a tensor: of Python numbers int32, or the default float."""
    return x if type(x) is _EAGER else convert_to_tensor(x)


def result_dtype(*values) -> np.dtype:
    """The dtype that tensors and Python numbers are brought to.

    Example:
        >>> import graph
        >>> from kerasish.ops.dtypes import result_dtype
        >>> a = graph.as_tensor([1, 2])
        >>> result_dtype(a, 1).name, result_dtype(a, 1.5).name
        ('int64', 'float32')
    """
    weak = {type(v) for v in values if isinstance(v, _PYTHON)}
    strong = [v.dtype for v in values if not isinstance(v, _PYTHON)]
    floats = [d for d in strong if graph.kind_of(d) in "fc"]
    if floats:
        found = graph.promoted(*floats)
        return np.result_type(found, 1j) if complex in weak else found
    if complex in weak:
        return np.result_type(floatx(), np.complex64)
    if any(issubclass(kind, float) for kind in weak):
        return graph.as_dtype(floatx())
    found = np.result_type(*strong) if strong else np.dtype(bool)
    if found.kind == "b" and weak - {bool}:
        return np.dtype("int32")
    return found if found.kind in "biu" else graph.as_dtype(floatx())


def to_dtype(x, dtype) -> graph.Tensor:
    """x as a tensor of a dtype; Python numbers become it exactly."""
    if isinstance(x, _PYTHON):
        return graph.as_tensor(np.asarray(x, dtype))
    x = tensor(x)
    return x if x.dtype == dtype else graph.cast(x, dtype)


def alike(x1, x2) -> tuple[graph.Tensor, graph.Tensor]:
    """Both as tensors of the dtype that they share."""
    if type(x1) is _EAGER and type(x2) is _EAGER and x1.array.dtype is x2.array.dtype:
        return x1, x2
    return tuple(all_alike([x1, x2]))


def operands(x1, x2) -> tuple:
    """As `alike`, for functions of the engine that take numbers beside floats."""
    if type(x1) is _EAGER:
        dtype = x1.array.dtype
        if type(x2) is _EAGER and x2.array.dtype is dtype:
            return x1, x2
        if dtype.kind == "f" and type(x2) in _REAL:
            return x1, x2
    elif type(x2) is _EAGER and type(x1) in _REAL and x2.array.dtype.kind == "f":
        return x1, x2
    return tuple(all_alike([x1, x2]))


def all_alike(values: Sequence) -> list[graph.Tensor]:
    """All as tensors of the dtype that they share."""
    values = [v if isinstance(v, _PYTHON) else tensor(v) for v in values]
    dtype = result_dtype(*values)
    return [to_dtype(v, dtype) for v in values]


def tensors_alike(values: Sequence) -> list[graph.Tensor]:
    """As `all_alike`, but Python numbers are as strong as tensors."""
    values = [tensor(v) for v in values]
    for value in values:
        if value.dtype != values[0].dtype:
            return all_alike(values)
    return values


def floats(x) -> graph.Tensor:
    """x in floating point."""
    return x if type(x) is _EAGER and x.array.dtype.kind == "f" else to_float(x)


def floats_alike(x1, x2) -> tuple[graph.Tensor, graph.Tensor]:
    """Both in the floating point dtype that they share."""
    x1, x2 = alike(x1, x2)
    return floats(x1), floats(x2)


def float_operands(x1, x2) -> tuple:
    """As `floats_alike`, for functions of the engine that take numbers beside them."""
    x1, x2 = operands(x1, x2)
    if type(x1) in _REAL or type(x2) in _REAL:  # beside floats only
        return x1, x2
    return floats(x1), floats(x2)


def wide_floats(x) -> graph.Tensor:
    """x in floating point: int64 becomes float64, other integers the default float."""
    x = tensor(x)
    return graph.cast(x, np.float64) if x.dtype == np.int64 else floats(x)


def summable(x) -> graph.Tensor:
    """x with narrow integers widened to 32 bits, booleans too."""
    if type(x) is _EAGER and x.array.dtype.kind == "f":
        return x
    x = tensor(x)
    narrow = graph.kind_of(x.dtype) in "biu" and x.dtype.itemsize < 4
    return graph.cast(x, _WIDER[graph.kind_of(x.dtype)]) if narrow else x


def countable(x) -> graph.Tensor:
    """x with booleans as int32."""
    x = tensor(x)
    return graph.cast(x, np.int32) if graph.kind_of(x.dtype) == "b" else x


def index(x) -> graph.Tensor:
    """Positions and counts are int32."""
    if type(x) is _EAGER and x.recipe is None:  # nothing to remember, no gradient
        return _EAGER(x.array.astype(_INT32))
    return graph.cast(x, _INT32)


def requested(x, dtype) -> graph.Tensor:
    """x in the dtype that the caller asks for; None keeps its own."""
    return x if dtype is None else to_dtype(x, standardize_dtype(dtype))
