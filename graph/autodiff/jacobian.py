"""Derivatives of every element, and products with second derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.reverse import gradients
from graph.batching.vectorized_map import vectorized_map
from graph.ir.dims import Dim
from graph.ir.dispatch import as_symbolic, as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import equal
from graph.ops.gradient_control import stop_gradient
from graph.ops.public import public
from graph.ops.reduction.cumulative import cumsum
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Nested
    from graph.ir.tensor import SymbolicTensor


@public
def jacobian(ys: Any, xs: Any, unconnected: str = "raise") -> Nested:
    """d y[i] / d x[j] for every element of y and of x, as graph.

    Args:
        ys: a symbolic tensor or a list of them, floating point; sizes may be symbolic.
        xs: a tensor or variable or a list of them, anywhere in the graph of ys.
        unconnected: as in `gradients`: "raise", "zero" or "none".

    All elements go back together, as `vectorized_map` does it: the values on the way
    take the memory of as many backward passes as y has elements.

    Returns:
        For each y, for each x: a tensor of the shape of y followed by that of x. A list
        in place of each argument that was a list.

    Raises:
        GradientError: a y is not floating point, or an x is unconnected.

    Gradient:
        Yes: jacobians of jacobians are the higher derivatives.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (2,), "x")
        >>> graph.Session().run(graph.jacobian(x * x, x), {x: [1.0, 2.0]})
        array([[2., 0.],
               [0., 4.]], dtype=float32)
    """
    if isinstance(ys, (list, tuple)):
        return [jacobian(y, xs, unconnected) for y in ys]
    several = isinstance(xs, (list, tuple))
    found = _rows(
        as_symbolic(ys),
        list(xs) if isinstance(xs, (list, tuple)) else [xs],
        unconnected,
    )
    return found if several else found[0]


def _rows(
    y: SymbolicTensor, xs: Sequence[Tensor], unconnected: str
) -> list[Tensor | None]:
    """A row of the Jacobian for each element of y: all unit cotangents at once."""
    count = y.spec.size
    positions = _positions(count)

    def row(position: SymbolicTensor) -> list[SymbolicTensor]:
        unit = cast(equal(positions, position), y.dtype)
        return gradients(y, xs, reshape(unit, y.spec.shape), unconnected)

    rows = vectorized_map(row, positions)
    return [
        None if r is None else reshape(r, (*y.spec.shape, *as_tensor(x).spec.shape))
        for r, x in zip(rows, xs)
    ]


def _positions(count: Size) -> Tensor:
    """0 to count - 1, where the count may be symbolic."""
    if isinstance(count, Dim):
        return cumsum(broadcast_to(np.ones((), np.int64), (count,))) - 1
    return as_symbolic(np.arange(count))


@public
def hessian_vector_product(
    y: SymbolicTensor,
    xs: Any,
    vectors: Any,
) -> list[SymbolicTensor]:
    """H v = d (dy/dx . v) / dx, where H holds the second derivatives of sum(y).

    Args:
        y: a symbolic tensor, floating point.
        xs: a tensor or variable or a list of them.
        vectors: one tensor of the shape of x for each x.

    Returns:
        A list with one tensor of the shape of x for each x, without H itself.

    Raises:
        ArgumentError: the vectors are not as many as the xs.

    Source:
        Pearlmutter 1994, "Fast exact multiplication by the Hessian".

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (2,), "x")
        >>> (hv,) = graph.hessian_vector_product(x * x * x, x, [1.0, 10.0])
        >>> graph.Session().run(hv, {x: [1.0, 2.0]})
        array([  6., 120.], dtype=float32)
    """
    if not isinstance(xs, (list, tuple)):
        xs, vectors = [xs], [vectors]
    if len(xs) != len(vectors):
        raise ArgumentError(
            describe(
                f"hessian_vector_product: {len(vectors)} vectors for {len(xs)} xs",
                hint="give one vector for each x",
                made_by=str(here()),
            )
        )
    slopes = gradients(y, xs, unconnected="zero")
    products = [
        total(multiply(dx, stop_gradient(cast(as_tensor(v), dx.dtype))))
        for dx, v in zip(slopes, vectors)
    ]
    return gradients(products, xs, unconnected="zero")
