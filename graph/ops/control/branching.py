"""Branches: cond and switch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.structure import flatten, same_structure
from graph.ir.subgraph import Subgraph
from graph.ir.trace_bodies import trace_bodies
from graph.ops.control.assigning import assign_outside
from graph.ops.control.bodies import fitted, outputs_of, pack_tensors
from graph.ops.control.switch_op import Switch
from graph.ops.elementwise.logical import truth
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import Tensor
    from graph.ir.trace_bodies import TracedBodies


@public
def cond(
    pred: TensorLike,
    true_fn: Callable[..., Any],
    false_fn: Callable[..., Any],
    *operands: Any,
) -> Tensor | Sequence[Tensor]:
    """true_fn(*operands) if pred else false_fn(*operands).

    Args:
        pred: a scalar; a number counts as true where it is not 0. If its value is
            known, that branch is called, as by Python's ``if``.
        true_fn, false_fn: functions that return tensors in the same nesting, of the
            same shapes; dtypes are promoted. They may use tensors from outside.
        operands: what both are called with.

    Returns:
        What the branch returns. In a graph only the branch that is taken runs.

    Raises:
        ShapeError: pred is not a scalar, or the branches return different shapes.
        ArgumentError: the branches return different nestings.

    Gradient:
        That of the branch taken.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> y = graph.cond(x > 0, lambda: graph.sqrt(x), lambda: -x)
        >>> [float(graph.Session().run(y, {x: n})) for n in (4.0, -1.0)]
        [2.0, 1.0]
    """
    if not is_symbolic(pred):
        array = _scalar("cond", np.asarray(pred))
        result: Tensor | Sequence[Tensor] = (true_fn if array else false_fn)(*operands)
        return result
    pred = _scalar("cond", truth(as_symbolic(pred)))
    return _branch("cond", pred, (false_fn, true_fn), operands)


@public
def switch(
    index: TensorLike, branches: Sequence[Callable[..., Any]], *operands: Any
) -> Tensor | Sequence[Tensor]:
    """branches[index](*operands); an index outside takes the nearest branch.

    Args:
        index: an integer scalar.
        branches: functions that return tensors in the same nesting, of the same
            shapes; dtypes are promoted. They may use tensors from outside.
        operands: what they are called with.

    Returns:
        What the branch returns. In a graph only the branch that is taken runs.

    Raises:
        ShapeError: the index is not a scalar, or the branches return different shapes.
        ArgumentError: there are no branches, the index is not an integer, or the
            branches return different nestings.

    Gradient:
        That of the branch taken.

    Example:
        >>> import graph
        >>> graph.switch(1, [lambda x: x + 1, lambda x: x * 10], 7)
        70
    """
    if not branches:
        raise ArgumentError(describe("switch: at least one branch is needed"))
    known = not is_symbolic(index)
    index = _scalar("switch", np.asarray(index) if known else as_symbolic(index))
    if kind_of(index.dtype) not in "iu":
        raise ArgumentError(
            describe(
                "switch: the index must be an integer",
                {"index": index.dtype},
                "use graph.cond for a boolean",
                str(here()),
            )
        )
    if known:
        result: Tensor | Sequence[Tensor] = branches[
            min(max(int(index), 0), len(branches) - 1)
        ](*operands)
        return result
    return _branch("switch", index, tuple(branches), operands)


def _scalar(name: str, value: TensorLike) -> Tensor:
    if value.ndim:
        raise ShapeError(
            describe(
                f"{name}: the choice must be a scalar",
                {"got": as_tensor(value).spec},
                "choose elementwise with graph.where(condition, a, b)",
                str(here()),
            )
        )
    return value


def _branch(
    name: str,
    index: TensorLike,
    functions: tuple[Callable[..., Any], ...],
    operands: tuple[Any, ...],
) -> Sequence[Tensor] | Tensor:
    """The node of a branch, in the nesting that the functions return."""
    results: list[Any] = []

    def flat(function: Callable[..., Any]) -> Callable[..., Any]:
        def traced() -> list[Tensor]:
            results.append(function(*operands))
            return [leaf for leaf in flatten(results[-1]) if leaf is not None]

        return traced

    traced = trace_bodies([flat(f) for f in functions], (), name, share=False)
    if not all(same_structure(result, results[0]) for result in results):
        raise ArgumentError(
            describe(
                f"{name}: the branches must return the same nesting",
                " and ".join(map(repr, results)),
                "return the same lists, tuples and keys from every branch",
                str(here()),
            )
        )
    leaves = [[x for x in flatten(r) if x is not None] for r in results]
    if not leaves[0] and not traced.assigned:
        found: Sequence[Tensor] | Tensor = results[0]
        return found
    op = Switch(_agreeing(name, traced, leaves))
    outputs = outputs_of(apply(op, index, *traced.captured))
    count = len(leaves[0])
    outputs = assign_outside(name, traced.assigned, outputs[count:], outputs[:count])
    return pack_tensors(results[0], outputs)


def _agreeing(
    name: str, traced: TracedBodies, leaves: Sequence[list[TensorLike]]
) -> tuple[Subgraph, ...]:
    """The bodies with their outputs promoted to common dtypes, and equal shapes."""
    columns = list(zip(*(body.outputs for body in traced.bodies)))
    results = list(zip(*leaves))
    for number, raw in enumerate(results):
        dtype = common_dtype(*raw)
        column = [to_dtype(tensor, dtype) for tensor in columns[number]]
        what = f"{name}: result {number} of every branch"
        columns[number] = [fitted(t, column[0].spec, what) for t in column]
    for number, variable in enumerate(traced.assigned, len(results)):
        what = f"{name}: the value assigned to variable {variable.name!r}"
        columns[number] = [fitted(t, variable.spec, what) for t in columns[number]]
    rows = zip(*columns)
    return tuple(Subgraph(b.params, row) for b, row in zip(traced.bodies, rows))
