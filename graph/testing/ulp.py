"""Errors in units of the last place."""

from __future__ import annotations

import numpy as np


def error_in_ulp(got: np.ndarray, exact: np.ndarray, scale: int = 0) -> np.ndarray:
    """How far results are from exact ones, in steps of the results' dtype there.

    Args:
        got: float32 or float64.
        exact: the same in a dtype of more precision, or of the same one.
        scale: where results come about as differences of larger numbers, these: then
            the steps are those at the larger numbers.

    Returns:
        An array of float64; infinite where one is NaN or infinite and the other not,
        or where a zero has the other sign.

    Example:
        >>> import numpy as np
        >>> error_in_ulp(np.array([1.5, np.nan]), np.array([1.5 + 2**-51, 0]))
        array([ 2., inf])
    """
    form = np.finfo(got.dtype)
    with np.errstate(all="ignore"):
        rounded = exact.astype(got.dtype)
        size = np.fmax(np.abs(rounded), np.abs(scale)).astype(got.dtype)
        size = np.fmax(size, form.smallest_normal)
        below = np.nextafter(size, got.dtype.type(0))
        step = (size - below).astype(exact.dtype)
        error = np.abs(got.astype(exact.dtype) - exact) / step
        same = (got == rounded) & (np.signbit(got) == np.signbit(rounded))
    regular = np.isfinite(rounded) & np.isfinite(got) & ((rounded != 0) | (exact != 0))
    nothing = (got == 0) & (exact == 0)
    wrong_sign = np.signbit(got) != np.signbit(exact)
    error = np.where(regular, error, np.where(same, 0.0, np.inf))
    error = np.where(nothing, np.where(wrong_sign, np.inf, 0.0), error)
    return np.where(np.isnan(got) & np.isnan(exact), 0.0, error).astype("float64")
