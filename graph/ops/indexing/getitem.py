"""numpy's square brackets: integers, slices, ``...``, ``None``, and index tensors."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.eager_plan import planned
from graph.ir.errors import ArgumentError, BoundsError, describe
from graph.ir.leaves import SizeValue
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders
from graph.ops.elementwise.cast import cast
from graph.ops.indexing.gather import take
from graph.ops.indexing.masks import Mask, as_mask, axes_of
from graph.ops.indexing.places import GatherNd
from graph.ops.promotion import broadcast_shape
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape
from graph.ops.shape.slice import slice_axes
from graph.ops.shape.transpose import flip, transpose

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def getitem(
    x: TensorLike, key: int | slice | tuple[EllipsisType | int | slice | None, ...]
) -> Tensor:
    """x[key], by numpy's rules.

    A boolean mask must have its value now, because the size of the result depends on
    it: where it is symbolic, use `graph.where`.

    Example:
        >>> import graph
        >>> graph.getitem([[1, 2, 3], [4, 5, 6]], (slice(None), -1)).numpy()
        array([3, 6])
        >>> x = graph.as_tensor([1, 2, 3])
        >>> x[x > 1].numpy()
        array([2, 3])
    """
    if type(x) is EagerTensor and _is_plain(key):
        if x.recipe is None and not active_recorders():
            try:
                return EagerTensor(x.array[key])
            except IndexError:  # told better, with the user's line
                return _general_getitem(x, key)
        return _planned_getitem(x, key)
    return _general_getitem(x, key)


def _is_plain(key: int | slice | tuple[EllipsisType | int | slice | None, ...]) -> bool:
    """Whether a key is of integers and slices, so that numpy's result is a view."""
    if type(key) is tuple:
        return all(type(item) in _PLAIN for item in key)
    return type(key) in _PLAIN


def _general_getitem(
    x: TensorLike, key: int | slice | tuple[EllipsisType | int | slice | None, ...]
) -> Tensor:
    x = as_tensor(x)
    items = _expand(x, key)
    starts, stops, steps, flips = [], [], [], []
    shape, index_tensors = [], {}
    axis = 0
    for item in items:
        if item is None:
            shape.append(1)
            continue
        size = x.spec.shape[axis]
        if isinstance(item, slice):
            start, stop, step, backwards = _bounds(item, size, x, key)
            length = _length(start, stop, step)
            if backwards:
                flips.append(axis)
            shape.append(length)
        elif _is_position(item):
            start = _position(item, size, x, key)
            stop, step = start + 1, 1
        else:
            index_tensors[len(shape)] = _index_tensor(item, x, key)
            start, stop, step = 0, size, 1
            shape.append(size)
        starts.append(start)
        stops.append(stop)
        steps.append(step)
        axis += 1
    y = slice_axes(x, starts, stops, steps)
    y = flip(y, flips) if flips else y
    y = reshape(y, shape)
    return _gather(y, index_tensors, _stand_together(items)) if index_tensors else y


_planned_getitem = planned(tensors=1)(_general_getitem)
_PLAIN = frozenset([int, slice, type(None), type(...)])


def _expand(
    x: Tensor, key: int | slice | tuple[EllipsisType | int | slice | None, ...]
) -> list[int | slice | None]:
    """One item for each axis, and None for new ones; masks as the places they name."""
    items = list(key) if isinstance(key, tuple) else [key]
    items = [as_mask(item) for item in items]
    used = sum(axes_of(item) for item in items)
    if used > x.ndim:
        raise _bad(x, key, f"{used} indices for a tensor of rank {x.ndim}")
    fill = [slice(None)] * (x.ndim - used)
    at = [n for n, i in enumerate(items) if i is Ellipsis]
    if len(at) > 1:
        raise _bad(x, key, "... may stand once")
    place = at[0] if at else len(items)
    items = items[:place] + fill + items[place + 1 :]
    expanded: list[Any] = []
    axis = 0
    for item in items:
        if isinstance(item, Mask):
            sizes = x.spec.shape[axis : axis + item.ndim]
            if not item.fits(sizes):
                what = f"a mask of shape {list(item.shape)} on sizes {list(sizes)}"
                raise _bad(x, key, what, "a mask has the sizes of the axes it selects")
        axis += axes_of(item)
        expanded += item.places() if isinstance(item, Mask) else [item]
    return expanded


def _bad(
    x: Tensor,
    key: Any,
    what: str,
    hint: str = "index as in numpy: x[0], x[:, -1], x[..., None]",
    error: type[Any] = ArgumentError,
) -> ArgumentError:
    result: ArgumentError = error(
        describe(f"getitem: {what}", {"x": x.spec, "key": key}, hint, str(here()))
    )
    return result


def _is_position(item: TensorLike) -> bool:
    if isinstance(item, (Dim, int, np.integer)) and not isinstance(item, bool):
        return True
    return isinstance(item, SymbolicTensor) and isinstance(item.op, SizeValue)


