"""Tensors made of values, constants and shapes."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.arguments import DType, Sizes
from kerasish.ops.dtypes import tensor, to_dtype
from kerasish.ops.operands import called_with


def array(x, dtype: DType = None) -> graph.Tensor:
    """The value as a tensor: of Python integers int32, of floats the default float.

    Example:
        >>> from kerasish import ops
        >>> ops.array([1, 2]).numpy()
        array([1, 2], dtype=int32)
    """
    return convert_to_tensor(x, dtype)


def zeros(shape: Sizes, dtype: DType = None) -> graph.Tensor:
    """Zeros, of the default float dtype if none is given.

    Example:
        >>> from kerasish import ops
        >>> ops.zeros((2,)).numpy()
        array([0., 0.], dtype=float32)
    """
    return graph.zeros(shape, standardize_dtype(dtype))


def ones(shape: Sizes, dtype: DType = None) -> graph.Tensor:
    """Ones, of the default float dtype if none is given.

    Example:
        >>> from kerasish import ops
        >>> ops.ones((2,), "int8").numpy()
        array([1, 1], dtype=int8)
    """
    return graph.ones(shape, standardize_dtype(dtype))


def empty(shape: Sizes, dtype: DType = None) -> graph.Tensor:
    """A tensor whose values do not matter; they are zeros.

    Example:
        >>> from kerasish import ops
        >>> ops.empty((2, 3)).shape
        (2, 3)
    """
    return graph.zeros(shape, standardize_dtype(dtype))


@called_with("fill_value")
def full(shape: Sizes, fill_value, dtype: DType = None) -> graph.Tensor:
    """One value everywhere, in the default float dtype if none is given.

    Args:
        shape: sizes of the axes.
        fill_value: a number, or a tensor that broadcasts to the shape.
        dtype: of the result.

    Example:
        >>> from kerasish import ops
        >>> ops.full((2,), 7, "int32").numpy()
        array([7, 7], dtype=int32)
    """
    value = to_dtype(fill_value, standardize_dtype(dtype))
    return graph.broadcast_to(value, shape)


def zeros_like(x, dtype: DType = None) -> graph.Tensor:
    """Zeros of the shape of x, and its dtype if none is given.

    Example:
        >>> from kerasish import ops
        >>> ops.zeros_like([1, 2]).numpy()
        array([0, 0], dtype=int32)
    """
    return graph.zeros_like(tensor(x), _given(dtype))


def ones_like(x, dtype: DType = None) -> graph.Tensor:
    """Ones of the shape of x, and its dtype if none is given.

    Example:
        >>> from kerasish import ops
        >>> ops.ones_like([1.5, 2.5]).numpy()
        array([1., 1.], dtype=float32)
    """
    return graph.ones_like(tensor(x), _given(dtype))


def empty_like(x, dtype: DType = None) -> graph.Tensor:
    """A tensor like x whose values do not matter; they are zeros.

    Example:
        >>> from kerasish import ops
        >>> ops.empty_like([1, 2]).dtype.name
        'int32'
    """
    return graph.zeros_like(tensor(x), _given(dtype))


@called_with("x", "fill_value")
def full_like(x, fill_value, dtype: DType = None) -> graph.Tensor:
    """One value in the shape of x, and in its dtype if none is given.

    Example:
        >>> from kerasish import ops
        >>> ops.full_like([1, 2], 7).numpy()
        array([7, 7], dtype=int32)
    """
    x = tensor(x)
    dtype = x.dtype if dtype is None else standardize_dtype(dtype)
    return graph.broadcast_to(to_dtype(fill_value, dtype), graph.shape(x))


def eye(N: int, M: int | None = None, k: int = 0, dtype: DType = None) -> graph.Tensor:
    """Ones on a diagonal of an (N, M) matrix, zeros elsewhere.

    Args:
        N: the number of rows.
        M: the number of columns; N if None.
        k: which diagonal: 0 is the main one, positive ones lie above it.
        dtype: of the result; the default float if None.

    Example:
        >>> from kerasish import ops
        >>> ops.eye(2, 3, 1).numpy()
        array([[0., 1., 0.],
               [0., 0., 1.]], dtype=float32)
    """
    return graph.eye(N, M, k, standardize_dtype(dtype))


def identity(n: int, dtype: DType = None) -> graph.Tensor:
    """The (n, n) matrix with ones on its diagonal.

    Example:
        >>> from kerasish import ops
        >>> ops.identity(2, "int32").tolist()
        [[1, 0], [0, 1]]
    """
    return graph.eye(n, dtype=standardize_dtype(dtype))


def tri(N: int, M: int | None = None, k: int = 0, dtype: DType = None) -> graph.Tensor:
    """Ones on and below a diagonal of an (N, M) matrix; see `eye` for the arguments.

    Example:
        >>> from kerasish import ops
        >>> ops.tri(2, 3).numpy()
        array([[1., 0., 0.],
               [1., 1., 0.]], dtype=float32)
    """
    return graph.tri(N, M, k, standardize_dtype(dtype))


def copy(x) -> graph.Tensor:
    """The same values, in memory of their own where x is an array.

    Example:
        >>> from kerasish import ops
        >>> ops.copy([1, 2]).numpy()
        array([1, 2], dtype=int32)
    """
    if isinstance(x, graph.Tensor):
        return tensor(x)
    return graph.as_tensor(tensor(x).numpy().copy())


def _given(dtype):
    return None if dtype is None else standardize_dtype(dtype)
