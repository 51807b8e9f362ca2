"""Between arrays and tensors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import tensors


def convert_to_tensor(x, dtype=None, sparse=None, ragged=None) -> graph.Tensor:
    """The value as a tensor; see `kerasish.base.tensors.convert_to_tensor`."""
    return tensors.convert_to_tensor(x, dtype)


def convert_to_numpy(x) -> np.ndarray:
    """The value of an eager tensor, variable or nested list as a numpy array.

    Example:
        >>> from kerasish import ops
        >>> ops.convert_to_numpy(ops.ones((2,)))
        array([1., 1.], dtype=float32)
    """
    return np.asarray(x)


def is_tensor(x) -> bool:
    """Whether a value is a tensor (an array is not)."""
    return isinstance(x, graph.Tensor)
