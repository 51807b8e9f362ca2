"""Products of matrices, vectors and tensors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.ops.dtypes import (
    alike,
    floats,
    tensor,
    tensors_alike,
    to_dtype,
    wide_floats,
)
from kerasish.ops.recording import planned

_INT8 = np.dtype("int8")


@planned(tensors=2)
def matmul(x1, x2) -> graph.Tensor:
    """Products of the matrices in the last two axes; of two of int8 in int32.

    Args:
        x1: (..., n, k), or a vector (k,).
        x2: (..., k, m), or a vector (k,).

    Example:
        >>> from kerasish import ops
        >>> ops.matmul([[1, 2]], [[3], [4]]).tolist()
        [[11]]
    """
    x1, x2 = tensor(x1), tensor(x2)
    if x1.dtype == x2.dtype == _INT8:
        x1, x2 = graph.cast(x1, np.int32), graph.cast(x2, np.int32)
    return graph.matmul(*alike(x1, x2))


@planned(tensors=2)
def dot(x1, x2) -> graph.Tensor:
    """The sum of products over the last axis of x1 and the last but one of x2.

    Example:
        >>> from kerasish import ops
        >>> int(ops.dot([1, 2], [3, 4]))
        11
    """
    return _as_before(graph.dot, *tensors_alike([x1, x2]))


def inner(x1, x2) -> graph.Tensor:
    """The sum of products over the last axes.

    Example:
        >>> from kerasish import ops
        >>> int(ops.inner([1, 2], [3, 4]))
        11
    """
    return _as_before(graph.inner, *tensors_alike([x1, x2]))


def outer(x1, x2) -> graph.Tensor:
    """z[i, j] = x1[i] * x2[j], of both flat.

    Example:
        >>> from kerasish import ops
        >>> ops.outer([1, 2], [3, 4]).tolist()
        [[3, 4], [6, 8]]
    """
    return _as_before(graph.outer, *tensors_alike([x1, x2]))


def vdot(x1, x2) -> graph.Tensor:
    """The sum of conj(x1) * x2 over all elements.

    Example:
        >>> from kerasish import ops
        >>> int(ops.vdot([[1, 2]], [[3, 4]]))
        11
    """
    return _as_before(graph.vdot, *tensors_alike([x1, x2]))


def tensordot(x1, x2, axes: int = 2) -> graph.Tensor:
    """The sum of products over axes of x1 and of x2.

    Args:
        x1, x2: tensors.
        axes: so many last axes of x1 and first ones of x2; or the axes of x1 and those
            of x2.

    Example:
        >>> from kerasish import ops
        >>> ops.tensordot([[1, 2]], [[3, 4]], axes=([1], [1])).tolist()
        [[11]]
    """
    return _as_before(graph.tensordot, *alike(x1, x2), axes)


def kron(x1, x2) -> graph.Tensor:
    """Kronecker's product: each element of x1 times the whole of x2.

    Example:
        >>> from kerasish import ops
        >>> ops.kron([1, 2], [1, 10]).tolist()
        [1, 10, 2, 20]
    """
    return graph.kron(*tensors_alike([x1, x2]))


def cross(
    x1, x2, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> graph.Tensor:
    """The cross product of vectors of 2 or 3 elements.

    Args:
        x1, x2: tensors of vectors.
        axisa, axisb: the axes of the vectors.
        axisc: their axis in the result.
        axis: stands for all three.

    Example:
        >>> from kerasish import ops
        >>> ops.cross([1, 0, 0], [0, 1, 0]).tolist()
        [0, 0, 1]
    """
    return graph.cross(*alike(x1, x2), axisa, axisb, axisc, axis)


def einsum(subscripts, *operands, **kwargs) -> graph.Tensor:
    """Sums of products by a formula of axes; of int8 in int32.

    Args:
        subscripts: such as "ij,jk->ik": the axes of each operand and of the result.
        operands: tensors.
        kwargs: numpy's options of how to compute it; they change nothing.

    Example:
        >>> from kerasish import ops
        >>> ops.einsum("ij,j->i", [[1, 2]], [3, 4]).tolist()
        [11]
    """
    values = tensors_alike(operands)
    if values[0].dtype == _INT8:
        values = [graph.cast(v, np.int32) for v in values]
    return to_dtype(graph.einsum(subscripts, *values), values[0].dtype)


def correlate(x1, x2, mode: str = "valid") -> graph.Tensor:
    """z_k = sum_n x1_(n + k) * conj(x2_n), for each distance k.

    Args:
        x1, x2: vectors.
        mode: which distances: "valid" where one lies within the other, "full" where
            they meet at all, "same" as many as the longer one has elements.

    Example:
        >>> from kerasish import ops
        >>> ops.correlate([1, 2, 3], [0, 1, 0.5], "same").tolist()
        [2.0, 3.5, 3.0]
    """
    x1, x2 = alike(x1, x2)
    return graph.correlate(wide_floats(x1), wide_floats(x2), mode)


def slogdet(x) -> tuple[graph.Tensor, graph.Tensor]:
    """The sign of the determinant and the logarithm of its absolute value.

    Args:
        x: matrices (..., n, n).

    Example:
        >>> from kerasish import ops
        >>> [float(part) for part in ops.slogdet([[1.0, 0.0], [0.0, -1.0]])]
        [-1.0, 0.0]
    """
    return graph.slogdet(floats(x))


def _as_before(function, *values):
    """The function's value in the dtype of the first argument."""
    return to_dtype(function(*values), values[0].dtype)
