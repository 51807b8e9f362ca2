"""Running combinations by a tree instead of a loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dims import Dim
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ops.axes import normal_axis
from graph.ops.control.assigning import without_assignments
from graph.ops.control.bodies import pack_tensors, tensor_leaves
from graph.ops.public import public
from graph.ops.shape.concatenate import concatenate, stack
from graph.ops.shape.reshape import reshape
from graph.ops.shape.slice import slice_axes
from graph.ops.shape.transpose import flip

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Nested, TensorLike
    from graph.ir.tensor import Tensor


@public
def associative_scan(
    f: Callable[..., Any], elems: TensorLike, reverse: bool = False, axis: int = 0
) -> Nested:
    """y_i = f(...f(f(x_0, x_1), x_2)..., x_i), by a tree of about 2 log2(n) calls of f.

    Args:
        f: associative; takes two nestings like elems of equally many elements along the
            axis, combines them pairwise, and returns a nesting like them.
        elems: a nesting of tensors of one known size along the axis.
        reverse: whether it runs from the end.
        axis: the axis.

    Returns:
        A nesting like elems.

    Raises:
        ShapeError: the size along the axis is not known; use `scan`.
        ArgumentError: the sizes along the axis differ, or f assigns a variable.

    Gradient:
        That of f.

    Source:
        Blelloch 1990, "Prefix sums and their applications".

    Example:
        >>> import graph
        >>> import numpy as np
        >>> graph.associative_scan(lambda a, b: a + b, np.array([1, 2, 3, 4]))
        tensor([ 1,  3,  6, 10], dtype=int64)
    """
    leaves = tensor_leaves(elems)
    axes = [normal_axis("associative_scan", axis, leaf.ndim) for leaf in leaves]
    size = _common_size(leaves, axes)

    def combine(a: Sequence[Tensor], b: Sequence[Tensor]) -> list[Tensor]:
        return tensor_leaves(f(pack_tensors(elems, a), pack_tensors(elems, b)))

    if reverse:
        leaves = [flip(x, a) for x, a in zip(leaves, axes)]
    found = without_assignments(
        "associative_scan", lambda: _prefixes(combine, leaves, axes, size)
    )
    if reverse:
        found = [flip(x, a) for x, a in zip(found, axes)]
    return pack_tensors(elems, found)


def _common_size(leaves: Sequence[Tensor], axes: Sequence[int]) -> Size:
    sizes = {x.spec.shape[a] for x, a in zip(leaves, axes)}
    if len(sizes) == 1 and not any(isinstance(size, Dim) for size in sizes):
        return sizes.pop()
    unknown = any(isinstance(size, Dim) for size in sizes)
    raise (ShapeError if unknown else ArgumentError)(
        describe(
            "associative_scan: one known size is needed along the axis",
            {"elems": [x.spec for x in leaves]},
            "use graph.scan for a size that is not known" if unknown else "",
            str(here()),
        )
    )


def _prefixes(
    combine: Callable[..., Any],
    leaves: Sequence[Tensor],
    axes: Sequence[int],
    size: Size,
) -> Sequence[Tensor]:
    """Combines neighbours, solves the half as long problem, fills in the others."""
    if size < 2:
        return leaves

    def part(
        tensors: Sequence[Tensor], start: int, stop: Size, step: int = 1
    ) -> list[Tensor]:
        return [_cut(x, a, start, stop, step) for x, a in zip(tensors, axes)]

    pairs = size // 2
    evens, odds = part(leaves, 0, 2 * pairs, 2), part(leaves, 1, size, 2)
    at_odds = _prefixes(combine, combine(evens, odds), axes, pairs)
    first = part(leaves, 0, 1)
    if size < 3:
        at_evens = first
    else:
        before = part(at_odds, 0, (size - 1) // 2)
        rest = combine(before, part(leaves, 2, size, 2))
        at_evens = [concatenate(xs, a) for *xs, a in zip(first, rest, axes)]
    return [_interleaved(x, y, a) for x, y, a in zip(at_evens, at_odds, axes)]


def _cut(x: Tensor, axis: int, start: Size, stop: Size, step: int) -> Tensor:
    """x[start:stop:step] along an axis."""
    sizes = x.spec.shape
    starts = tuple(start if i == axis else 0 for i in range(len(sizes)))
    stops = tuple(stop if i == axis else size for i, size in enumerate(sizes))
    steps = tuple(step if i == axis else 1 for i in range(len(sizes)))
    return slice_axes(x, starts, stops, steps)


def _interleaved(evens: Tensor, odds: Tensor, axis: int) -> Tensor:
    """x0, y0, x1, y1, ... along an axis; there may be one more of the first."""
    count = odds.spec.shape[axis]
    sizes = odds.spec.shape
    both = stack([_cut(evens, axis, 0, count, 1), odds], axis + 1)
    both = reshape(both, (*sizes[:axis], 2 * count, *sizes[axis + 1 :]))
    if evens.spec.shape[axis] == count:
        return both
    return concatenate([both, _cut(evens, axis, count, count + 1, 1)], axis)
