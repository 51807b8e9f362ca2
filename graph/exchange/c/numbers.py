"""Types and numbers as C spells them."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


TYPES = {
    "float32": "float",
    "float64": "double",
    "bool": "uint8_t",
    **{f"{u}int{n}": f"{u}int{n}_t" for u in ("", "u") for n in (8, 16, 32, 64)},
}


def c_type(dtype: DTypeLike) -> str:
    """The type of C of a dtype.

    Raises:
        NotImplementedError: it has none, as float16.
    """
    name = str(np.dtype(dtype))
    if name not in TYPES:
        raise NotImplementedError(
            f"{name} has no type in C: make the model in float32 to export it"
        )
    return TYPES[name]


def number(value: Any, dtype: DTypeLike) -> str:
    """A number of a dtype, exact for floats."""
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        suffix = {"int64": "LL", "uint64": "ULL"}.get(str(dtype), "")
        if dtype == np.int64 and value == np.iinfo(np.int64).min:
            return "INT64_MIN"
        return f"{int(value)}{suffix}"
    value = float(value)
    if not math.isfinite(value):
        return "NAN" if value != value else "INFINITY" if value > 0 else "(-INFINITY)"
    text = f"{value:.9g}" if dtype == np.float32 else repr(value)
    text = text if any(c in text for c in ".en") else f"{text}.0"
    return f"{text}f" if dtype == np.float32 else text


def array(name: str, values: np.ndarray) -> str:
    """The definition of a constant array."""
    items = ", ".join(number(v, values.dtype) for v in values.ravel()) or "0"
    lines = textwrap.fill(items, 88, break_long_words=False, break_on_hyphens=False)
    return (
        f"static const {c_type(values.dtype)} {name}[{max(values.size, 1)}] = {{\n"
        f"{lines}\n}};\n"
    )
