"""Sums over processes that run the same graph on other data."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from graph.ir.dispatch import apply, as_symbolic, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import Tensor
from graph.ir.trace import active_trace
from graph.ops.public import public
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.reshape import reshape


class Reducer(Protocol):
    """Who knows the other processes."""

    def all_reduce(self, x: np.ndarray, out: np.ndarray) -> None:
        """Writes the sum of x over all processes to out, in each of them."""


class AllReduce(Op):
    """y = the sum of x over the processes of a reducer; the gradient is that of dy.

    Every process meets every other one in it, so it runs once, in program order.
    """

    reducer: Reducer
    is_effect = True
    is_unique = True

    def infer(self, x: Spec):
        return x

    def kernel(self, x):
        x = np.asarray(x, order="C")
        out = np.empty_like(x)
        self.reducer.all_reduce(x, out)
        return out

    def kernel_into(self, out, x):
        self.reducer.all_reduce(np.asarray(x, order="C"), out)

    def vjp(self, dy, y, x):
        return (_reduced(self.reducer, dy),)

    def __repr__(self):
        return f"all_reduce({type(self.reducer).__name__})"


@public
def all_reduce(tensors, reducer: Reducer):
    """The sums of tensors over all processes, each of which calls it with its own.

    Tensors of one dtype travel together, in one message.

    Args:
        tensors: in any nesting; of the same shapes and dtypes in each process.
        reducer: has ``all_reduce(x, out)``, which writes the sum of the array x over
            all processes into the array out.

    Returns:
        The sums, in the same nesting.

    Gradient:
        The sum of dy over all processes: that of the sum of what each of them computes.

    Example:
        >>> import graph
        >>> class Twice:  # as if there were another process with the same data
        ...     def all_reduce(self, x, out):
        ...         out[...] = x + x
        >>> graph.all_reduce([1.0, 2.0], Twice())
        [tensor(2., dtype=float64), tensor(4., dtype=float64)]
    """
    now = active_trace() is None
    flat = [as_tensor(x) if now else as_symbolic(x) for x in flatten(tensors)]
    sums: list = [None] * len(flat)
    for dtype in dict.fromkeys(x.dtype for x in flat):
        places = [i for i, x in enumerate(flat) if x.dtype == dtype]
        for i, y in zip(places, _packed_sums(reducer, [flat[i] for i in places])):
            sums[i] = y
    return pack_like(tensors, sums)


def _packed_sums(reducer: Reducer, tensors: list[Tensor]) -> list[Tensor]:
    """The sums of tensors of one dtype."""
    if len(tensors) == 1:
        return [_reduced(reducer, tensors[0])]
    packed = concatenate([reshape(x, (-1,)) for x in tensors])
    sums, start = _reduced(reducer, packed), 0
    parts = []
    for x in tensors:
        size = x.spec.size
        parts.append(reshape(sums[start : start + size], x.spec.shape))
        start = start + size
    return parts


def _reduced(reducer: Reducer, x) -> Tensor:
    return apply(AllReduce(reducer), x)
