"""Linear recurrences along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.shape.slice import pad_constant, slice_axes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents


class Recurrence(Op):
    """r_i = a_i * r_(i - 1) + b_i along ``axis``, from the end if ``reverse``.

    Gradient: the recurrence from the other end, for b; that times r_(i - 1), for a.
    """

    axis: int
    reverse: bool = False
    is_holomorphic = True

    def infer(self, a: Spec, b: Spec) -> Spec:
        self.require_same_dtype(a=a, b=b)
        self.require_axis(self.axis, a.rank, a=a)
        if a.rank != b.rank:
            self.fail("a and b must have one shape", "broadcast them", a=a, b=b)
        return b

    def flops(self, inputs: Any, outputs: Any) -> Any:
        return 2 * outputs[0].size

    def kernel(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        rows, terms = (np.moveaxis(x, self.axis, 0) for x in (a, b))
        if self.reverse:
            rows, terms = rows[::-1], terms[::-1]
        long = len(rows) * len(rows) > rows.size
        out = (_by_doubling if long else _by_steps)(rows, terms)
        out = out[::-1] if self.reverse else out
        return np.ascontiguousarray(np.moveaxis(out, 0, self.axis))

    def vjp(self, dr: Tensor, r: Tensor, a: Tensor, b: Tensor) -> Cotangents:
        after = shifted(a, self.axis, not self.reverse, 0)
        db = apply(Recurrence(self.axis, not self.reverse), after, dr)
        return db * shifted(r, self.axis, self.reverse, 0), db


def _by_steps(rows: np.ndarray, terms: np.ndarray) -> np.ndarray:
    out = np.array(terms)
    for before, row, target in zip(out, rows[1:], out[1:]):
        target += row * before
    return out


def _by_doubling(rows: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Each pass joins stretches of twice the length: few passes over a long axis."""
    factors, out = np.array(rows), np.array(terms)
    reach = 1
    while reach < len(out):
        out[reach:] += factors[reach:] * out[:-reach]
        factors[reach:] = factors[reach:] * factors[:-reach]
        reach *= 2
    return out


def shifted(x: Tensor, axis: int, reverse: bool, unit: int) -> Tensor:
    """x moved by one along the axis, back if ``reverse``, with the unit let in."""
    here = tuple(int(i == axis) for i in range(x.ndim))
    none = (0,) * x.ndim
    before, after = (none, here) if reverse else (here, none)
    sizes = x.spec.shape
    padded = pad_constant(x, before, after, value=unit)
    start = after
    stops = tuple(s + a for s, a in zip(sizes, start))
    return slice_axes(padded, start, stops)
