"""Primitives that read and write at places of several indices each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import equal
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


_UFUNCS = {"add": np.add, "max": np.maximum, "min": np.minimum, "mul": np.multiply}
REDUCTIONS = ("set", *_UFUNCS)


def _require_places(
    op: GatherNd | ScatterNd, x: Spec, indices: Spec, **others: Spec
) -> int:
    """Checks the indices; the number of axes of x that they name."""
    op.require_integer(indices=indices)
    depth = indices.shape[-1] if indices.rank else None
    if not isinstance(depth, int) or not 1 <= depth <= x.rank:
        op.fail(
            "the last axis of indices must name axes of x",
            f"its size must be known, from 1 to {x.rank}",
            x=x,
            indices=indices,
            **others,
        )
    return depth


def _flat_places(indices: np.ndarray, sizes: tuple[Size, ...]) -> np.ndarray:
    """One index for each place, into the named axes laid flat."""
    columns = indices.reshape(-1, len(sizes)).astype(np.int64, copy=False)
    limits = np.array(sizes, np.int64)
    wrong = ((columns < -limits) | (columns >= limits)).any(1)
    if wrong.any():
        place = columns[wrong.argmax()].tolist()
        raise IndexError(
            f"index {place} is outside the sizes {list(sizes)} of the axes it names"
        )
    columns = np.where(columns < 0, columns + limits, columns)
    steps = np.append(np.cumprod(limits[:0:-1])[::-1], 1)
    result: np.ndarray = columns @ steps
    return result


class GatherNd(Op):
    """y[p, ...] = x[indices[p, 0], indices[p, 1], ..., ...]."""

    moves_only = True

    def infer(self, x: Spec, indices: Spec) -> Spec:
        depth = _require_places(self, x, indices)
        return x.with_shape(indices.shape[:-1] + x.shape[depth:])

    def kernel(self, x: np.ndarray, indices: np.ndarray) -> np.ndarray:
        depth = indices.shape[-1]
        flat = x.reshape(math.prod(x.shape[:depth]), *x.shape[depth:])
        places = _flat_places(indices, x.shape[:depth])
        result: np.ndarray = flat[places].reshape(indices.shape[:-1] + x.shape[depth:])
        return result

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor) -> Cotangents:
        return apply(ScatterNd("add"), zero_like(x), indices, dy), None


class ScatterNd(Op):
    """x with ``updates`` put at the places that the indices name.

    ``reduction`` says how an update meets what stands there: "set", "add", "max", "min"
    or "mul". Where a place is named several times, "set" leaves the last update.
    """

    reduction: str

    def infer(self, x: Spec, indices: Spec, updates: Spec) -> Spec:
        depth = _require_places(self, x, indices, updates=updates)
        self.require_same_dtype(x=x, updates=updates)
        wanted = indices.shape[:-1] + x.shape[depth:]
        if updates.rank != len(wanted) or any(
            isinstance(a, int) and isinstance(b, int) and a != b
            for a, b in zip(updates.shape, wanted)
        ):
            self.fail(
                f"updates must have the shape {list(wanted)}",
                "one slice of x for each place",
                x=x,
                indices=indices,
                updates=updates,
            )
        return x

    def kernel(
        self, x: np.ndarray, indices: np.ndarray, updates: np.ndarray
    ) -> np.ndarray:
        depth = indices.shape[-1]
        out = np.array(x, order="C")
        places = _flat_places(indices, x.shape[:depth])
        rows = out.reshape(math.prod(x.shape[:depth]), *x.shape[depth:])
        updates = updates.reshape(len(places), *x.shape[depth:])
        if self.reduction == "set":
            rows[places] = updates
        elif len(places):
            _combine(_UFUNCS[self.reduction], rows, places, updates)
        return out

    def vjp(
        self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
    ) -> Cotangents:
        rule = {"set": _vjp_set, "add": _vjp_add, "mul": _vjp_mul}
        dx, du = rule.get(self.reduction, _vjp_extreme)(dy, y, x, indices, updates)
        return dx, None, du


def _combine(
    ufunc: np.ufunc, rows: np.ndarray, places: np.ndarray, updates: np.ndarray
) -> None:
    """rows[places] = ufunc(rows[places], updates), also where places repeat."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    joined = ufunc.reduceat(updates[order], starts, axis=0)
    targets = ordered[starts]
    rows[targets] = ufunc(rows[targets], joined)


def _vjp_set(
    dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
) -> tuple[Tensor, Tensor]:
    """What was overwritten, in x or by a later update, gets nothing."""
    depth = indices.spec.shape[-1]
    stays = apply(LastWriter(x.spec.shape[:depth]), indices)
    stays = reshape(stays, (*stays.spec.shape, *[1] * (x.ndim - depth)))
    du = where(stays, apply(GatherNd(), dy, indices), 0)
    return apply(ScatterNd("set"), dy, indices, zero_like(updates)), du


def _vjp_add(
    dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
) -> tuple[Tensor, Tensor]:
    return dy, apply(GatherNd(), dy, indices)


def _vjp_extreme(
    dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
) -> tuple[Tensor, Tensor]:
    """Shared evenly among equal extremes, as for `max` over axes."""
    kept = cast(equal(x, y), x.dtype)
    hits = cast(equal(updates, apply(GatherNd(), y, indices)), x.dtype)
    share = dy / apply(ScatterNd("add"), kept, indices, hits)
    return share * kept, apply(GatherNd(), share, indices) * hits


def _vjp_mul(
    dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
) -> tuple[Tensor, Tensor]:
    """dy times the product of the other factors, which is right where some are 0."""
    product = apply(
        ScatterNd("mul"), where(x == 0, 1, x), indices, where(updates == 0, 1, updates)
    )
    zero_count = apply(
        ScatterNd("add"), cast(x == 0, "int64"), indices, cast(updates == 0, "int64")
    )

    def others(factor: Tensor, product: Tensor, zero_count: Tensor) -> Tensor:
        if_zero = where(zero_count == 1, product, 0)
        if_not = where(zero_count == 0, product / where(factor == 0, 1, factor), 0)
        return where(factor == 0, if_zero, if_not)

    at = [apply(GatherNd(), t, indices) for t in (dy, product, zero_count)]
    return dy * others(x, product, zero_count), at[0] * others(updates, *at[1:])


class LastWriter(Op):
    """Whether no later index names the same place, of axes of these ``sizes``."""

    sizes: tuple[Size, ...]

    def infer(self, indices: Spec) -> Spec:
        return Spec(np.bool_, indices.shape[:-1])

    def kernel(self, indices: np.ndarray) -> np.ndarray:
        places = _flat_places(indices, self.sizes)[::-1]
        last = np.zeros(len(places), bool)
        last[np.unique(places, return_index=True)[1]] = True
        return last[::-1].reshape(indices.shape[:-1]).copy()

    def vjp(self, dy: Tensor, y: Tensor, indices: Tensor) -> Cotangents:
        return (None,)
