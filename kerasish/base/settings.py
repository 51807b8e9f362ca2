"""Global settings: the default float dtype, the fuzz factor, the image layout."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail

_SETTINGS = {"floatx": "float32", "epsilon": 1e-7, "layout": "channels_last"}


def floatx() -> str:
    """The default float dtype of weights and computations.

    Example:
        >>> from kerasish import config
        >>> config.floatx()
        'float32'
    """
    return _SETTINGS["floatx"]


def set_floatx(value: str) -> None:
    """Sets the default float dtype: "float16", "float32" or "float64"."""
    if value not in ("float16", "float32", "float64"):
        fail(
            "set_floatx: unknown float dtype",
            {"value": repr(value)},
            "one of 'float16', 'float32', 'float64'",
        )
    _SETTINGS["floatx"] = value


def epsilon() -> float:
    """The small number that losses and optimizers add to avoid dividing by zero."""
    return _SETTINGS["epsilon"]


def set_epsilon(value: float) -> None:
    """Sets the fuzz factor; 1e-7 at start."""
    _SETTINGS["epsilon"] = float(value)


def image_data_format() -> str:
    """The layout of images: "channels_last" or "channels_first"."""
    return _SETTINGS["layout"]


def set_image_data_format(data_format: str) -> None:
    """Sets the layout of images for layers that are not told one."""
    _SETTINGS["layout"] = standardize_data_format(data_format)


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


def standardize_dtype(dtype) -> str:
    """The name of a dtype; that of the default float for None."""
    if dtype is None:
        return floatx()
    if dtype in ("string", str):
        return "string"
    if dtype is float:
        return floatx()
    if dtype is int:
        return "int32"
    return np.dtype(getattr(dtype, "name", dtype)).name
