"""Fourier transforms; complex numbers are pairs (real, imaginary) of tensors."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.ops.recording import saved_as

Pair = tuple[graph.Tensor, graph.Tensor]


@saved_as("FFT")
def fft(x) -> Pair:
    """y_k = sum_j x_j e**(-2 pi i j k / n) along the last axis.

    Args:
        x: (real, imaginary), floats of one shape.

    Raises:
        ArgumentError: x is no pair of floats of one shape.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.fft(([1.0, 0.0], [0.0, 0.0]))]
        [[1.0, 1.0], [0.0, 0.0]]
    """
    return as_parts(graph.fft(from_parts("fft", x)))


@saved_as("FFT2")
def fft2(x) -> Pair:
    """`fft` over the last two axes.

    Args:
        x: (real, imaginary), floats of one shape (..., rows, columns).

    Raises:
        ArgumentError: x is no pair of floats of one shape.

    Example:
        >>> from kerasish import ops
        >>> ops.fft2(([[1.0, 0.0]], [[0.0, 0.0]]))[0].tolist()
        [[1.0, 1.0]]
    """
    return as_parts(graph.fft2(from_parts("fft2", x)))


@saved_as("IFFT2")
def ifft2(x) -> Pair:
    """What `fft2` made x from.

    Args:
        x: (real, imaginary), floats of one shape (..., rows, columns).

    Raises:
        ArgumentError: x is no pair of floats of one shape.

    Example:
        >>> from kerasish import ops
        >>> ops.ifft2(([[1.0, 1.0]], [[0.0, 0.0]]))[0].tolist()
        [[1.0, 0.0]]
    """
    return as_parts(graph.ifft2(from_parts("ifft2", x)))


@saved_as("RFFT")
def rfft(x, fft_length=None) -> Pair:
    """The elements 0 to n // 2 of the transform of real numbers along the last axis.

    Args:
        x: real tensor.
        fft_length: the size n to which x is cut, or filled up with zeros; its own size
            if None.

    Raises:
        ArgumentError: fft_length is below 1.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.rfft([1.0, 0.0, 0.0])]
        [[1.0, 1.0], [0.0, 0.0]]
    """
    return as_parts(graph.rfft(to_float(x), fft_length))


@saved_as("IRFFT")
def irfft(x, fft_length=None) -> graph.Tensor:
    """The real numbers of which x is the `rfft`.

    Args:
        x: (real, imaginary), floats of one shape.
        fft_length: the size of the result; 2 * (size - 1) if None.

    Raises:
        ArgumentError: x is no pair of floats of one shape, or fft_length is below 1.

    Example:
        >>> from kerasish import ops
        >>> ops.irfft(([1.0, 1.0], [0.0, 0.0]), 3).numpy()
        array([1., 0., 0.], dtype=float32)
    """
    return graph.irfft(from_parts("irfft", x), fft_length)


@internal
def from_parts(name: str, x) -> graph.Tensor:
    """A complex tensor from a pair."""
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        fail(
            f"{name}: x must be a pair (real, imaginary)",
            {"x": type(x).__name__},
            "give zeros for an imaginary part that is not there",
        )
    real, imaginary = map(convert_to_tensor, x)
    pairs = list(zip(real.shape, imaginary.shape))
    same = real.ndim == imaginary.ndim
    same = same and all(a == b or None in (a, b) for a, b in pairs)
    kinds = {graph.kind_of(real.dtype), graph.kind_of(imaginary.dtype)}
    if not same or kinds != {"f"}:
        fail(
            f"{name}: both parts must be floats of one shape",
            {"real": real.spec, "imaginary": imaginary.spec},
        )
    return graph.make_complex(real, imaginary)


@internal
def as_parts(y) -> Pair:
    """A complex tensor as a pair."""
    return graph.real(y), graph.imag(y)
