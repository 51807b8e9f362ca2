"""Logs of callbacks as plain Python numbers."""

from __future__ import annotations

import numpy as np

import graph
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
    is_number = array.ndim == 0 and graph.kind_of(array.dtype) in "biuf"
    return float(array) if is_number else value
