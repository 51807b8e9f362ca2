"""Text that users pass, as numpy arrays of one kind."""

from __future__ import annotations

from typing import Any

import numpy as np

import graph
from kerasish.base.errors import fail


def array_dtype(name: str) -> np.dtype:
    """The dtype of arrays of a dtype that Keras names: "string" is text."""
    return np.dtype(np.str_ if name == "string" else name)


def is_text(value: Any) -> bool:
    """Whether an array holds text: str, bytes, or objects that are either."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in "US":
        return kind != ""
    return kind == "O" and all(isinstance(v, (str, bytes)) for v in np.ravel(value))


def text_array(value: Any, encoding: str = "utf-8", owner: str = "text") -> np.ndarray:
    """The value as an array of str.

    Args:
        value: str, bytes, nested lists or arrays of them, or a tensor of text.
        encoding: of bytes.
        owner: whose input it is, for the message.

    Raises:
        DTypeError: something else than text is among them.
    """
    array = np.asarray(value)
    if array.dtype.kind == "U":
        return array
    if not is_text(array):
        fail(
            f"{owner}: text is needed here",
            f"{type(value).__name__} of dtype {array.dtype}",
            "pass str or bytes; numbers become text by array.astype(str)",
            graph.DTypeError,
        )
    parts = [v if isinstance(v, str) else v.decode(encoding) for v in np.ravel(array)]
    return np.array(parts, np.str_).reshape(array.shape)


def without_bytes(array: np.ndarray) -> np.ndarray:
    """Bytes and objects that are text as str; other arrays as they are."""
    if array.dtype.kind in "SO" and is_text(array):
        return text_array(array)
    return array


def with_round_width(array: np.ndarray) -> np.ndarray:
    """Text in rows of 16, 32, 64, ... characters: few dtypes for many batches."""
    width = max(16, array.dtype.itemsize // 4)
    return array.astype(f"<U{1 << (width - 1).bit_length()}", copy=False)
