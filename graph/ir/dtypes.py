"""Dtypes by name and by kind; numpy itself does not know bfloat16.

bfloat16 is a float32 without its last 16 bits. The package ml_dtypes teaches numpy to
hold and to cast such numbers; it is imported when the first one is asked for. numpy
still files the dtype under "V", other things, so ask `kind_of` and not ``dtype.kind``.
"""

from __future__ import annotations

import functools

import numpy as np

BFLOAT16 = "bfloat16"


def as_dtype(dtype) -> np.dtype:
    """numpy's dtype for a dtype, a type or a name; bfloat16 too.

    Raises:
        ImportError: bfloat16 without the package ml_dtypes.

    Example:
        >>> import graph
        >>> graph.as_dtype("float32")
        dtype('float32')
    """
    return _bfloat16() if dtype == BFLOAT16 else np.dtype(dtype)


@functools.cache
def _bfloat16() -> np.dtype:
    try:
        import ml_dtypes
    except ImportError:
        raise ImportError(
            "bfloat16 needs the package ml_dtypes: pip install kerasish[bfloat16]"
        ) from None
    return np.dtype(ml_dtypes.bfloat16)


def kind_of(dtype: np.dtype) -> str:
    """numpy's letter for a kind of dtypes: "f" for floats, bfloat16 among them.

    Example:
        >>> import graph, numpy
        >>> graph.kind_of(numpy.dtype("int64"))
        'i'
    """
    kind = dtype.kind
    return "f" if kind == "V" and dtype.type.__name__ == BFLOAT16 else kind


def is_bfloat16(dtype: np.dtype) -> bool:
    """Whether this is the dtype that numpy does not know by itself."""
    return dtype.kind == "V" and dtype.type.__name__ == BFLOAT16


def smallest(dtype: np.dtype) -> float:
    """The finite number of a float dtype that is farthest below zero."""
    return -largest(dtype)


def largest(dtype: np.dtype) -> float:
    """The largest finite number of a float dtype."""
    return (2.0 - 2.0**-7) * 2.0**127 if is_bfloat16(dtype) else np.finfo(dtype).max
