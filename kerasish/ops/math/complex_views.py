"""Complex numbers as a last axis of real and imaginary part, and back."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor


def view_as_complex(x) -> graph.Tensor:
    """y[...] = x[..., 0] + i x[..., 1], complex64.

    Args:
        x: (..., 2).

    Raises:
        ShapeError: the last axis has another size.

    Example:
        >>> from kerasish import ops
        >>> ops.view_as_complex([[1.0, 2.0]]).tolist()
        [(1+2j)]
    """
    x = convert_to_tensor(x)
    if not x.ndim or x.shape[-1] != 2:
        fail(
            "view_as_complex: the last axis holds the real and the imaginary part",
            {"x": x.spec},
            "give (..., 2)",
            graph.ShapeError,
        )
    x = graph.cast(x, "float32")
    return graph.make_complex(x[..., 0], x[..., 1])


def view_as_real(x) -> graph.Tensor:
    """y[..., 0], y[..., 1] = the real and the imaginary part of x.

    Args:
        x: complex or real tensor.

    Example:
        >>> from kerasish import ops
        >>> ops.view_as_real(ops.view_as_complex([[1.0, 2.0]])).tolist()
        [[1.0, 2.0]]
    """
    x = convert_to_tensor(x)
    return graph.stack([graph.real(x), graph.imag(x)], -1)
