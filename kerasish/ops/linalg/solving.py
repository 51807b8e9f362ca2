"""Linear equations, and inverses."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def solve(a, b) -> graph.Tensor:
    """The x with a @ x = b.

    Args:
        a: (..., n, n).
        b: (..., n, k), or (..., n) with one axis less than a.

    Raises:
        ShapeError: sizes that do not fit.
        ValueError: a is singular (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 8.0]).tolist()
        [1.0, 2.0]
    """
    return _with_columns(graph.solve, a, b)


def solve_triangular(a, b, lower=False) -> graph.Tensor:
    """The x with a @ x = b, where a is triangular.

    Args:
        a: (..., n, n); the other triangle is not read.
        b: (..., n, k), or (..., n) with one axis less than a.
        lower: which triangle of a is read.

    Raises:
        ShapeError: sizes that do not fit.
        ValueError: a is singular (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.solve_triangular([[2.0, 0.0], [1.0, 4.0]], [2.0, 9.0], True).tolist()
        [1.0, 2.0]
    """
    return _with_columns(graph.solve_triangular, a, b, lower)


def _with_columns(function, a, b, *arguments):
    """Where b has one axis less than a, its last one is taken as a column."""
    a, b = to_float(a), to_float(b)
    if b.ndim != a.ndim - 1:
        return function(a, b, *arguments)
    return graph.squeeze(function(a, graph.expand_dims(b, -1), *arguments), -1)


def inv(x) -> graph.Tensor:
    """The inverse of matrices.

    Args:
        x: (..., n, n).

    Raises:
        ValueError: x is singular (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.inv([[2.0, 0.0], [0.0, 4.0]]).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    return graph.inv(to_float(x))


def pinv(x, rcond=None) -> graph.Tensor:
    """The pseudoinverse of matrices.

    Args:
        x: (..., m, n).
        rcond: singular values up to rcond times the largest count as 0;
            10 * max(m, n) * eps if None.

    Returns:
        (..., n, m).

    Example:
        >>> from kerasish import ops
        >>> ops.pinv([[2.0, 0.0], [0.0, 0.0]]).tolist()
        [[0.5, 0.0], [0.0, 0.0]]
    """
    x = to_float(x)
    sizes = x.shape[-2:]
    if rcond is None and x.ndim > 1 and None not in sizes:
        rcond = 10 * max(sizes) * float(graph.finfo(x.dtype).eps)
    return graph.pinv(x, rcond)


def lstsq(a, b, rcond=None) -> graph.Tensor:
    """The shortest x that makes the norm of a @ x - b smallest.

    Args:
        a: (m, n).
        b: (m,) or (m, k).
        rcond: singular values up to rcond times the largest count as 0;
            max(m, n) * eps if None, eps if negative.

    Returns:
        (n,) or (n, k).

    Raises:
        ShapeError: sizes that do not fit.

    Example:
        >>> from kerasish import ops
        >>> ops.lstsq([[1.0], [1.0]], [1.0, 3.0]).numpy().round(4)
        array([2.], dtype=float32)
    """
    a, b = to_float(a), to_float(b)
    if rcond is not None and rcond < 0:
        rcond = float(graph.finfo(a.dtype).eps)
    return graph.lstsq(a, b, rcond)
