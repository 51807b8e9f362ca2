"""A function of one row, computed for all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.batching.rules import batched_body
from graph.ir.errors import ArgumentError, SymbolicError, describe
from graph.ir.leaves import ReadVariable
from graph.ir.origin import here
from graph.ir.subgraph import bodies_of
from graph.ir.trace import active_recorders
from graph.ir.trace_bodies import trace_bodies
from graph.ops.control.bodies import pack_tensors, symbolic_leaves, tensor_leaves
from graph.ops.control.looping import needs_graph
from graph.ops.control.scanning import map as map_rows
from graph.ops.control.scanning import number_of_rows
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import SymbolicTensor, Tensor


@public
def vectorized_map(f: Callable[..., Any], xs: TensorLike) -> Any:
    """f of each row of xs, stacked: `map` with every op of f on all rows at once.

    f is traced for one row; then each op is applied to all rows. A product of a row
    with a matrix becomes one product, a loop in f runs once. What cannot be done
    together runs row by row inside: branches that rows take differently, loops that
    end differently, random numbers of keys that differ.

    Args:
        f: takes a row of xs, returns any nesting of tensors. It may use tensors from
            outside, and assigns no variables.
        xs: a nesting of tensors whose first axes have one size.

    Returns:
        The results stacked along a new first axis.

    Raises:
        ArgumentError: f assigns a variable; `map` takes one row after the other.

    Gradient:
        That of f at each row, of any order.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> graph.vectorized_map(lambda x: x + 1, np.array([1, 2, 3]))
        tensor([2, 3, 4], dtype=int64)

        The gradient for each row, not summed:

        >>> w = graph.Variable([1.0, 2.0])
        >>> x = graph.placeholder("float32", (None, 2), "x")
        >>> slopes = graph.vectorized_map(
        ...     lambda row: graph.gradients(graph.sum(row * w) ** 2.0, [w])[0], x
        ... )
        >>> graph.Session().run(slopes, {x: [[1.0, 0.0], [0.0, 1.0]]})
        array([[2., 0.],
               [0., 4.]], dtype=float32)
    """
    rows = tensor_leaves(xs)
    size = number_of_rows("vectorized_map", rows)
    if needs_graph(xs):
        return _at_once(f, xs, symbolic_leaves(rows), size)
    if active_recorders():  # tapes watch the very values that f uses
        return map_rows(f, xs)
    try:
        found = _at_once(f, xs, rows, size, now=True)
    except SymbolicError:  # f looks at values
        found = None
    return map_rows(f, xs) if found is None else found


def _at_once(
    f: Callable[..., Any],
    xs: TensorLike,
    rows: Sequence[Tensor],
    size: Size,
    now: bool = False,
) -> Any:
    """The results; None when values cannot be computed together ``now``."""
    specs = [x.spec.with_shape(x.spec.shape[1:]) for x in rows]
    returned = []

    def one(*values: SymbolicTensor) -> list[Tensor]:
        returned.append(f(pack_tensors(xs, values)))
        return tensor_leaves(returned[0])

    traced = trace_bodies([one], specs, "vectorized_map", share=not now)
    _refuse_assignments(traced.assigned)
    (body,) = traced.bodies
    captured: Sequence[Tensor] = traced.captured
    if now:
        if any(bodies_of(node.op) or node.op.has_effect for node in body.nodes):
            return None
        if not all(isinstance(t.op, ReadVariable) for t in traced.captured):
            return _at_once(f, xs, symbolic_leaves(rows), size)
        captured = tuple(t.op.variable.value for t in traced.captured)
    tensors = [*rows, *captured]
    batched = [True] * len(rows) + [False] * len(captured)
    outputs, differ = batched_body(body, tensors, batched, size, now)
    outputs = [
        y if differs else broadcast_to(y, (size, *y.spec.shape))
        for y, differs in zip(outputs, differ)
    ]
    return pack_tensors(returned[0], outputs)


def _refuse_assignments(variables: tuple[Any, ...]) -> None:
    for variable in variables:
        raise ArgumentError(
            describe(
                f"vectorized_map: variable {variable.name!r} is assigned inside, where "
                "there is no order of rows",
                hint="use graph.map, which takes one row after the other",
                made_by=str(here()),
            )
        )
