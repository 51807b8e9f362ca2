"""Sums over processes that run the same graph on other data."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from graph.ir.dispatch import apply, as_symbolic, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import Tensor
from graph.ir.trace import active_trace
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Cotangents, Nested, TensorLike


class Reducer(Protocol):
    """Who knows the other processes."""

    def all_reduce(self, x: np.ndarray) -> None:
        """Puts the sum of x, which is flat, over all processes into x."""


#: where the sums of a run that has failed are noted while it is repeated
_REPEATED: ContextVar[list[Any] | None] = ContextVar(
    "graph_repeated_sums", default=None
)


@contextlib.contextmanager
def without_other_processes() -> Iterator[list[Any]]:
    """Inside, sums are those of this process alone: it repeats a run that has failed,
    to say why, and the others do not. Yields a list of what was summed so."""
    token = _REPEATED.set([])
    try:
        yield cast("list[Any]", _REPEATED.get())
    finally:
        _REPEATED.reset(token)


class AllReduce(Op):
    """y = the sum over processes of scale * xs, whose elements follow each other.

    Every process meets every other one in it, so it runs once, in program order. Where
    the scale is 0, so is what this process adds, whatever the xs are.
    """

    reducer: Reducer
    is_effect = True
    is_unique = True

    def infer(self, scale: Spec, *xs: Spec) -> Spec:
        self.require_same_dtype(scale=scale, **{f"x{i}": x for i, x in enumerate(xs)})
        return Spec(scale.dtype, (sum(x.size for x in xs),))

    def kernel(self, scale: np.ndarray, *xs: np.ndarray) -> np.ndarray:
        out = np.empty(sum(x.size for x in xs), scale.dtype)
        self.kernel_into(out, scale, *xs)
        return out

    def kernel_into(self, out: np.ndarray, scale: np.ndarray, *xs: np.ndarray) -> None:
        start = 0
        for x in xs:
            part = out[start : start + x.size].reshape(x.shape)
            start += x.size
            if scale == 1:
                part[...] = x
            elif scale:
                np.multiply(x, scale, out=part)
            else:
                part[...] = 0
        repeated = _REPEATED.get()
        if repeated is None:
            self.reducer.all_reduce(out)
        else:
            repeated.append(self)

    def vjp(self, dy: Tensor, y: Tensor, scale: Tensor, *xs: Tensor) -> Cotangents:
        one = as_tensor(1, scale.dtype)
        dxs = _parts(apply(AllReduce(self.reducer), one, dy), xs)
        return None, *[dx * scale for dx in dxs]

    def __repr__(self) -> str:
        return f"all_reduce({type(self.reducer).__name__})"


@public
def all_reduce(
    tensors: Nested,
    reducer: Reducer,
    scale: TensorLike = 1,
) -> Nested:
    """The sums of tensors over all processes, each of which calls it with its own.

    Tensors of one dtype travel together, in one message.

    Args:
        tensors: in any nesting; of the same shapes and dtypes in each process.
        reducer: has ``all_reduce(x)``, which puts the sum of the flat array x over all
            processes into x.
        scale: what the tensors of this process are multiplied by, a number or a scalar
            tensor. A process whose scale is 0 adds zeros, even if it has NaN.

    Returns:
        The sums, in the same nesting.

    Gradient:
        scale times the sum of dy over all processes: that of the sum of what each of
        them computes. None to the scale.

    Example:
        >>> import graph
        >>> class Twice:  # as if there were another process with the same data
        ...     def all_reduce(self, x):
        ...         x += x
        >>> graph.all_reduce([1.0, 2.0], Twice())
        [tensor(2., dtype=float64), tensor(4., dtype=float64)]
    """
    now = active_trace() is None
    flat = [as_tensor(x) if now else as_symbolic(x) for x in flatten(tensors)]
    sums: list[Any] = [None] * len(flat)
    for dtype in dict.fromkeys(x.dtype for x in flat):
        places = [i for i, x in enumerate(flat) if x.dtype == dtype]
        chosen = [flat[i] for i in places]
        packed = apply(AllReduce(reducer), to_dtype(scale, dtype), *chosen)
        for i, y in zip(places, _parts(packed, chosen)):
            sums[i] = y
    return pack_like(tensors, sums)


def _parts(packed: Tensor, like: Sequence[Tensor]) -> list[Tensor]:
    """The elements of a packed tensor in the shapes of others."""
    parts: list[Tensor] = []
    start: Size = 0
    for x in like:
        stop = start + x.spec.size
        parts.append(reshape(packed[start:stop], x.spec.shape))
        start = stop
    return parts
