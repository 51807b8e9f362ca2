"""Between arrays and tensors, and between dtypes."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import tensors
from kerasish.base.keras_tensor import is_keras_tensor
from kerasish.base.settings import standardize_dtype
from kerasish.ops.recording import immediate


def convert_to_tensor(x, dtype=None, sparse=None, ragged=None) -> graph.Tensor:
    """The value as a tensor; see `kerasish.base.tensors.convert_to_tensor`."""
    return tensors.convert_to_tensor(x, dtype)


@immediate
def convert_to_numpy(x) -> np.ndarray:
    """The value of an eager tensor, variable or nested list as a numpy array.

    Example:
        >>> from kerasish import ops
        >>> ops.convert_to_numpy(ops.ones((2,)))
        array([1., 1.], dtype=float32)
    """
    return np.asarray(x)


@immediate
def is_tensor(x) -> bool:
    """Whether a value is a tensor; an array is none, nor is a Keras tensor.

    Example:
        >>> from kerasish import ops
        >>> ops.is_tensor(ops.ones((2,))), ops.is_tensor(1.0)
        (True, False)
    """
    return isinstance(x, graph.Tensor) and not is_keras_tensor(x)


@immediate
def shape(x) -> tuple:
    """The sizes of x: ints, symbolic sizes inside a graph, None in a Keras tensor.

    Example:
        >>> import kerasish
        >>> kerasish.ops.shape(kerasish.Input((3,)))
        (None, 3)
        >>> kerasish.ops.shape([[1.0, 2.0]])
        (1, 2)
    """
    return x.shape if is_keras_tensor(x) else graph.shape(tensors.convert_to_tensor(x))


@immediate
def dtype(x) -> str:
    """The name of the dtype of a tensor, variable or array.

    Example:
        >>> from kerasish import ops
        >>> ops.dtype(ops.ones((2,)))
        'float32'
    """
    return standardize_dtype(x.dtype)


def cast(x, dtype) -> graph.Tensor:
    """x in another dtype; floats lose their fraction on the way to integers.

    Args:
        x: tensor or array.
        dtype: the new dtype.

    Example:
        >>> from kerasish import ops
        >>> ops.cast([1.75, -1.75], "int32").tolist()
        [1, -1]
    """
    return tensors.convert_to_tensor(tensors.convert_to_tensor(x), dtype)


def saturate_cast(x, dtype) -> graph.Tensor:
    """x in another dtype, where numbers outside its range become the nearest inside.

    Args:
        x: tensor or array.
        dtype: the new dtype.

    Example:
        >>> from kerasish import ops
        >>> ops.saturate_cast([-5.0, 300.0], "uint8").tolist()
        [0, 255]
    """
    return graph.saturate_cast(tensors.convert_to_tensor(x), standardize_dtype(dtype))
