"""Numbers about signals: polar coordinates, noise."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float
from kerasish.ops.recording import saved_as


def polar(abs_, angle) -> graph.Tensor:
    """y = abs * (cos(angle) + i sin(angle)).

    Args:
        abs_: real tensor, the absolute values.
        angle: real tensor, in radians.

    Returns:
        complex64, or complex128 of float64.

    Example:
        >>> import math
        >>> from kerasish import ops
        >>> ops.polar([2.0], [math.pi / 2]).numpy().round(4)
        array([-0.+2.j], dtype=complex64)
    """
    size, angle = to_float(abs_), to_float(angle)
    return graph.make_complex(size * graph.cos(angle), size * graph.sin(angle))


@saved_as("PSNR")
def psnr(x1, x2, max_val) -> graph.Tensor:
    """10 * log10(max_val**2 / mean((x1 - x2)**2)): peak signal-to-noise ratio in dB.

    Args:
        x1, x2: tensors of one shape.
        max_val: the largest value that the signals can have.

    Returns:
        A scalar; infinity where the two are equal.

    Raises:
        ShapeError: the shapes differ.

    Example:
        >>> from kerasish import ops
        >>> round(float(ops.psnr([0.0, 0.0], [10.0, 10.0], 100.0)), 4)
        20.0
    """
    x1, x2 = to_float(x1), to_float(x2)
    pairs = list(zip(x1.shape, x2.shape))
    if x1.ndim != x2.ndim or any(a != b and None not in (a, b) for a, b in pairs):
        fail(
            "psnr: the signals must have one shape",
            {"x1": x1.spec, "x2": x2.spec},
            "crop or resize one of them",
            graph.ShapeError,
        )
    error = graph.mean(graph.square(x1 - x2))
    return 20 * graph.log10(to_float(max_val, x2.dtype)) - 10 * graph.log10(error)
