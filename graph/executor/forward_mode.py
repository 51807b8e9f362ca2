"""Derivatives along a direction, by two reverse walks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.autodiff.reverse import gradients
from graph.executor.tape import GradientTape
from graph.ir.dispatch import as_symbolic, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.structure import flatten
from graph.ir.subgraph import make_parameter, substitute
from graph.ir.tensor import Tensor
from graph.ir.trace import active_trace
from graph.ops.control.bodies import pack_tensors, tensor_leaves
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import zero_like
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import EagerTensor


@public
def jvp(
    fun: Callable[..., Any],
    primals: Sequence[TensorLike],
    tangents: Sequence[TensorLike],
    has_aux: bool = False,
) -> tuple[Any, ...]:
    """y = fun(*primals), and dy = the Jacobian of y in the primals times the tangents.

    The gradient of y along u is linear in u, and its gradient in u along the tangents
    is dy.

    Args:
        fun: a function of tensors that returns a nesting of tensors; if has_aux, a pair
            of that and of something else.
        primals: a sequence of (nestings of) floats.
        tangents: their directions, of the same nesting and shapes.
        has_aux: whether fun returns a pair.

    Returns:
        (y, dy), or (y, dy, aux).

    Raises:
        ArgumentError: there are not as many tangents as primals.

    Source:
        Christianson, 1992, and the "double backward" of autodiff frameworks since.

    Example:
        >>> import graph
        >>> y, dy = graph.jvp(lambda x: x * x, (3.0,), (1.0,))
        >>> float(y), float(dy)
        (9.0, 6.0)
    """
    xs, vs = tensor_leaves(primals), tensor_leaves(tangents)
    if len(xs) != len(vs):
        raise ArgumentError(
            describe(
                f"jvp: {len(vs)} tangents for {len(xs)} primals",
                {"primals": [x.spec for x in xs], "tangents": [v.spec for v in vs]},
                "give one tangent for each primal",
                str(here()),
            )
        )
    vs = [broadcast_to(cast(v, x.dtype), x.spec.shape) for v, x in zip(vs, xs)]
    call = Call(fun, primals, has_aux)
    found = None
    if active_trace() is None and not any(map(is_symbolic, [*xs, *vs])):
        found = _along_on_tapes(call, xs, vs)
    y, dys, *aux = _along_in_graph(call, xs, vs) if found is None else found
    return (y, pack_tensors(y, dys), *aux)


class Call(NamedTuple):
    """A function, the nesting of its arguments, and whether it returns a pair."""

    fun: Callable[..., Any]
    primals: Sequence[Any]
    has_aux: bool

    def __call__(self, xs: Sequence[Tensor]) -> tuple[Any, ...]:
        """(y,) or (y, aux), for the leaves of the arguments."""
        result = self.fun(*pack_tensors(self.primals, xs))
        return tuple(result) if self.has_aux else (result,)


def _along_on_tapes(
    call: Call, xs: Sequence[Tensor], vs: Sequence[Tensor]
) -> tuple[Any, ...] | None:
    """On values; None where it turns out that something is symbolic."""
    xs = [multiply(x, 1) for x in xs]  # each is a tensor of its own
    with GradientTape(watch_accessed_variables=False) as outer:
        with GradientTape(watch_accessed_variables=False) as inner:
            inner.watch(xs)
            y, *aux = call(xs)
        ys = tensor_leaves(y)
        if any(map(is_symbolic, ys)):
            return None
        smooth = [t for t in ys if kind_of(t.dtype) in "fc"]
        us = [zero_like(t) for t in smooth]
        outer.watch(us)
        dxs = inner.gradient(smooth, xs, us)
    pairs = [(dx, v) for dx, v in zip(dxs, vs) if dx is not None]
    slopes, along = ([p[i] for p in pairs] for i in (0, 1))
    found = outer.gradient(slopes, us, along, "zero") if pairs else us
    return y, _in_place(ys, found), *aux


def _along_in_graph(
    call: Call, xs: Sequence[Tensor], vs: Sequence[Tensor]
) -> tuple[TensorLike, ...]:
    params = [make_parameter(x.spec, "primal") for x in xs]
    y, *aux = call(params)
    ys = [as_symbolic(t) for t in tensor_leaves(y)]
    smooth = [t for t in ys if kind_of(t.dtype) in "fc"]
    us = [make_parameter(t.spec, "along") for t in smooth]
    dxs = gradients(smooth, params, us, unconnected="zero")
    found = gradients(dxs, us, [as_symbolic(v) for v in vs], unconnected="zero")
    inputs = dict(zip(params, map(as_symbolic, xs)))
    inputs |= {u: as_symbolic(zero_like(t)) for u, t in zip(us, smooth)}

    def filled(structure: TensorLike) -> Tensor | Sequence[Tensor]:
        leaves = [leaf for leaf in flatten(structure) if leaf is not None]
        symbolic = substitute([as_symbolic(leaf) for leaf in leaves], inputs)
        return pack_tensors(structure, symbolic)

    return filled(y), filled(_in_place(ys, found)), *map(filled, aux)


def _in_place(
    ys: Sequence[Tensor], found: EagerTensor | Sequence[Tensor]
) -> list[Tensor]:
    """The derivatives of the floats among ys; zeros for the others."""
    rest = iter(found)
    return [next(rest) if kind_of(t.dtype) in "fc" else zero_like(t) for t in ys]
