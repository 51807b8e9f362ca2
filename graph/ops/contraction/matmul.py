"""Products of matrices and of tensors along chosen axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.eager_plan import planned
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.contraction.dot_general import DotGeneral, sizes_may_agree
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.elementwise.complex import conj
from graph.ops.promotion import broadcast_shape, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.reshape import expand_dims, ravel
from graph.ops.shape.transpose import transpose

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def _same_dtype(x: TensorLike, y: TensorLike) -> tuple[Tensor, Tensor]:
    dtype = common_dtype(x, y)
    return to_dtype(x, dtype), to_dtype(y, dtype)


@public
@planned(tensors=2)
def matmul(x: TensorLike, y: TensorLike) -> Tensor:
    """z = x @ y: matrix product over the last two axes, broadcast over the others.

    Args:
        x: (..., n, k) or (k,).
        y: (..., k, m) or (k,).

    Returns:
        (..., n, m); an axis is dropped where a vector was given.

    Raises:
        ShapeError: the inner sizes differ.

    Gradient:
        dz @ y.T and x.T @ dz, summed over what was broadcast.

    Example:
        >>> import graph
        >>> graph.matmul([[1.0, 2.0]], [[3.0], [4.0]]).numpy()
        array([[11.]])
    """
    x, y = _same_dtype(x, y)
    if not x.ndim or not y.ndim:
        raise _inner_error(x, y, "matmul takes no scalars; multiply instead")
    if not sizes_may_agree(x.spec.shape[-1], y.spec.shape[max(y.ndim - 2, 0)]):
        raise _inner_error(x, y, "the last axis of x must equal the first of y")
    if x.ndim == 1 or y.ndim <= 2:
        return apply(DotGeneral(((x.ndim - 1,), (max(y.ndim - 2, 0),))), x, y)
    return _product(x, y)


def _inner_error(x: Tensor, y: Tensor, hint: str) -> ShapeError:
    return ShapeError(
        describe(
            "matmul: inner sizes must agree",
            {"x": x.spec, "y": y.spec},
            hint,
            str(here()),
        )
    )


def _product(x: Tensor, y: Tensor) -> Tensor:
    """Matrices over leading axes that broadcast."""
    lead = broadcast_shape("matmul", x.spec.shape[:-2], y.spec.shape[:-2])
    x = broadcast_to(x, lead + x.spec.shape[-2:])
    y = broadcast_to(y, lead + y.spec.shape[-2:])
    axes, n = tuple(range(len(lead))), len(lead)
    return apply(DotGeneral(((n + 1,), (n,)), (axes, axes)), x, y)


@public
@planned(tensors=2)
def dot(x: TensorLike, y: TensorLike) -> Tensor:
    """numpy.dot: the last axis of x meets the second last of y, or its only one."""
    x, y = _same_dtype(x, y)
    if not x.ndim or not y.ndim:
        return multiply(x, y)
    return tensordot(x, y, [[-1], [-2 if y.ndim > 1 else -1]])


@public
@planned(tensors=2)
def tensordot(x: TensorLike, y: TensorLike, axes: int | Sequence[Any] = 2) -> Tensor:
    """The sum of products over pairs of axes; the free axes of x come first.

    Args:
        x, y: tensors.
        axes: a number n (the last n of x meet the first n of y), or two lists of axes.

    Example:
        >>> import graph
        >>> float(graph.tensordot([1.0, 2.0], [3.0, 4.0], 1))
        11.0
    """
    x, y = _same_dtype(x, y)
    ax: Sequence[int]
    ay: Sequence[int]
    if isinstance(axes, int):
        ax, ay = list(range(x.ndim - axes, x.ndim)), list(range(axes))
    else:
        ax, ay = ([a] if isinstance(a, int) else list(a) for a in axes)
    ax = normal_axes("tensordot", ax, x.ndim)
    ay = normal_axes("tensordot", ay, y.ndim)
    if len(ax) != len(ay):
        raise ArgumentError(
            describe(
                "tensordot: as many axes of x as of y are needed",
                {"axes": axes},
                "pair them up",
                str(here()),
            )
        )
    return apply(DotGeneral((ax, ay)), x, y)


@public
def vdot(x: TensorLike, y: TensorLike) -> Tensor:
    """The sum of conj(x) * y over all elements, in order."""
    x, y = as_tensor(x), as_tensor(y)
    x = conj(x) if kind_of(x.dtype) == "c" else x
    return tensordot(ravel(x), ravel(y), 1)


@public
def inner(x: TensorLike, y: TensorLike) -> Tensor:
    """The sum of products over the last axes."""
    x, y = _same_dtype(x, y)
    return tensordot(x, y, [[-1], [-1]]) if x.ndim and y.ndim else multiply(x, y)


@public
def outer(x: TensorLike, y: TensorLike) -> Tensor:
    """z[i, j] = x[i] * y[j], of all elements in order."""
    x, y = ravel(x), ravel(y)
    return multiply(expand_dims(x, 1), expand_dims(y, 0))


def transpose_last(x: Tensor) -> Tensor:
    """x with its last two axes exchanged."""
    return transpose(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))
