"""Overlapping pieces of signals and their transforms."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.math.fourier import as_parts, from_parts
from kerasish.ops.recording import saved_as


def extract_sequences(x, sequence_length, sequence_stride) -> graph.Tensor:
    """y[..., i, j] = x[..., i * sequence_stride + j].

    Args:
        x: (..., n).
        sequence_length: of each piece, from 1 to n.
        sequence_stride: from one piece to the next, at least 1.

    Returns:
        (..., pieces, sequence_length).

    Raises:
        ArgumentError: a length or a stride below 1.
        ShapeError: x is shorter than a piece.

    Example:
        >>> from kerasish import ops
        >>> ops.extract_sequences([1, 2, 3, 4], 2, 1).tolist()
        [[1, 2], [2, 3], [3, 4]]
    """
    x = convert_to_tensor(x)
    return graph.extract_sequences(x, sequence_length, sequence_stride)


@saved_as("STFT")
def stft(
    x, sequence_length, sequence_stride, fft_length, window="hann", center=True
) -> tuple[graph.Tensor, graph.Tensor]:
    """y[..., i, :] = rfft(window * x[..., i * stride : i * stride + fft_length]).

    Args:
        x: (..., n), float32 or float64.
        sequence_length: of the window.
        sequence_stride: from one piece to the next.
        fft_length: of each piece, at least sequence_length; the window stands in its
            middle.
        window: "hann", "hamming", a vector of sequence_length, or None for ones
            everywhere.
        center: whether x is first mirrored at both ends by fft_length // 2.

    Returns:
        (real, imaginary), each (..., pieces, fft_length // 2 + 1).

    Raises:
        DTypeError: x is neither float32 nor float64.
        ArgumentError: lengths that do not fit, or an unknown window.
        ShapeError: x is shorter than a piece, or a window of another length.

    Example:
        >>> from kerasish import ops
        >>> real, _ = ops.stft([0.0, 1.0, 2.0, 3.0, 4.0], 3, 2, 3)
        >>> real.numpy().round(3)
        array([[ 0.75 , -0.375],
               [ 3.75 , -1.875],
               [ 5.25 , -2.625]], dtype=float32)
    """
    x = convert_to_tensor(x)
    if x.dtype.name not in ("float32", "float64"):
        fail(
            "stft: x must be float32 or float64",
            {"x": x.spec},
            "convert it first: ops.cast(x, 'float32')",
            graph.DTypeError,
        )
    lengths = sequence_length, sequence_stride, fft_length
    return as_parts(graph.stft(x, *lengths, _window(window), center))


@saved_as("ISTFT")
def istft(
    x,
    sequence_length,
    sequence_stride,
    fft_length,
    length=None,
    window="hann",
    center=True,
) -> graph.Tensor:
    """The signal of which x is the `stft`: sum(window * irfft(x)) / sum(window**2).

    sum(window**2) is what it is in the middle of a long signal, as Keras has it on
    TensorFlow: ends that fewer pieces cover come out smaller. Without a window there is
    no division. `graph.istft` is exact everywhere.

    Args:
        x: (real, imaginary), each (..., pieces, fft_length // 2 + 1).
        sequence_length, sequence_stride, fft_length, window, center: those of `stft`.
        length: of the result; all that the pieces cover (without what `center` added)
            if None.

    Raises:
        ArgumentError: lengths that do not fit, an unknown window, or x is no pair.
        ShapeError: x has fewer than two axes.

    Example:
        >>> from kerasish import ops
        >>> pair = ops.stft([0.0, 1.0, 2.0, 3.0, 4.0], 4, 2, 4)
        >>> ops.istft(pair, 4, 2, 4, length=5).numpy().round(3) + 0.0
        array([0., 1., 2., 3., 4.], dtype=float32)
    """
    x = from_parts("istft", x)
    lengths = sequence_length, sequence_stride, fft_length, length
    return graph.istft(x, *lengths, _window(window), center, steady=True)


def _window(window):
    is_word = window is None or isinstance(window, str)
    return window if is_word else convert_to_tensor(window)
