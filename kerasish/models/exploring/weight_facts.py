"""What is told of the numbers in a weight."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal

#: of a histogram
BARS = 40


@internal
def weight_facts(weight) -> dict:
    """Name, shape, dtype, and how the finite numbers are spread.

    Args:
        weight: a variable.

    Returns:
        Types that JSON has. ``low`` and ``high`` are the ends of ``histogram``, whose
        bars are equally wide; None where there are no finite numbers.
    """
    values = np.asarray(weight.numpy())
    facts = {
        "name": weight.name,
        "shape": list(values.shape),
        "dtype": str(weight.dtype),
        "count": int(values.size),
        "bytes": int(values.size * weight.dtype.itemsize),
        "trainable": bool(weight.trainable),
    }
    return facts | _spread(_as_real(values))


def _as_real(values: np.ndarray) -> np.ndarray:
    """Flat, as numbers that numpy can count in bins."""
    if values.dtype.kind == "c":
        values = np.abs(values)
    if values.dtype.kind not in "fiub" and values.dtype.itemsize > 2:
        return np.zeros(0)  # text has no histogram
    return values.astype(
        np.float64 if values.dtype.itemsize > 4 else np.float32
    ).ravel()


def _spread(values: np.ndarray) -> dict:
    finite = values[np.isfinite(values)]
    facts = {"not_finite": int(values.size - finite.size)}
    if not finite.size:
        return facts | {"low": None, "high": None, "histogram": []}
    low, high = float(finite.min()), float(finite.max())
    counts = _histogram(finite, low, high)
    return facts | {
        "low": low,
        "high": high,
        "mean": float(finite.mean(dtype=np.float64)),
        "std": float(finite.std(dtype=np.float64)),
        "zeros": int(finite.size - np.count_nonzero(finite)),
        "histogram": counts,
    }


def _histogram(finite: np.ndarray, low: float, high: float) -> list[int]:
    """Numbers in each of `BARS` bars; one bar where all are alike."""
    width = high - low
    if not 0 < width < np.finfo(np.float64).max:
        return [int(finite.size)]
    if width > 1e30:  # float32 would overflow
        finite = finite.astype(np.float64)
    places = (finite - np.asarray(low, finite.dtype)) * (BARS / width)
    bars = np.clip(np.nan_to_num(places), 0, BARS - 1).astype(np.int64)
    return np.bincount(bars, minlength=BARS).tolist()
