"""Values that users pass, as tensors: Keras' rules for dtypes of Python numbers."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.settings import floatx, standardize_dtype


def convert_to_tensor(x, dtype=None) -> graph.Tensor:
    """The value as a tensor.

    Args:
        x: a tensor, array, number or nested list.
        dtype: what it is cast to; by default Python floats become the default float
            dtype, Python integers int32, and arrays keep theirs.

    Example:
        >>> from kerasish import ops
        >>> ops.convert_to_tensor([1.0, 2.0]).dtype.name
        'float32'
    """
    if isinstance(x, graph.Variable):
        x = x.value
    if not isinstance(x, (graph.Tensor, np.ndarray, np.generic)) and dtype is None:
        array = np.asarray(x)
        dtype = {"f": floatx(), "i": "int32"}.get(array.dtype.kind)
        x = array if dtype is None else array.astype(dtype)
    tensor = graph.as_tensor(x)
    return tensor if dtype is None else graph.cast(tensor, standardize_dtype(dtype))


def to_float(x, dtype=None) -> graph.Tensor:
    """The value as a floating-point tensor: integers and booleans are cast."""
    tensor = convert_to_tensor(x)
    if dtype is not None:
        return graph.cast(tensor, standardize_dtype(dtype))
    return tensor if tensor.dtype.kind in "fc" else graph.cast(tensor, floatx())
