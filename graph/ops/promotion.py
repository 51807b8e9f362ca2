"""In which dtype an op of several arguments computes, and to which shape.

The dtype rule is numpy's (Python scalars are weak), with one exception that Keras, JAX
and PyTorch share: an integer never widens a float, so int32 + float32 is float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import as_dtype, kind_of, promoted
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


_PYTHON_TYPES = (bool, int, float, complex)
_FLOAT64: np.dtype = np.dtype(np.float64)
_FLOAT_FOR_INT: dict[int, np.dtype] = {
    1: np.dtype(np.float16),
    2: np.dtype(np.float32),
}


def float_dtype(dtype: np.dtype) -> np.dtype:
    """The dtype in which numpy computes exp(x) and the like for this dtype of x."""
    dtype = as_dtype(dtype)
    if kind_of(dtype) in "fc":
        return dtype
    return _FLOAT_FOR_INT.get(dtype.itemsize, _FLOAT64)


def common_dtype(*values: TensorLike) -> np.dtype:
    """The dtype that these arguments are converted to."""
    strong, weak = [], []
    for value in values:
        if isinstance(value, (bool, int, float, complex)):
            weak.append(_python_type(value))
        elif isinstance(value, Dim):
            weak.append(int)
        elif hasattr(value, "dtype"):
            strong.append(np.dtype(getattr(value, "operand_dtype", value.dtype)))
        else:
            strong.append(np.asarray(value).dtype)
    floats = [d for d in strong if kind_of(d) in "fc"]
    if floats:
        if len(set(floats)) > 1:
            floats = [promoted(*floats)]
        return np.result_type(floats[0], 1j) if complex in weak else floats[0]
    base = strong or [np.dtype(_default(weak))]
    result = np.result_type(*base)
    for kind in weak:
        result = np.result_type(result, kind(0)) if kind is not bool else result
    return result


def _python_type(value: complex) -> type[Any]:
    """bool, int, float or complex; a float64 of numpy is a float of Python, too."""
    return next(kind for kind in _PYTHON_TYPES if isinstance(value, kind))


def _default(weak: Sequence[type[Any]]) -> str:
    widest = max(weak, key=_PYTHON_TYPES.index)
    return {bool: "bool", int: "int64", float: "float64", complex: "complex128"}[widest]


def to_dtype(value: TensorLike, dtype: DTypeLike) -> Tensor:
    """The value as a tensor of this dtype; Python scalars become it exactly."""
    from_python = isinstance(value, (bool, int, float, complex))
    tensor = as_tensor(value, dtype) if from_python else as_tensor(value)
    if tensor.dtype == dtype:
        return tensor
    return cast(tensor, dtype)


def as_float(x: TensorLike) -> Tensor:
    """x as a floating-point tensor; integers are converted as `float_dtype` says."""
    x = as_tensor(x)
    return to_dtype(x, float_dtype(x.dtype))


def broadcast_shape(name: str, *shapes: tuple[Size, ...]) -> tuple[Size, ...]:
    """numpy's rule. Two different symbolic sizes are taken as equal; a run checks it.

    Raises:
        ShapeError: sizes that are neither equal nor 1.
    """
    rank = max(map(len, shapes))
    result: list[Size] = []
    for axis in range(-rank, 0):
        size: Size = 1
        for shape in shapes:
            if -axis > len(shape) or shape[axis] == 1 or shape[axis] == size:
                continue
            if size == 1 or (isinstance(size, Dim) and isinstance(shape[axis], int)):
                size = shape[axis]
            elif isinstance(size, int) and isinstance(shape[axis], int):
                raise ShapeError(
                    describe(
                        f"{name}: shapes do not broadcast",
                        ", ".join(str(list(s)).replace("'", "") for s in shapes),
                        "sizes of aligned axes must be equal or 1; reshape one side",
                        str(here()),
                    )
                )
        result.append(size)
    return tuple(result)
