"""The operands of a contraction: which of their axes play which role, and where."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from graph.engines.native.copying import collapse, copy_call
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Buffer, Call, Read, Scratch
from graph.engines.native.views import View, row_major
from graph.ir.dims import Size, size_max


class Axis(NamedTuple):
    size: Size
    stride: Size


class Operand(NamedTuple):
    """A strided array whose axes are grouped: batch, free, and summed over."""

    buffer: Buffer
    dtype: np.dtype
    batch: Sequence[Axis]
    free: tuple[Axis, ...]
    depth: tuple[Axis, ...]


def operand_of(view: View, batch: tuple[int, ...], depth: tuple[int, ...]) -> Operand:
    """Groups the axes of a view; batch and depth are axes in the order of their use."""
    axes = [Axis(*axis) for axis in zip(view.shape, view.strides)]
    rest = [i for i in range(len(axes)) if i not in (*batch, *depth)]
    roles = (tuple(axes[i] for i in role) for role in (batch, rest, depth))
    return Operand(Read(view), view.dtype, *roles)


def joined(axes: Sequence[Axis]) -> list[Axis]:
    """The axes without those of size 1, neighbours made one where strides allow."""
    sizes, (strides,) = collapse([a.size for a in axes], [[a.stride for a in axes]])
    return [Axis(*axis) for axis in zip(sizes, strides)]


def is_one_axis(axes: Sequence[Axis]) -> bool:
    return len(joined(axes)) == 1


def make_contiguous(
    operand: Operand, *, is_depth_last: bool, numbers: Numbers
) -> tuple[Call, Operand]:
    """Copies an operand to memory of its own, axes in the order of their roles.

    Axes of the batch along which it is repeated stay so.
    """
    batch = [a for a in operand.batch if not _is_repeated(a)]
    roles = [batch, list(operand.free), list(operand.depth)]
    if not is_depth_last:
        roles[1:] = roles[:0:-1]
    axes = [axis for role in roles for axis in role]
    shape = tuple(axis.size for axis in axes)
    source = operand.buffer.view
    view = source._replace(shape=shape, strides=tuple(a.stride for a in axes))
    target = Scratch(math.prod(shape) * operand.dtype.itemsize, is_kept=True)
    places = map(Axis, shape, row_major(shape))
    batch, *two = [tuple(itertools.islice(places, len(role))) for role in roles]
    free, depth = two if is_depth_last else reversed(two)
    kept = iter(batch)
    batch = tuple(a if _is_repeated(a) else next(kept) for a in operand.batch)
    copied = Operand(target, operand.dtype, batch, free, depth)
    return copy_call(view, target, numbers), copied


def _is_repeated(axis: Axis) -> bool:
    return isinstance(axis.stride, int) and axis.stride == 0


def least_size(x: Size, y: Size) -> Size:
    """The smaller of two sizes, which are equal unless the data are wrong."""
    return x if x == y else x + y - size_max(x, y)
