"""Sums over the steps of a loop, taken at once over what the steps have stacked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from graph.ir.dispatch import apply
from graph.ir.tensor import SymbolicTensor
from graph.ops.contraction.dot_general import DotGeneral
from graph.ops.elementwise.arithmetic import Add, Negative, add
from graph.ops.elementwise.cast import Cast
from graph.ops.shape.broadcast import Sum
from graph.ops.shape.reshape import Reshape
from graph.ops.shape.transpose import Transpose


class StackedSum(NamedTuple):
    """``build(*stacked)`` is the sum, given the stacked values of each of ``parts``."""

    parts: tuple[SymbolicTensor, ...]
    build: Callable[..., Any]


def plan_sum(tensor: SymbolicTensor, changes: Callable[..., Any]) -> StackedSum | None:
    """How to sum a tensor over the steps of a loop without a running total.

    One large product over all steps is much faster than many small ones: the gradient
    of a recurrent weight is such a sum.

    Args:
        tensor: the value at one step.
        changes: whether a tensor differs from step to step.

    Returns:
        None where no better way than a running total is known.
    """
    op, inputs = tensor.op, tensor.node.inputs
    if isinstance(op, DotGeneral) and all(map(changes, inputs)):
        return StackedSum(inputs, lambda x, y: apply(_over_steps(op), x, y))
    if isinstance(op, Sum) and changes(inputs[0]):
        axes = (0, *(axis + 1 for axis in op.axes))
        return StackedSum(inputs, lambda x: apply(Sum(axes), x))
    if isinstance(op, (Negative, Cast, Reshape, Transpose)):
        inner = plan_sum(inputs[0], changes)
        if inner is None:
            return None
        return StackedSum(inner.parts, lambda *xs: apply(op, inner.build(*xs)))
    if isinstance(op, Add):
        return _plan_both(*(plan_sum(t, changes) for t in inputs))
    return None


def _plan_both(x: StackedSum | None, y: StackedSum | None) -> StackedSum | None:
    if x is None or y is None:
        return None
    count = len(x.parts)
    return StackedSum(
        x.parts + y.parts,
        lambda *stacked: add(x.build(*stacked[:count]), y.build(*stacked[count:])),
    )


def _over_steps(op: DotGeneral) -> DotGeneral:
    """The product with a new first axis of both sides, which is summed too."""

    def shifted(axes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(axis + 1 for axis in axes)

    contract = tuple((0, *shifted(axes)) for axes in op.contract)
    return DotGeneral(contract, tuple(map(shifted, op.batch)))
