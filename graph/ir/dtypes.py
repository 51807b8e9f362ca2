"""Dtypes by name and by kind; numpy itself does not know bfloat16.

bfloat16 is a float32 without its last 16 bits. The package ml_dtypes teaches numpy to
hold and to cast such numbers; it is imported when the first one is asked for. numpy
still files the dtype under "V", other things, so ask `kind_of` and not ``dtype.kind``.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


BFLOAT16 = "bfloat16"


def as_dtype(dtype: DTypeLike) -> np.dtype:
    """numpy's dtype for a dtype, a type or a name; bfloat16 too.

    Raises:
        ImportError: bfloat16 without the package ml_dtypes.

    Example:
        >>> import graph
        >>> graph.as_dtype("float32")
        dtype('float32')
    """
    is_it = dtype.__class__ is str and dtype == BFLOAT16
    return _bfloat16() if is_it else np.dtype(dtype)


@functools.cache
def _bfloat16() -> np.dtype:
    try:
        import ml_dtypes
    except ImportError:
        raise ImportError(
            "bfloat16 needs the package ml_dtypes: pip install kerasish[bfloat16]"
        ) from None
    result: np.dtype = np.dtype(ml_dtypes.bfloat16)
    return result


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


@functools.cache
def finfo(dtype: DTypeLike) -> Any:
    """numpy's limits of a float dtype: ``max``, ``min``, ``tiny``, ``eps`` ...

    Example:
        >>> import graph
        >>> float(graph.finfo("float16").max)
        65504.0
    """
    dtype = as_dtype(dtype)
    if not is_bfloat16(dtype):
        return np.finfo(dtype)
    import ml_dtypes

    return ml_dtypes.finfo(dtype)


def promoted(*dtypes: np.dtype) -> np.dtype:
    """numpy's `result_type`; bfloat16 is widened by other floats only, and with
    float16 to float32, which holds both."""
    narrow = [d for d in dtypes if is_bfloat16(d)]
    if not narrow:
        return np.result_type(*dtypes)
    floats = {d for d in dtypes if d.kind in "fc"}
    return np.result_type(np.float32, *floats) if floats else narrow[0]
