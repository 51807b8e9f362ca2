"""DotGeneral in machine code: axes are grouped, then one kernel of matrix products."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from graph.engines.native.contraction.agreement import check_sizes
from graph.engines.native.contraction.matmul_kernel import BatchAxis, Matmul
from graph.engines.native.contraction.operand import (
    Axis,
    Operand,
    is_one_axis,
    joined,
    least_size,
    make_contiguous,
    operand_of,
)
from graph.engines.native.copying import collapse
from graph.engines.native.epilogue import Epilogue, Store
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Buffer, Call, Write, lowers
from graph.engines.native.views import View
from graph.ops.contraction.dot_general import DotGeneral

#: the first slot of an epilogue's buffers
EPILOGUE_SLOT = 2
#: rows that cannot be joined to one axis are copied where the last axis is shorter
FEWEST_ROWS = 16


@lowers(DotGeneral)
def lower_dot_general(
    node,
    views: Sequence[View],
    numbers: Numbers,
    epilogue: Epilogue | None = None,
    buffers: Sequence[Buffer] = (Write(0),),
) -> list[Call] | None:
    """The calls of a contraction.

    Args:
        node: of DotGeneral.
        views: of x and y.
        numbers: the late integers.
        epilogue: takes the result; None: it is written to the output of the node.
        buffers: the buffers of the epilogue, in slots from `EPILOGUE_SLOT` on.
    """
    if views[0].dtype not in (np.dtype("float32"), np.dtype("float64")):
        return None
    x, y = _grouped(node.op, views)
    checks = check_sizes(_pairs(x, y), numbers)
    copies, x, y = _with_plain_strides(x, y, numbers)
    if epilogue is None:
        rows, columns = (math.prod(a.size for a in o.free) for o in (x, y))
        strides = (numbers(rows * columns), numbers(columns))
        epilogue = Store(EPILOGUE_SLOT, *strides, x.dtype)
    kernel = _kernel(x, y, epilogue, numbers)
    return [*checks, *copies, Call(kernel, [x.buffer, y.buffer, *buffers], numbers)]


def _grouped(op: DotGeneral, views) -> tuple[Operand, Operand]:
    """The operands, with the summed axes in the order that suits their strides."""
    pairs = list(zip(*op.contract))
    orders = (pairs, sorted(pairs), sorted(pairs, key=lambda pair: pair[1]))

    def operands(order):
        axes = zip(*order) if order else ((), ())
        grouped = zip(views, op.batch, axes)
        return tuple(operand_of(view, *roles) for view, *roles in grouped)

    def copies(order):
        return sum(not is_one_axis(operand.depth) for operand in operands(order))

    return operands(min(orders, key=copies))


def _pairs(x: Operand, y: Operand):
    """The sizes that must be equal."""
    axes = zip((*x.batch, *x.depth), (*y.batch, *y.depth))
    return [(a.size, b.size) for a, b in axes]


def _with_plain_strides(x: Operand, y: Operand, numbers: Numbers):
    """Copies what the kernel cannot read: (the copies, x, y)."""
    copies = []
    *_, rows = joined(x.free)
    few = isinstance(rows.size, int) and rows.size < FEWEST_ROWS
    if not is_one_axis(x.depth) or (not is_one_axis(x.free) and few):
        copy, x = make_contiguous(x, is_depth_last=True, numbers=numbers)
        copies.append(copy)
    if not (is_one_axis(y.depth) and is_one_axis(y.free) and _has_unit_stride(y)):
        copy, y = make_contiguous(y, is_depth_last=False, numbers=numbers)
        copies.append(copy)
    return copies, x, y


def _has_unit_stride(y: Operand) -> bool:
    return any(
        isinstance(axis.stride, int) and axis.stride == 1
        for axis in (*joined(y.depth), *joined(y.free))
    )


def _kernel(x: Operand, y: Operand, epilogue: Epilogue, numbers: Numbers) -> Matmul:
    outer = joined(x.free)[:-1]
    rows, columns = joined(x.free)[-1], joined(y.free)[-1]
    batch = [
        BatchAxis(*map(numbers, (least_size(a.size, b.size), a.stride, b.stride)))
        for a, b in _joined_batch(x, y)
    ]
    batch += [BatchAxis(numbers(a.size), numbers(a.stride), 0) for a in outer]
    x_depth, y_depth = joined(x.depth)[-1], joined(y.depth)[-1]
    return Matmul(
        x.dtype.name,
        tuple(batch),
        len(outer),
        numbers(rows.size),
        numbers(columns.size),
        numbers(least_size(x_depth.size, y_depth.size)),
        numbers(rows.stride),
        numbers(x_depth.stride),
        numbers(y_depth.stride),
        numbers(columns.stride),
        epilogue,
    )


def _joined_batch(x: Operand, y: Operand):
    """Pairs of axes of the batch, as few as both strides allow."""
    sizes = [least_size(a.size, b.size) for a, b in zip(x.batch, y.batch)]
    strides = [[axis.stride for axis in operand.batch] for operand in (x, y)]
    sizes, strides = collapse(sizes, strides)
    return [
        tuple(Axis(size, stride) for stride in own)
        for size, *own in zip(sizes, *strides)
    ]
