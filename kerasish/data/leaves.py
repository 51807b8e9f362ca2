"""What stands in a batch as an array, whatever made it."""

from __future__ import annotations

from typing import NoReturn

import numpy as np

import graph
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


def require_rows(batch: tuple, name: str) -> None:
    """Fails unless all arrays of a batch have as many rows, and some.

    A batch of x alone may be empty: what a model predicts of it is empty too. Scalars
    belong to all rows.

    Args:
        batch: x, y and sample_weight, as far as they are there.
        name: of the batch.

    Raises:
        DataError: says which parts have how many rows.
    """
    rows, agree = None, True
    for part in batch:
        for leaf in (part,) if isinstance(part, np.ndarray) else graph.flatten(part):
            if leaf is None or not leaf.ndim:
                continue
            if leaf.dtype.kind == "O" or rows not in (None, len(leaf)):
                agree = False
            rows = len(leaf)
    if not agree or rows is None or (rows == 0 and len(batch) > 1):
        _fail_rows(batch, name, agree)


def _fail_rows(batch: tuple, name: str, agree: bool) -> NoReturn:
    leaves = [a for a in graph.flatten(batch) if a is not None]
    what = "has no samples" if agree else "has arrays with other numbers of samples"
    hint = "leave batches without samples out" if agree else "cut or pad one of them"
    if any(a.dtype.kind == "O" for a in leaves):
        what = "has rows of different lengths, or values that are no numbers"
        hint = "pad rows to one length with kerasish.utils.pad_sequences"
    got = {
        part: ", ".join(map(_shown, graph.flatten(value)))
        for part, value in zip(("x", "y", "sample_weight"), batch)
    }
    fail(f"{name} {what}", got, hint, DataError)


def _shown(leaf) -> str:
    return "None" if leaf is None else f"{leaf.dtype}{list(leaf.shape)}"


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
