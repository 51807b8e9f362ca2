"""Matrices of powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import power
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.reshape import expand_dims
from graph.ops.shape.transpose import flip
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def vander(x: TensorLike, N: Any = None, increasing: bool = False) -> Tensor:
    """y[i, j] = x[i] ** (N - 1 - j), Vandermonde's matrix.

    Args:
        x: a vector.
        N: the number of powers; that of the elements if None.
        increasing: whether the powers grow from column to column: x[i] ** j.

    Raises:
        ShapeError: x is no vector.

    Example:
        >>> import graph
        >>> graph.vander([2, 3], 3).tolist()
        [[4, 2, 1], [9, 3, 1]]
    """
    x = as_tensor(x)
    if x.ndim != 1:
        raise ShapeError(
            describe("vander: x is a vector", {"x": x.spec}, "ravel it", str(here()))
        )
    count = x.spec.shape[0] if N is None else as_size("vander", N)
    exponents = cast(positions(count), x.dtype)
    return power(expand_dims(x, -1), exponents if increasing else flip(exponents))
