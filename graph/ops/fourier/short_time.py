"""Transforms of short overlapping pieces of a signal, and the signal back from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.selection import where
from graph.ops.fourier.real_fft import irfft, rfft
from graph.ops.fourier.sequences import (
    extract_sequences,
    overlap_add,
    require_positive,
)
from graph.ops.promotion import as_float, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.broadcast import sum as total_over
from graph.ops.shape.concatenate import slice_axis
from graph.ops.shape.filled import ones
from graph.ops.shape.pad import pad
from graph.ops.shape.repeat import tile
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


#: a0 and a1 of the windows a0 - a1 * cos(2 pi t / length)
_WINDOWS = {"hann": (0.5, 0.5), "hamming": (0.54, 0.46)}
#: where the windows' squares add up to less, nothing was kept of the signal
_LEAST_WEIGHT = 1e-10


def _window(
    name: str,
    window: TensorLike | None,
    length: int,
    fft_length: int,
    dtype: np.dtype,
) -> Tensor:
    """The window in the middle of fft_length elements, zeros around it."""
    if fft_length < length:
        raise ArgumentError(
            describe(
                f"{name}: fft_length is less than sequence_length",
                {"sequence_length": length, "fft_length": fft_length},
                "a transform cannot be shorter than its piece",
                str(here()),
            )
        )
    before = (fft_length - length) // 2
    around = (before, fft_length - length - before)
    if window is None:
        return ones(fft_length, dtype)
    if isinstance(window, str):
        window = _named_window(name, window, length)
    window = to_dtype(window, dtype)
    if window.spec.shape != (length,):
        raise ShapeError(
            describe(
                f"{name}: the window must have sequence_length elements",
                {"window": window.spec, "sequence_length": length},
                "give a vector of that length",
                str(here()),
            )
        )
    return pad(window, around)


def _named_window(name: str, window: str, length: int) -> np.ndarray:
    if window not in _WINDOWS:
        names = ", ".join(map(repr, _WINDOWS))
        raise ArgumentError(
            describe(
                f"{name}: unknown window",
                {"window": repr(window)},
                f"one of {names}, a vector, or None",
                str(here()),
            )
        )
    if length == 1:
        return np.ones(1)
    a0, a1 = _WINDOWS[window]
    return a0 - a1 * np.cos(2 * np.pi * np.arange(length) / length)


@public
def stft(
    x: TensorLike,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Sequence[float] | np.ndarray | str | None = "hann",
    center: bool = True,
) -> Tensor:
    """y[..., i, :] = rfft(window * x[..., i * stride : i * stride + fft_length]).

    Args:
        x: (..., n), real.
        sequence_length: of the window.
        sequence_stride: from one piece to the next.
        fft_length: of each piece, at least sequence_length; the window stands in its
            middle.
        window: "hann", "hamming", a vector of sequence_length, or None for ones
            everywhere.
        center: whether x is first mirrored at both ends by fft_length // 2, so that
            piece i has its middle at i * stride.

    Returns:
        Complex (..., pieces, fft_length // 2 + 1).

    Raises:
        ArgumentError: lengths that do not fit, or an unknown window.
        ShapeError: x is shorter than a piece, or a window of another length.

    Gradient:
        To x, and to the window.

    Example:
        >>> import graph
        >>> y = graph.stft([0.0, 1.0, 2.0, 3.0, 4.0], 3, 2, 3)
        >>> graph.real(y).numpy().round(3)
        array([[ 0.75 , -0.375],
               [ 3.75 , -1.875],
               [ 5.25 , -2.625]])
    """
    x = as_float(x)
    require_positive("stft", sequence_length, sequence_stride)
    weights = _window("stft", window, sequence_length, fft_length, x.dtype)
    if center:
        around = (fft_length // 2, fft_length // 2)
        x = pad(x, [(0, 0)] * (x.ndim - 1) + [around], "reflect")
    return rfft(extract_sequences(x, fft_length, sequence_stride) * weights)


@public
def istft(
    x: TensorLike,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: Size | None = None,
    window: np.ndarray | str | None = "hann",
    center: bool = True,
    steady: bool = False,
) -> Tensor:
    """The signal of which x is the `stft`: sum(window * irfft(x)) / sum(window**2).

    Where no window reaches, the signal is 0.

    Args:
        x: complex (..., pieces, fft_length // 2 + 1).
        sequence_length, sequence_stride, fft_length, window, center: those of `stft`.
        length: of the result; all that the pieces cover (without what `center` added)
            if None.
        steady: whether sum(window**2) is everywhere what it is in the middle of a long
            signal, so that the ends, which fewer pieces cover, come out smaller; and 1
            without a window. So Keras has it on TensorFlow.

    Returns:
        (..., length), real.

    Raises:
        ArgumentError: lengths that do not fit, or an unknown window.
        ShapeError: x has fewer than two axes.

    Example:
        >>> import graph
        >>> y = graph.stft([0.0, 1.0, 2.0, 3.0, 4.0], 3, 1, 3)
        >>> graph.istft(y, 3, 1, 3).numpy().round(3) + 0.0
        array([0., 1., 2., 3., 4.])
    """
    x = as_tensor(x)
    require_positive("istft", sequence_length, sequence_stride)
    if x.ndim < 2:
        raise ShapeError(
            describe(
                "istft: pieces and frequencies are two axes",
                {"x": x.spec},
                "give (..., pieces, fft_length // 2 + 1)",
                str(here()),
            )
        )
    pieces = irfft(x, fft_length)
    weights = _window("istft", window, sequence_length, fft_length, pieces.dtype)
    if steady:
        if window is not None:
            pieces = pieces * _divided(weights, _steady(weights, sequence_stride))
        y = overlap_add(pieces, sequence_stride)
    else:
        covered = broadcast_to(weights * weights, pieces.spec.shape[-2:])
        covered = overlap_add(covered, sequence_stride)
        y = _divided(overlap_add(pieces * weights, sequence_stride), covered)
    total = y.spec.shape[-1]
    start = fft_length // 2 if center else 0
    stop = total - start if length is None else start + length
    if isinstance(total, int) and isinstance(stop, int):
        stop = min(stop, total)
    return slice_axis(y, y.ndim - 1, start, stop)


def _divided(x: Tensor, covered: Tensor) -> Tensor:
    return x / where(covered > _LEAST_WEIGHT, covered, 1)


def _steady(weights: Tensor, stride: int) -> Tensor:
    """sum(window**2) over all pieces that meet at each element of one, as if there were
    pieces without end."""
    (size,) = weights.spec.shape
    periods = -(-size // stride)
    squares = pad(weights * weights, (0, periods * stride - size))
    one = total_over(reshape(squares, (periods, stride)), 0)
    return slice_axis(tile(one, periods), 0, 0, size)
