"""Windows that fade to both ends, in the default float dtype."""

from __future__ import annotations

import graph
from kerasish.base.settings import floatx
from kerasish.ops.dtypes import requested


def bartlett(x) -> graph.Tensor:
    """A triangle: 1 - abs(2 i / (n - 1) - 1).

    Args:
        x: n, the size of the window.

    Example:
        >>> from kerasish import ops
        >>> ops.bartlett(5).numpy()
        array([0. , 0.5, 1. , 0.5, 0. ], dtype=float32)
    """
    return requested(graph.bartlett(_size(x)), floatx())


def hanning(x) -> graph.Tensor:
    """0.5 - 0.5 cos(2 pi i / (n - 1)).

    Args:
        x: n, the size of the window.

    Example:
        >>> from kerasish import ops
        >>> ops.hanning(5).numpy()
        array([0. , 0.5, 1. , 0.5, 0. ], dtype=float32)
    """
    return requested(graph.hanning(_size(x)), floatx())


def hamming(x) -> graph.Tensor:
    """0.54 - 0.46 cos(2 pi i / (n - 1)).

    Args:
        x: n, the size of the window.

    Example:
        >>> from kerasish import ops
        >>> ops.hamming(5).numpy()
        array([0.08, 0.54, 1.  , 0.54, 0.08], dtype=float32)
    """
    return requested(graph.hamming(_size(x)), floatx())


def blackman(x) -> graph.Tensor:
    """0.42 - 0.5 cos(2 pi i / (n - 1)) + 0.08 cos(4 pi i / (n - 1)).

    Args:
        x: n, the size of the window.

    Example:
        >>> from kerasish import ops
        >>> ops.blackman(5).numpy().round(3)
        array([-0.  ,  0.34,  1.  ,  0.34, -0.  ], dtype=float32)
    """
    return requested(graph.blackman(_size(x)), floatx())


def kaiser(x, beta) -> graph.Tensor:
    """i0(beta sqrt(1 - (2 i / (n - 1) - 1)**2)) / i0(beta).

    Args:
        x: n, the size of the window.
        beta: the larger, the narrower; 0 gives ones.

    Example:
        >>> from kerasish import ops
        >>> ops.kaiser(5, 8.0).numpy().round(3)
        array([0.002, 0.369, 1.   , 0.369, 0.002], dtype=float32)
    """
    return requested(graph.kaiser(_size(x), float(beta)), floatx())


def _size(x):
    return x if isinstance(x, (int, graph.Dim)) else int(x)
