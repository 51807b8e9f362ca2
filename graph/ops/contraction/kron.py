"""Products of tensors other than contractions: Kronecker's, and the cross product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import moveaxis

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def kron(x: TensorLike, y: TensorLike) -> Tensor:
    """z[i * m + k, ...] = x[i, ...] * y[k, ...]: y in place of each element, times it.

    Args:
        x, y: tensors; the one of lower rank gets new leading axes.

    Example:
        >>> import graph
        >>> graph.kron([1, 10], [1, 2]).numpy()
        array([ 1,  2, 10, 20])
    """
    dtype = common_dtype(x, y)
    x, y = to_dtype(x, dtype), to_dtype(y, dtype)
    rank = max(x.ndim, y.ndim)
    outer = (1,) * (rank - x.ndim) + x.spec.shape
    inner = (1,) * (rank - y.ndim) + y.spec.shape
    product = multiply(
        reshape(x, [part for size in outer for part in (size, 1)]),
        reshape(y, [part for size in inner for part in (1, size)]),
    )
    return reshape(product, [a * b for a, b in zip(outer, inner)])


@public
def cross(
    x: Sequence[int] | np.ndarray,
    y: Sequence[int] | np.ndarray,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Tensor:
    """z = x cross y: (x1 y2 - x2 y1, x2 y0 - x0 y2, x0 y1 - x1 y0).

    Args:
        x, y: tensors with 2 or 3 components, which broadcast otherwise; the missing
            third component is 0.
        axisa, axisb: the axes of the components of x and y.
        axisc: the axis of the components of the result.
        axis: stands for all three.

    Returns:
        The 3 components; only the third one, without an axis, where both have 2.

    Raises:
        ShapeError: another number of components.

    Example:
        >>> import graph
        >>> graph.cross([1, 0, 0], [0, 1, 0]).numpy()
        array([0, 0, 1])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    dtype = common_dtype(x, y)
    a, b = (
        _components(to_dtype(x, dtype), axisa),
        _components(to_dtype(y, dtype), axisb),
    )
    third = a[0] * b[1] - a[1] * b[0]
    if len(a) == len(b) == 2:
        return third
    a2, b2 = (v[2] if len(v) == 3 else v[0] * 0 for v in (a, b))
    z = stack([a[1] * b2 - a2 * b[1], a2 * b[0] - a[0] * b2, third], -1)
    return moveaxis(z, -1, normal_axis("cross", axisc, z.ndim))


def _components(x: Tensor, axis: int) -> list[Tensor]:
    x = moveaxis(x, normal_axis("cross", axis, x.ndim), -1)
    if x.spec.shape[-1] not in (2, 3):
        raise ShapeError(
            describe(
                f"cross: {x.spec.shape[-1]} components",
                {"x": x.spec, "axis": axis},
                "a vector has 2 or 3 components along its axis",
                str(here()),
            )
        )
    return [x[..., i] for i in range(x.spec.shape[-1])]