def _position(
    item: int,
    size: Size,
    x: Tensor,
    key: int
    | slice[Any, Any, Any]
    | tuple[EllipsisType | int | slice | slice[Any, Any, Any] | None, ...],
) -> Size:
    if isinstance(item, SymbolicTensor):
        item = item.op.size
    if isinstance(item, Dim):
        return item
    item = operator.index(item)
    if isinstance(size, int) and not -size <= item < size:
        raise _bad(
            x,
            key,
            f"index {item} is outside an axis of size {size}",
            f"indices run from {-size} to {size - 1}",
            BoundsError,
        )
    return size + item if item < 0 else item


def _bounds(
    item: slice,
    size: Size,
    x: Tensor,
    key: int | slice | tuple[EllipsisType | int | slice | None, ...],
) -> tuple[Size, Size, int, bool]:
    """Start, stop, positive step, and whether the result is then reversed."""
    step = 1 if item.step is None else operator.index(item.step)
    if step == 0:
        raise _bad(x, key, "a slice step cannot be 0")
    if isinstance(size, int) and not any(
        isinstance(b, (Dim, SymbolicTensor)) for b in (item.start, item.stop)
    ):
        places = range(size)[item]
        if not len(places):
            return 0, 0, 1, False
        first, last = sorted((places[0], places[-1]))
        return first, last + 1, abs(step), step < 0
    if step < 0:
        if item.start is not None or item.stop is not None or step != -1:
            raise _bad(
                x,
                key,
                "a negative step needs a known size",
                "write x[::-1], or flip and then slice",
            )
        return 0, size, 1, True
    start = 0 if item.start is None else _edge(item.start, size)
    stop = size if item.stop is None else _edge(item.stop, size)
    return start, _not_before(start, stop, item, size), step, False


def _not_before(start: Size, stop: Size, item: slice, size: Size) -> Size:
    """The stop where the slice is not empty, else the start; as plain as it can be."""
    low, high = (b if isinstance(b, int) else None for b in (item.start, item.stop))
    if item.start is None or item.stop is None:
        return stop
    if low is None or high is None:  # sizes of the graph: taken to be in order
        return stop
    if (low >= 0) == (high >= 0):
        return stop if low <= high else start
    if low >= 0:  # x[a:-b] has max(size - a - b, 0) elements
        return start + size_max(size - low + high, 0)
    return size_max(stop, start)


def _edge(value: Size, size: Size) -> Size:
    """A slice bound on an axis of unknown size: taken to be inside it when positive."""
    if isinstance(value, SymbolicTensor) and isinstance(value.op, SizeValue):
        value = value.op.size
    if isinstance(value, Dim):
        return value
    value = operator.index(value)
    if value >= 0:
        return -size_max(-value, -size) if isinstance(size, Dim) else min(value, size)
    return size_max(size + value, 0)


def _length(start: Size, stop: Size, step: int) -> Size:
    count = stop - start
    return count if step == 1 else (count + step - 1) // step


def _gather(y: Tensor, index_tensors: Mapping[int, Tensor], together: bool) -> Tensor:
    """Index tensors broadcast together and replace their axes, as in numpy.

    Their result stands where they stood when they stood ``together``, else in front.
    """
    axes = list(index_tensors)
    if len(axes) == 1:
        tensor = index_tensors[axes[0]]
        picked, rank = take(y, tensor, axes[0]), tensor.ndim
        places = range(axes[0], axes[0] + rank)
        rest = (i for i in range(picked.ndim) if i not in places)
        return picked if together else transpose(picked, (*places, *rest))
    shape = broadcast_shape("getitem", *[t.spec.shape for t in index_tensors.values()])
    columns = [broadcast_to(cast(t, "int64"), shape) for t in index_tensors.values()]
    rest = [i for i in range(y.ndim) if i not in axes]
    moved = transpose(y, (*axes, *rest))
    picked = apply(GatherNd(), moved, stack(columns, -1))
    if not together:
        return picked
    rank, lead = len(shape), axes[0]
    behind = range(rank + lead, picked.ndim)
    return transpose(picked, (*range(rank, rank + lead), *range(rank), *behind))


def _stand_together(items: Tensor) -> bool:
    """Whether index tensors, with integers among them, are neighbours in the key."""
    places = [i for i, item in enumerate(items) if not _is_basic(item)]
    return places == list(range(places[0], places[-1] + 1))


def _is_basic(item: Tensor | list[Any] | slice) -> bool:
    return item is None or isinstance(item, slice)


def _index_tensor(
    item: TensorLike,
    x: Tensor,
    key: TensorLike
    | slice[Any, Any, Any]
    | tuple[EllipsisType | int | slice[Any, Any, Any] | None, ...],
) -> Tensor:
    if isinstance(item, (list, tuple)) and not len(item):
        item = np.zeros(0, np.int64)
    tensor = as_tensor(item)
    if kind_of(tensor.dtype) == "b":
        raise _bad(
            x,
            key,
            "a symbolic mask gives a size that is not known",
            "use graph.where(mask, x, 0)",
        )
    if kind_of(tensor.dtype) not in "iu":
        raise _bad(x, key, f"an index of dtype {tensor.dtype}")
    return tensor
