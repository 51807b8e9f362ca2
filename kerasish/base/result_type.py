"""Keras' promotion: the dtype that values of several dtypes have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.settings import floatx, standardize_dtype

#: kinds of dtypes: each is wider than those before it
_KINDS = ("bool", "int", "float", "complex")
#: Keras never promotes to these
_NARROWER = {"uint64": "uint32", "complex128": "complex64"}
_UNRELATED = ("string", "float8_e4m3fn", "float8_e5m2")


def result_type(*dtypes: Any) -> str:
    """The narrowest dtype that holds values of all these dtypes, by Keras' rules.

    Floats are wider than all integers: int64 and float16 give float16. The types
    ``int`` and ``float`` of Python stand for numbers without a width of their own.
    Integers that no integer holds, int64 and uint64, give the default float.

    Args:
        dtypes: names, dtypes, ``int``, ``float``; None is the default float.

    Raises:
        ArgumentError: strings or 8-bit floats.

    Example:
        >>> from kerasish import backend
        >>> backend.result_type("bfloat16", "float16"), backend.result_type("int8", int)
        ('float32', 'int8')
    """
    if not dtypes:
        return floatx()
    for dtype in dtypes:
        if isinstance(dtype, str) and dtype in _UNRELATED:
            fail(
                f"result_type: {dtype} goes with no other dtype",
                {"dtypes": dtypes},
                "cast it first",
            )
    weak = {_kind(standardize_dtype(d)) for d in dtypes if d is int or d is float}
    strong = {standardize_dtype(d) for d in dtypes if d is not int and d is not float}
    kind = max((*map(_kind, strong), *weak), key=_KINDS.index)
    found = _widest(kind, {name for name in strong if _kind(name) == kind}, strong)
    return _NARROWER.get(found, found)


def _kind(name: str) -> str:
    return next((k for k in reversed(_KINDS) if k in name), "bool")


def _widest(kind: str, same: set[str], strong: set[str]) -> str:
    """The widest of the dtypes of one kind; there may be none beside weak numbers."""
    if kind == "float" and {"bfloat16", "float16"} <= same:
        same = same - {"bfloat16", "float16"} | {"float32"}
    if kind == "float" and same:
        return max(same, key=lambda name: int(name.lstrip("bfloat")))
    if kind == "complex":
        return "complex64"
    if kind == "int" and same:
        found = np.result_type(*same)
        return found.name if found.kind in "iu" else floatx()
    if kind == "int":
        return f"int{floatx()[-2:]}"
    return floatx() if kind == "float" else "bool"
