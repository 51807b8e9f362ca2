"""Global settings: the default float dtype, the fuzz factor, the image layout."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

import graph
from kerasish.base.errors import fail

FLOAT_DTYPES = ("bfloat16", "float16", "float32", "float64")
#: names that are standard already, though numpy alone may not know them
_NAMES = {*FLOAT_DTYPES, "string"}
_PYTHON_DTYPES = {
    bool: "bool",
    int: "int32",
    "int": "int32",
    complex: "complex64",
    str: "string",
}
_SETTINGS: dict[str, Any] = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "layout": "channels_last",
}


def floatx() -> str:
    """The default float dtype of weights and computations.

    Example:
        >>> from kerasish import config
        >>> config.floatx()
        'float32'
    """
    value: str = _SETTINGS["floatx"]
    return value


def set_floatx(value: str) -> None:
    """Sets the default float dtype: one of 16, 32 or 64 bits, or "bfloat16"."""
    if value not in FLOAT_DTYPES:
        fail(
            "set_floatx: unknown float dtype",
            {"value": repr(value)},
            f"one of {', '.join(map(repr, FLOAT_DTYPES))}",
        )
    graph.as_dtype(value)  # that of bfloat16 may be missing
    _SETTINGS["floatx"] = value


def epsilon() -> float:
    """The small number that losses and optimizers add to avoid dividing by zero."""
    value: float = _SETTINGS["epsilon"]
    return value


def set_epsilon(value: float) -> None:
    """Sets the fuzz factor; 1e-7 at start."""
    _SETTINGS["epsilon"] = float(value)


def image_data_format() -> str:
    """The layout of images: "channels_last" or "channels_first"."""
    value: str = _SETTINGS["layout"]
    return value


def set_image_data_format(data_format: str) -> None:
    """Sets the layout of images for layers that are not told one."""
    _SETTINGS["layout"] = standardize_data_format(data_format)


def all_settings() -> dict[Any, Any]:
    """What is set, as plain data for another process."""
    return dict(_SETTINGS)


def take_settings(settings: dict[Any, Any]) -> None:
    """Sets what `all_settings` of another process told."""
    _SETTINGS.update(settings)


def standardize_data_format(data_format: str | None) -> str:
    """The layout, the global one for None.

    Raises:
        ArgumentError: another word than "channels_first" or "channels_last".
    """
    if data_format is None:
        return image_data_format()
    data_format = str(data_format).lower()
    if data_format not in ("channels_first", "channels_last"):
        fail(
            "data_format is unknown",
            {"data_format": repr(data_format)},
            "one of 'channels_first', 'channels_last'",
        )
    return data_format


def standardize_dtype(dtype: Any | None) -> str:
    """The name of a dtype; that of the default float for None.

    Args:
        dtype: a name, a numpy dtype or type, a type of Python, or anything with a
            ``name`` or ``dtype``'s manners, such as the dtypes of other frameworks.

    Raises:
        ArgumentError: no dtype.

    Example:
        >>> import numpy
        >>> from kerasish import backend
        >>> backend.standardize_dtype(numpy.float16), backend.standardize_dtype(int)
        ('float16', 'int32')
    """
    if dtype is None or dtype is float:
        return floatx()
    if isinstance(dtype, Hashable) and dtype in _PYTHON_DTYPES:
        return _PYTHON_DTYPES[dtype]
    if isinstance(dtype, np.dtype):
        return _name_of(dtype)
    name = getattr(dtype, "name", None)
    if not isinstance(name, str):
        name = dtype if isinstance(dtype, str) else _name_of_type(dtype)
    try:
        return name if name in _NAMES else _name_of(np.dtype(name))
    except TypeError:
        fail(
            "this is no dtype",
            {"dtype": repr(dtype)},
            "pass a name such as 'float32' or 'int64'",
        )


def _name_of(dtype: np.dtype) -> str:
    return "string" if dtype.kind in "US" else dtype.name


def _name_of_type(dtype: type[Any]) -> str:
    """The last part of what a type or a dtype of another framework is called."""
    return getattr(dtype, "__name__", str(dtype)).rpartition(".")[2]


def is_float_dtype(dtype: Any) -> bool:
    """Whether a dtype holds floats.

    Example:
        >>> from kerasish import backend
        >>> backend.is_float_dtype("bfloat16"), backend.is_float_dtype("int8")
        (True, False)
    """
    return standardize_dtype(dtype).startswith(("float", "bfloat"))


def is_int_dtype(dtype: Any) -> bool:
    """Whether a dtype holds whole numbers, with or without a sign.

    Example:
        >>> from kerasish import backend
        >>> backend.is_int_dtype("uint8"), backend.is_int_dtype("bool")
        (True, False)
    """
    return standardize_dtype(dtype).startswith(("int", "uint"))
