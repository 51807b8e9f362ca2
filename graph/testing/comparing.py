"""Comparing arrays: dtype and shape exactly, values as closely as the dtype allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_TOLERANCES = {
    np.dtype(np.float16): 5e-3,
    np.dtype(np.float32): 2e-5,
    np.dtype(np.float64): 1e-9,
    np.dtype(np.complex64): 2e-5,
    np.dtype(np.complex128): 1e-9,
}


def assert_close(
    got: np.ndarray,
    want: np.ndarray,
    what: str = "",
    rtol: float | None = None,
    sources: Sequence[np.ndarray] = (),
) -> None:
    """Fails unless shapes are equal and values agree to the coarser dtype's precision.

    Differences are measured against the size of typical elements of the results, and of
    the ``sources`` that they come from, since what cancels cannot be closer.

    Raises:
        AssertionError: names ``what`` differs, and where.
    """
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape:
        raise AssertionError(f"{what}: shape {got.shape}, expected {want.shape}")
    if got.dtype == want.dtype and got.tobytes() == want.tobytes():
        return
    if rtol is None:
        rtol = max(_TOLERANCES.get(a.dtype, 0.0) for a in (got, want))
    scale = max(map(typical_size, [want, *sources]))
    np.testing.assert_allclose(got, want, rtol, rtol * scale, err_msg=what)


def typical_size(array: np.ndarray) -> float:
    """The mean absolute value of the finite elements."""
    if array.dtype.kind not in "fc" or not array.size:
        return 0.0
    sizes = np.abs(array.astype(np.complex128))
    sizes = sizes[np.isfinite(sizes)]
    return float(sizes.mean()) if sizes.size else 0.0


def assert_all_close(
    got: Sequence[np.ndarray],
    want: Sequence[np.ndarray],
    what: str = "",
    rtol: float | None = None,
    sources: Sequence[np.ndarray] = (),
) -> None:
    """`assert_close` for each pair; there must be as many."""
    if len(got) != len(want):
        raise AssertionError(f"{what}: {len(got)} results, expected {len(want)}")
    for number, (a, b) in enumerate(zip(got, want)):
        assert_close(a, b, f"{what}, result {number}", rtol, sources)


def assert_same_dtypes(
    got: Sequence[np.ndarray], want: Sequence[np.ndarray], what: str = ""
) -> None:
    """Fails unless the dtypes agree pairwise."""
    for number, (a, b) in enumerate(zip(got, want)):
        if a.dtype != b.dtype:
            raise AssertionError(
                f"{what}, result {number}: dtype {a.dtype}, expected {b.dtype}"
            )
