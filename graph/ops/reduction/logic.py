"""Reductions of booleans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.logical import truth
from graph.ops.public import public
from graph.ops.reduction.base import Reduce, call_reduce

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class LogicReduce(Reduce, abstract=True):
    def infer(self, x: Spec) -> Spec:
        self.require_bool(x=x)
        return super().infer(x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


class Any(LogicReduce):
    """Whether any element over the axes is true."""

    reducer = np.logical_or


class All(LogicReduce):
    """Whether all elements over the axes are true."""

    reducer = np.logical_and


@public
def any(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """Whether any element over the axes is true (not 0).

    Example:
        >>> import graph
        >>> bool(graph.any([0, 2]))
        True
    """
    return call_reduce(Any, truth(x), axis, keepdims)


@public
def all(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """Whether all elements over the axes are true (not 0)."""
    return call_reduce(All, truth(x), axis, keepdims)
