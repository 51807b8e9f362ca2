"""Logs of callbacks as plain Python numbers."""

from __future__ import annotations

import numpy as np

from graph import Tensor
from kerasish.base.discovery import internal


@internal
def plain_logs(logs) -> dict:
    """A new dict with scalars as floats; dicts inside are merged into it.

    Args:
        logs: numbers, scalar tensors and arrays by name; anything else stays as it is.
    """
    if logs is None:
        return {}
    plain = {}
    for name, value in logs.items():
        if type(value) is float:
            plain[name] = value
        elif isinstance(value, dict):
            plain.update(plain_logs(value))
        elif isinstance(value, (int, float, np.ndarray, np.generic, Tensor)):
            plain[name] = _plain(value)
        else:
            plain[name] = value
    return plain


def _plain(value):
    array = np.asarray(value)
    return float(array) if array.ndim == 0 and array.dtype.kind in "biuf" else value
