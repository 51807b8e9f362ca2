"""What stands in a batch as an array, whatever made it."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx
from kerasish.base.text import without_bytes


def as_batch_array(leaf):
    """A numpy array, float64 as the default float; None stays.

    Tensors of other frameworks are asked by ``__array__`` or DLPack; one that keeps
    gradients or lies on another device is taken off them first, by its own methods.

    Raises:
        DataError: rows of different lengths, or a tensor that cannot be read.
    """
    if leaf is None:
        return None
    array = without_bytes(_array(leaf))
    return array.astype(floatx()) if array.dtype == np.float64 else array


def _array(leaf) -> np.ndarray:
    if isinstance(leaf, np.ndarray):
        return leaf
    if hasattr(leaf, "detach") and hasattr(leaf, "cpu"):
        leaf = leaf.detach().cpu()
    try:
        if not hasattr(leaf, "__array__") and hasattr(leaf, "__dlpack__"):
            return np.from_dlpack(leaf)
        return np.asarray(leaf)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        fail(
            "a part of the batch is no array",
            f"{type(leaf).__name__}: {error}",
            "pad rows to one length with kerasish.utils.pad_sequences; turn a tensor "
            "that numpy cannot read into float32 before",
            DataError,
        )
