"""Slicing and its transpose, padding with zeros between and around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.shape.broadcast import sum as total

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Slice(Op):
    """y = x[start:stop:step] along each axis; 0 <= start <= stop <= size, step >= 1."""

    starts: tuple[Size, ...]
    stops: tuple[Size, ...]
    steps: tuple[int, ...]
    is_view = True

    def infer(self, x: Spec) -> Spec:
        sizes = []
        for size, start, stop, step in zip(
            x.shape, self.starts, self.stops, self.steps
        ):
            bounds = (start, stop, size)
            if all(isinstance(b, int) for b in bounds) and not (
                0 <= start <= stop <= size
            ):
                self.fail(f"{start}:{stop} is outside an axis of size {size}", "", x=x)
            sizes.append(
                stop - start if step == 1 else (stop - start + step - 1) // step
            )
        return x.with_shape(sizes)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return x[tuple(map(slice, self.starts, self.stops, self.steps))]

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        parts = zip(x.spec.shape, dy.spec.shape, self.starts, self.stops, self.steps)
        after = [
            size - stop
            if step == 1
            else size - start - size_after_gaps(count, step - 1)
            for size, count, start, stop, step in parts
        ]
        inner = tuple(step - 1 for step in self.steps)
        return (pad_constant(dy, self.starts, tuple(after), inner),)


def size_after_gaps(count: Size, gap: int) -> Size:
    """The length of ``count`` elements with ``gap`` zeros between each two."""
    return count + size_max(count - 1, 0) * gap


class PadConstant(Op):
    """x with ``before`` and ``after`` values added and ``inner`` between elements.

    The value added is the second input, a scalar. Negative amounts cut.
    """

    before: tuple[Size, ...]
    after: tuple[Size, ...]
    inner: tuple[int, ...]
    moves_only = True

    def infer(self, x: Spec, value: Spec) -> Spec:
        self.require_same_dtype(x=x, value=value)
        if value.rank:
            self.fail("the value must be a scalar", "", x=x, value=value)
        if not len(self.before) == len(self.after) == len(self.inner) == x.rank:
            self.fail("amounts are needed for every axis", "", x=x)
        return x.with_shape(
            low + size_after_gaps(size, gap) + high
            for size, low, high, gap in zip(
                x.shape, self.before, self.after, self.inner
            )
        )

    def kernel(self, x: np.ndarray, value: np.ndarray) -> np.ndarray:
        out = np.empty(self._shape(x), x.dtype)
        self.kernel_into(out, x, value)
        return out

    def _shape(self, x: np.ndarray) -> tuple[Size, ...]:
        return self.infer(Spec(x.dtype, x.shape), Spec(x.dtype)).shape

    def kernel_into(self, out: np.ndarray, x: np.ndarray, value: np.ndarray) -> None:
        out.fill(value)
        into, origin = [], []
        for size, count, low, gap in zip(out.shape, x.shape, self.before, self.inner):
            step = gap + 1
            first = max(0, -(low // step)) if low < 0 else 0
            last = max(min(count, (size - 1 - low) // step + 1), first)
            start = low + first * step
            into.append(slice(start, start + (last - first) * step, step))
            origin.append(slice(first, last))
        if out.size:
            target = out[tuple(into)]
            part = x[tuple(origin)]
            target[...] = part

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, value: Tensor) -> Cotangents:
        dx = unpad(dy, x.spec, self.before, self.after, self.inner)
        return dx, total(dy) - total(dx)


def unpad(
    dy: Tensor,
    spec: Spec,
    before: tuple[Size, ...],
    after: tuple[Size, ...],
    inner: tuple[int, ...],
) -> Tensor:
    """The elements of dy that stand where padding left those of x (0 where cut)."""
    cut_low = tuple(_negative_part(b) for b in before)
    cut_high = tuple(_negative_part(a) for a in after)
    if any(cut_low) or any(cut_high):
        zeros = (0,) * spec.rank
        dy = pad_constant(dy, cut_low, cut_high, zeros)
        before = tuple(0 if cut else b for b, cut in zip(before, cut_low))
    stops = tuple(
        low + size_after_gaps(size, gap)
        for low, size, gap in zip(before, spec.shape, inner)
    )
    return slice_axes(dy, before, stops, tuple(gap + 1 for gap in inner))


def _negative_part(amount: Size) -> int:
    return -amount if isinstance(amount, int) and amount < 0 else 0


def pad_constant(
    x: TensorLike,
    before: Sequence[Size],
    after: Sequence[Size],
    inner: tuple[int, ...] | None = None,
    value: float = 0,
) -> Tensor:
    """x with values added around and between; see `PadConstant`."""
    x = as_tensor(x)
    inner = (0,) * x.ndim if inner is None else tuple(inner)
    before, after = tuple(before), tuple(after)
    if not (any(before) or any(after) or any(inner)):
        return x
    fill = cast(as_tensor(value), x.dtype)
    return apply(PadConstant(before, after, inner), x, fill)


def slice_axes(
    x: Tensor,
    starts: Sequence[Size],
    stops: Sequence[Size],
    steps: Sequence[int] | None = None,
) -> Tensor:
    """x cut along each axis; bounds are in range and may be symbolic."""
    x = as_tensor(x)
    steps = (1,) * x.ndim if steps is None else tuple(steps)
    starts, stops = tuple(starts), tuple(stops)
    whole = all(
        start == 0 and stop == size and step == 1
        for start, stop, step, size in zip(starts, stops, steps, x.spec.shape)
    )
    return x if whole else apply(Slice(starts, stops, steps), x)
