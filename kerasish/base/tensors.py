"""Values that users pass, as tensors: Keras' rules for dtypes of Python numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

import graph
from kerasish.base.settings import floatx, standardize_dtype


def convert_to_tensor(x: Any, dtype: Any | None = None) -> graph.Tensor:
    """The value as a tensor.

    Args:
        x: a tensor, array, number or nested list; a list of tensors is stacked. A
            variable is read, while a layer of mixed precision is called in its dtype.
        dtype: what it is cast to; by default Python floats become the default float
            dtype, Python integers int32 (int64 where they are too large), and arrays
            keep theirs.

    Example:
        >>> from kerasish import ops
        >>> ops.convert_to_tensor([1.0, 2.0]).dtype.name
        'float32'
    """
    if dtype is None and type(x) is graph.EagerTensor:
        return x
    if isinstance(x, graph.Variable):
        x = x.as_operand()
        x = x.value if isinstance(x, graph.Variable) else x
    if not isinstance(x, (graph.Tensor, np.ndarray, np.generic)):
        x = _from_python(x, dtype)
    tensor = graph.as_tensor(x)
    return tensor if dtype is None else graph.cast(tensor, standardize_dtype(dtype))


def _from_python(x: Any, dtype: Any | None) -> Any:
    """Numbers and nested lists of them as an array; of tensors, as one tensor."""
    if isinstance(x, (list, tuple)) and _holds_tensor(x):
        return graph.stack([convert_to_tensor(part, dtype) for part in x])
    if dtype is not None or isinstance(x, graph.Dim):
        return x
    array = np.asarray(x)
    dtype = {"f": floatx(), "i": "int32"}.get(graph.kind_of(array.dtype))
    if dtype is None or (dtype == "int32" and _too_large(array)):
        return array
    return array.astype(dtype)


def _too_large(array: np.ndarray) -> bool:
    limits = np.iinfo(np.int32)
    return bool(array.size) and (array.min() < limits.min or array.max() > limits.max)


def _holds_tensor(x: Any) -> bool:
    if isinstance(x, (list, tuple)):
        return any(map(_holds_tensor, x))
    return isinstance(x, graph.Tensor)


def to_float(
    x: graph.Tensor | int | np.ndarray, dtype: Any | None = None
) -> graph.Tensor:
    """The value as a floating-point tensor: integers and booleans are cast."""
    tensor = convert_to_tensor(x)
    if dtype is not None:
        return graph.cast(tensor, standardize_dtype(dtype))
    is_float = graph.kind_of(tensor.dtype) in "fc"
    return tensor if is_float else graph.cast(tensor, floatx())
