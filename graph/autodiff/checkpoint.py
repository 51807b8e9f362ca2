"""Computing a part of a graph again in the backward pass, to keep less of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.arguments import ARRAYS, tensor_arguments
from graph.autodiff.replay import walk_records
from graph.autodiff.reverse import gradient_of, gradients
from graph.ir.barrier import after
from graph.ir.dispatch import apply, as_symbolic, is_symbolic
from graph.ir.effects import without_prints
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph, substitute
from graph.ir.tensor import EagerTensor
from graph.ir.trace import (
    active_recorders,
    active_trace,
    noting_assignments,
    recording,
)
from graph.ir.trace_bodies import trace_bodies
from graph.ops.control.assigning import assign_outside
from graph.ops.control.bodies import outputs_of, pack_tensors, tensor_leaves
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Nested
    from graph.ir.tensor import SymbolicTensor, Tensor
    from graph.ir.variable import Variable


class Checkpoint(Op):
    """The first ``count`` inputs, which the body computes from the others."""

    body: Subgraph
    count: int
    is_marker = True

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return inputs[: self.count]

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        results = tuple(map(np.array, arrays[: self.count]))
        return results if self.count > 1 else results[0]


@gradient_of(Checkpoint)
def _recomputed_gradient(
    op: Checkpoint,
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[SymbolicTensor | None]:
    present = [as_symbolic(dy) for dy in dys if dy is not None]
    again = [after(x, *present) for x in inputs[op.count :]]
    body = without_prints(op.body)
    ys = substitute(body.outputs, dict(zip(body.params, again)))
    ys = [y for y, dy in zip(ys, dys) if dy is not None]
    places = [i for i, w in enumerate(wanted) if w and i >= op.count]
    targets = [again[i - op.count] for i in places]
    result: list[Any] = [None] * len(inputs)
    for place, dx in zip(places, gradients(ys, targets, present, unconnected="none")):
        result[place] = dx
    return result


class CheckpointNow(Op, abstract=True):
    """The first ``count`` inputs, which are values that the function computes."""

    function: Callable[..., Any]
    count: int

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return inputs[: self.count]

    def kernel(self, *arrays: Any) -> float | np.ndarray | tuple[float, float]:
        results = arrays[: self.count]
        return results if self.count > 1 else results[0]


@gradient_of(CheckpointNow)
def _rerun_gradient(
    op: CheckpointNow,
    inputs: Sequence[EagerTensor],
    outputs: tuple[EagerTensor, ...],
    dys: Sequence[EagerTensor | None],
    wanted: Sequence[bool],
) -> list[Tensor | None]:
    rerun = _Watcher()
    sources = inputs[op.count :]
    with recording(*active_recorders(), rerun):
        ys = op.function()
    pairs = [(y, dy) for y, dy in zip(ys, dys) if dy is not None]
    targets, seeds = zip(*pairs)
    found = walk_records(rerun.records, targets, seeds, sources)
    return [*[None] * op.count, *[found.get(id(x)) for x in sources]]


class _Watcher:
    """Records every op; hands reads of variables on to those who watched before."""

    def __init__(self, others: tuple[Any, ...] = ()) -> None:
        self.records: list[Any] = []
        self.others = others

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None:
        self.records.append((op, inputs, outputs))

    def read(self, variable: Variable, tensor: Tensor) -> None:
        for other in self.others:
            other.read(variable, tensor)

    def tracks(self, tensor: Any) -> bool:
        """True: every op is recorded."""
        return True

    def taken_from_outside(self) -> list[EagerTensor]:
        """The inputs of the recorded ops that none of them has made."""
        made = {id(y) for _, _, outputs in self.records for y in outputs}
        used = [x for _, inputs, _ in self.records for x in inputs]
        return list({id(x): x for x in used if id(x) not in made}.values())


@public
def checkpoint(f: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a function whose values inside are computed again for its gradient.

    The backward pass then keeps only what the function takes and returns: less memory
    for one more run of the function.

    Args:
        f: takes and returns nestings of tensors; may use tensors and variables from
            outside. Variables are assigned once, and have the same values when it is
            computed again: dropout draws the same zeros.

    Returns:
        A function with the same results and gradients, of any order.

    Source:
        Chen et al. 2016, "Training deep nets with sublinear memory cost".

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> y = graph.checkpoint(lambda v: graph.exp(graph.sin(v)))(x)
        >>> (dx,) = graph.gradients(y, [x])
        >>> float(graph.Session().run(dx, {x: 0.0}))
        1.0
    """

    @functools.wraps(f)
    def call(*args: Any, **kwargs: Any) -> Nested:
        xs, rebuild = tensor_arguments((args, kwargs), ARRAYS)

        def function(*tensors: Tensor) -> Nested:
            positional, named = rebuild(tensors)
            return f(*positional, **named)

        if active_trace() is not None or any(map(is_symbolic, xs)):
            return _as_nodes(function, xs)
        return _run_now(function, xs)

    return call


def _as_nodes(f: Callable[..., Any], xs: Sequence[Tensor]) -> Nested:
    given = [as_symbolic(x) for x in xs]
    returned = []

    def traced(*values: SymbolicTensor) -> list[Tensor]:
        returned.append(f(*values))
        return tensor_leaves(returned[0])

    traced_f = trace_bodies([traced], [x.spec for x in given], "checkpoint")
    (body,) = traced_f.bodies
    inputs = [*given, *traced_f.captured]
    ys = substitute(body.outputs, dict(zip(body.params, inputs)))
    if not ys:
        result: Nested = returned[0]
        return result
    outputs = outputs_of(apply(Checkpoint(body, len(ys)), *ys, *inputs))
    count = len(ys) - len(traced_f.assigned)
    found = assign_outside(
        "checkpoint", traced_f.assigned, outputs[count:], outputs[:count]
    )
    return pack_tensors(returned[0], found)


def _run_now(f: Callable[..., Any], xs: Sequence[Tensor]) -> Nested:
    """Runs on values; the open tapes see one op instead of those inside."""
    recorders = active_recorders()
    if not recorders:
        found: Nested = f(*xs)
        return found
    watcher = _Watcher(recorders)
    with recording(watcher), noting_assignments() as noted:
        result = f(*xs)
    ys = tensor_leaves(result)
    if noted.symbolic or any(map(is_symbolic, ys)):  # it uses some from outside
        noted.undo()
        return _as_nodes(f, xs)

    def again() -> list[Tensor]:
        with noted.undone():
            return tensor_leaves(f(*xs))

    op = CheckpointNow(again, len(ys))
    outputs = outputs_of(apply(op, *ys, *watcher.taken_from_outside()))
    return pack_tensors(result, outputs)
