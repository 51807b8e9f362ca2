"""TensorFlow's products and linear algebra."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import constant, like, numbers, pair
from kerasish.saving.upgrades.tf_ops.table import same, tf_op

same(linalg_det="det", linalg_cholesky="cholesky")


@tf_op("linalg.matmul", "matmul")
def matmul(
    a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False,
    a_is_sparse=False, b_is_sparse=False, output_type=None, grad_a=False, grad_b=False,
):  # fmt: skip
    a, b = pair(a, b)
    if transpose_a or adjoint_a:
        a = _turned(a, adjoint_a)
    if transpose_b or adjoint_b:
        b = _turned(b, adjoint_b)
    return ops.matmul(a, b)


def _turned(x, conjugate):
    return ops.swapaxes(ops.conj(x) if conjugate else x, -1, -2)


@tf_op("linalg.matvec")
def matvec(a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False,
           b_is_sparse=False):  # fmt: skip
    column = ops.expand_dims(like(b, a), -1)
    y = matmul(a, column, transpose_a=transpose_a, adjoint_a=adjoint_a)
    return ops.squeeze(y, axis=-1)


@tf_op("einsum", "linalg.einsum")
def einsum(equation, *inputs, optimize=None):
    if not inputs:
        raise NotImplementedError("the operands are not in the file: Keras lost them")
    known = next((x for x in inputs if hasattr(x, "spec")), inputs[0])
    return ops.einsum(equation, *[like(x, known) for x in inputs])


@tf_op("tensordot", "linalg.tensordot")
def tensordot(a, b, axis):
    a, b = pair(a, b)
    axis = numbers(axis)
    if isinstance(axis, (list, tuple)):
        axis = tuple(tuple(x) if isinstance(x, (list, tuple)) else (x,) for x in axis)
    return ops.tensordot(a, b, axes=axis)


@tf_op("linalg.inv")
def inv(input, adjoint=False):
    return ops.inv(_turned(input, True) if adjoint else input)


@tf_op("linalg.solve")
def solve(matrix, rhs, adjoint=False):
    matrix, rhs = pair(matrix, rhs)
    return ops.solve(_turned(matrix, True) if adjoint else matrix, rhs)


@tf_op("linalg.trace")
def trace(x):
    return ops.trace(x, axis1=-2, axis2=-1)


@tf_op("linalg.cross")
def cross(a, b):
    return ops.cross(*pair(a, b))


def _diagonal(rows, columns) -> np.ndarray:
    return np.eye(rows, columns, dtype=bool)


@tf_op("linalg.diag", "linalg.tensor_diag")
def diag(diagonal, k=0, num_rows=-1, num_cols=-1, padding_value=0,
         align="RIGHT_LEFT"):  # fmt: skip
    _plain_diagonal("diag", k)
    size = diagonal.shape[-1]
    column = ops.expand_dims(diagonal, -1)
    return ops.where(_diagonal(size, size), column, like(float(padding_value), column))


@tf_op("linalg.diag_part")
def diag_part(input, k=0, padding_value=0, align="RIGHT_LEFT"):
    _plain_diagonal("diag_part", k)
    return ops.diagonal(input, axis1=-2, axis2=-1)


@tf_op("linalg.set_diag")
def set_diag(input, diagonal, k=0, align="RIGHT_LEFT"):
    _plain_diagonal("set_diag", k)
    rows, columns = input.shape[-2:]
    column = ops.expand_dims(constant(diagonal), -1)
    return ops.where(_diagonal(rows, columns), column, input)


def _plain_diagonal(name, k) -> None:
    if k not in (0, None):
        raise NotImplementedError(f"tf.linalg.{name} takes the main diagonal, k=0")


@tf_op("linalg.band_part")
def band_part(input, num_lower, num_upper):
    """The diagonals that are near enough to the main one; -1 keeps all of a side."""
    rows, columns = input.shape[-2:]
    distance = np.arange(rows)[:, None] - np.arange(columns)
    keep = (num_lower < 0) | (distance <= num_lower)
    keep = keep & ((num_upper < 0) | (-distance <= num_upper))
    return ops.where(np.asarray(keep), input, ops.zeros_like(input))


@tf_op("signal.fft")
def fft(input):
    return ops.view_as_complex(ops.stack(ops.fft(_parts(input)), axis=-1))


def _parts(x):
    return ops.real(x), ops.imag(x)


@tf_op("signal.frame")
def frame(signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1):
    if pad_end or axis != -1:
        raise NotImplementedError("tf.signal.frame with pad_end or another axis")
    return ops.extract_sequences(signal, frame_length, frame_step)
