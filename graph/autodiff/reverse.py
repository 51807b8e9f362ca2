"""Reverse-mode differentiation: a walk from the results back that emits graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.contributions import sum_of
from graph.ir.dispatch import as_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, GradientError, ShapeError, describe
from graph.ir.node import Node, reachable
from graph.ir.op import Op
from graph.ir.origin import here, made_for
from graph.ir.tensor import SymbolicTensor
from graph.ir.trace import active_trace, ignoring_effects
from graph.ir.variable import Variable
from graph.ops.elementwise.complex import conj
from graph.ops.elementwise.selection import zero_like
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import Tensor


#: gradients of ops with bodies, which need the walk of this file: see `gradient_of`
RULES: dict[type[Op], Callable[..., Any]] = {}

UNCONNECTED = ("raise", "zero", "none")


@public
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    unconnected: str = "raise",
) -> list[SymbolicTensor]:
    """The derivatives of sum(ys) with respect to each x, as graph.

    Args:
        ys: a symbolic tensor or a list of them, floating point.
        xs: a tensor or variable or a list of them, anywhere in the graph of ys.
        grad_ys: cotangents of the ys, of their shapes; ones when None.
        unconnected: what to give for an x that ys do not depend on: "raise" an error,
            a "zero" tensor, or "none".

    Returns:
        A list with one tensor of the shape of x for each x. The gradients are graphs,
        so they can be differentiated again.

    Raises:
        GradientError: a y is not floating point, or an x is unconnected.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> (g,) = graph.gradients(x * x * x, [x])
        >>> (h,) = graph.gradients(g, [x])
        >>> float(graph.Session().run(h, {x: 2.0}))
        12.0
    """
    if unconnected not in UNCONNECTED:
        raise ArgumentError(
            describe(
                "gradients: unknown value for unconnected",
                {"unconnected": repr(unconnected)},
                f"one of {', '.join(map(repr, UNCONNECTED))}",
            )
        )
    ys = [as_symbolic(y) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
    several = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    targets = [_targets(x) for x in several]
    with ignoring_effects():
        sources = [t for ts in targets for t in ts]
        found = _walk_back(ys, sources, _seeds(ys, grad_ys))
    return [
        _checked(x, ts[0], _total_of(ts, found), unconnected)
        for x, ts in zip(several, targets)
    ]


def _targets(x: TensorLike) -> list[SymbolicTensor]:
    """The tensors that stand for an x: of a variable, those read in open bodies too."""
    if not isinstance(x, Variable):
        return [as_symbolic(x)]
    trace = active_trace()
    return [x.symbolic()] if trace is None else trace.stand_ins(x)


def _total_of(
    targets: Sequence[SymbolicTensor], found: Mapping[tuple[Node, int], Tensor]
) -> Tensor | None:
    """The sum of the cotangents that arrived at targets, or None."""
    arrived = [found.get((t.node, t.index)) for t in targets]
    parts = [part for part in arrived if part is not None]
    return sum_of(parts) if parts else None


def _seeds(ys: Sequence[SymbolicTensor], grad_ys: Any) -> list[SymbolicTensor]:
    seeds = [None] * len(ys) if grad_ys is None else grad_ys
    if not isinstance(seeds, (list, tuple)):
        seeds = [seeds]
    if len(seeds) != len(ys):
        raise ArgumentError(
            describe(
                f"gradients: {len(seeds)} grad_ys for {len(ys)} ys",
                hint="give one cotangent for each y, or None",
            )
        )
    return [_seed(y, s) for y, s in zip(ys, seeds)]


def _seed(y: SymbolicTensor, given: TensorLike | None) -> SymbolicTensor:
    if kind_of(y.dtype) not in "fc":
        raise GradientError(
            describe(
                f"gradients: {y.name} is not floating point",
                {"y": y.spec},
                'convert it first: graph.cast(y, "float32")',
                str(y.node.origin),
            )
        )
    if given is None:
        one = as_symbolic(np.ones((), y.dtype))
        return as_symbolic(broadcast_to(one, y.spec.shape))
    seed = to_dtype(given, y.dtype)
    sizes = list(zip(seed.spec.shape, y.spec.shape))
    known = [(a, b) for a, b in sizes if isinstance(a, int) and isinstance(b, int)]
    if seed.ndim != y.ndim or any(a != b for a, b in known):
        raise ShapeError(
            describe(
                "gradients: a cotangent must have the shape of its y",
                {"y": y.spec, "grad_y": seed.spec},
                made_by=str(here()),
            )
        )
    return as_symbolic(seed)


def _checked(
    x: TensorLike, target: SymbolicTensor, gradient: Tensor | None, unconnected: str
) -> Any:
    """The cotangent; None where it is missing, and may be."""
    if gradient is not None:
        return as_symbolic(gradient)
    if unconnected == "none":
        return None
    if unconnected == "zero":
        return as_symbolic(zero_like(target))
    raise GradientError(
        describe(
            f"gradients: the result does not depend on {_name(x, target)}",
            {"x": target.spec},
            'pass unconnected="zero" or "none" if that is intended'
            if isinstance(x, (SymbolicTensor, Variable))
            else "no graph follows values: watch x with a graph.GradientTape, or make "
            "it a graph.placeholder",
            str(target.node.origin),
        )
    )


def _name(x: object, target: SymbolicTensor) -> str:
    name: str = getattr(x, "name", target.name)
    return name


def _walk_back(
    ys: Sequence[SymbolicTensor],
    targets: Sequence[SymbolicTensor],
    seeds: Sequence[SymbolicTensor],
) -> dict[tuple[Node, int], SymbolicTensor]:
    """Cotangents by (node, index) for every tensor between ys and targets."""
    order = reachable(ys)
    needed = _between(order, targets)
    arrived: dict[Any, Any] = {}  # lists of cotangents
    for y, seed in zip(ys, seeds):
        arrived.setdefault((y.node, y.index), []).append(seed)
    found: dict[Any, Any] = {}
    for node in reversed(order):
        if node not in needed:
            continue
        keys = [(node, i) for i in range(len(node.specs))]
        with made_for(node.origin.gradient()):
            found |= {key: sum_of(arrived.pop(key)) for key in keys if key in arrived}
        dys = [found.get(key) for key in keys]
        if not node.inputs:
            continue
        if all(dy is None for dy in dys):
            continue
        wanted = [x.node in needed and kind_of(x.dtype) in "fc" for x in node.inputs]
        with made_for(node.origin.gradient()):
            pulled = pull_back(node.op, node.inputs, node.outputs(), dys, wanted)
        for x, dx, is_wanted in zip(node.inputs, pulled, wanted):
            if dx is not None and is_wanted:
                arrived.setdefault((x.node, x.index), []).append(dx)
    return found


def gradient_of(op: type[Op]) -> Callable[..., Any]:
    """Decorator: the gradient of an op with bodies, instead of its ``vjp``.

    The rule is called with the op, its inputs, its outputs, the cotangents of the
    outputs (None where absent), and for each input whether its cotangent is wanted.
    """

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        RULES[op] = rule
        return rule

    return register


def pull_back(
    op: Op,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    dys: list[Tensor | None],
    wanted: list[bool],
) -> Sequence[Tensor | None]:
    """The cotangents of an op's inputs from those of its outputs, None where absent."""
    rule = RULES.get(type(op))
    if rule is not None:
        result: Sequence[Tensor | None] = rule(op, inputs, outputs, dys, wanted)
        return result
    if op.is_holomorphic and kind_of(inputs[0].dtype) == "c":
        dys = [None if dy is None else conj(dy) for dy in dys]
        dxs = _pull_back_plainly(op, inputs, outputs, dys)
        return tuple(None if dx is None else conj(dx) for dx in dxs)
    return _pull_back_plainly(op, inputs, outputs, dys)


def _pull_back_plainly(
    op: Op,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    dys: Sequence[Tensor | None],
) -> tuple[Tensor | None, ...]:
    if len(outputs) == 1:
        return op.vjp(dys[0], outputs[0], *inputs)
    dys = [zero_like(y) if d is None else d for d, y in zip(dys, outputs)]
    return op.vjp(tuple(dys), tuple(outputs), *inputs)


def _between(order: list[Node], targets: Sequence[SymbolicTensor]) -> set[Node]:
    """Nodes that some target reaches: only they need cotangents."""
    needed = {t.node for t in targets}
    for node in order:
        if node not in needed and any(t.node in needed for t in node.inputs):
            needed.add(node)
    return needed
