"""DotGeneral in machine code: axes are grouped, then one kernel of matrix products."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.contraction.agreement import check_sizes
from graph.engines.native.contraction.dot_products import DotProducts
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
from graph.engines.native.contraction.packed import PackPanels, packed_elements
from graph.engines.native.contraction.split_depth import (
    LONG_DEPTH,
    SMALL_RESULT,
    AddPieces,
    StorePieces,
    count_pieces,
    likely_size,
)
from graph.engines.native.contraction.turned import Turned
from graph.engines.native.copying import collapse
from graph.engines.native.epilogue import Epilogue, MakeEpilogue, Store
from graph.engines.native.kernel import Int, Numbers
from graph.engines.native.lowering import Call, Scratch, Write, lowers
from graph.engines.native.views import View
from graph.ir.dims import Size
from graph.ops.contraction.dot_general import DotGeneral

if TYPE_CHECKING:
    from graph.engines.native.lowering import Failure, Read
    from graph.engines.native.planning.places import Place
    from graph.ir.node import Node


#: slots of the kernels' own: x and y
OWN_SLOTS = 2
#: rows that cannot be joined to one axis are copied where the last axis is shorter
FEWEST_ROWS = 16


@lowers(DotGeneral)
def lower_dot_general(
    node: Node,
    views: Sequence[View],
    numbers: Numbers,
    epilogue: MakeEpilogue | None = None,
    reused: Sequence[bool] = (False, False),
) -> list[Call] | None:
    """The calls of a contraction.

    Args:
        node: of DotGeneral.
        views: of x and y.
        numbers: the late integers.
        epilogue: makes what takes the result; None: that is written to the output.
        reused: whether x and y are the same in all turns of the loop around.
    """
    if views[0].dtype not in (np.dtype("float32"), np.dtype("float64")):
        return None
    x, y = _grouped(node.op, views)
    checks = check_sizes(_pairs(x, y), numbers)
    copies, x, y = _with_plain_strides(x, y, numbers)
    product = _product(x, y, numbers)
    if product.is_turned:
        x, y, reused = y, x, reused[::-1]
    if epilogue is None:
        epilogue = _make_store(product, x, y, numbers)
    elif product.is_turned:
        epilogue = _turned(epilogue, product)
    depth = _long_depth(product, x, y)
    if depth is not None:
        calls = _split_calls(product, x, y, depth, epilogue, numbers)
    elif reused[1] and product.can_be_packed:
        calls = _packed_calls(product, x, y, epilogue, numbers)
    else:
        bound, buffers = epilogue(OWN_SLOTS)
        kernel = _kernel(product, x.dtype.name, bound)
        calls = [Call(kernel, [x.buffer, y.buffer, *buffers], numbers)]
    return [*checks, *copies, *calls]


def _turned(
    epilogue: MakeEpilogue, product: _Product
) -> MakeEpilogue | Callable[[int], tuple[Turned, list[Place | Write | np.ndarray]]]:
    def make(slots: int) -> tuple[Turned, list[Place | Write | np.ndarray]]:
        bound, buffers = epilogue(slots)
        return Turned(bound, product.columns), buffers

    return make


def _grouped(op: DotGeneral, views: Sequence[View]) -> tuple[Operand, ...]:
    """The operands, with the summed axes in the order that suits their strides."""
    pairs = list(zip(*op.contract))
    orders = (pairs, sorted(pairs), sorted(pairs, key=lambda pair: pair[1]))

    def operands(order: Sequence[tuple[int, ...]]) -> tuple[Operand, ...]:
        axes = zip(*order) if order else ((), ())
        grouped = zip(views, op.batch, axes)
        return tuple(operand_of(view, *roles) for view, *roles in grouped)

    def copies(order: Sequence[tuple[int, ...]]) -> int:
        return sum(not is_one_axis(operand.depth) for operand in operands(order))

    return operands(min(orders, key=copies))


def _pairs(x: Operand, y: Operand) -> list[tuple[Size, ...]]:
    """The sizes that must be equal."""
    axes = zip((*x.batch, *x.depth), (*y.batch, *y.depth))
    return [(a.size, b.size) for a, b in axes]


def _with_plain_strides(
    x: Operand, y: Operand, numbers: Numbers
) -> tuple[list[Call], Operand, Operand]:
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


class _Product(NamedTuple):
    """What a kernel multiplies."""

    batch: tuple[BatchAxis, ...]
    row_axes: int
    rows: Int
    columns: Int
    depth: Int
    x_row: Int
    x_depth: Int
    y_depth: Int
    y_column: Int
    is_turned: bool = False

    def turned(self) -> _Product:
        """The same numbers with x and y exchanged: a column becomes a row."""
        return _Product(
            tuple(BatchAxis(a.size, a.y_stride, a.x_stride) for a in self.batch),
            self.row_axes,
            self.columns,
            self.rows,
            self.depth,
            self.y_column,
            self.y_depth,
            self.x_depth,
            self.x_row,
            is_turned=True,
        )

    @property
    def is_dot_product(self) -> bool:
        is_along = self.x_depth == self.y_depth == 1
        return self.rows == 1 and is_along and self.columns != 1

    @property
    def can_be_packed(self) -> bool:
        """Whether the panels of one matrix serve many rows."""
        is_one = all(axis.size == 1 or axis.y_stride == 0 for axis in self.batch)
        return self.rows != 1 and is_one


def _product(x: Operand, y: Operand, numbers: Numbers) -> _Product:
    outer = joined(x.free)[:-1]
    rows, columns = joined(x.free)[-1], joined(y.free)[-1]
    batch = [
        BatchAxis(*map(numbers, (least_size(a.size, b.size), a.stride, b.stride)))
        for a, b in _joined_batch(x, y)
    ]
    batch += [BatchAxis(numbers(a.size), numbers(a.stride), 0) for a in outer]
    x_depth, y_depth = joined(x.depth)[-1], joined(y.depth)[-1]
    product = _Product(
        tuple(batch),
        len(outer),
        numbers(rows.size),
        numbers(columns.size),
        numbers(least_size(x_depth.size, y_depth.size)),
        numbers(rows.stride),
        numbers(x_depth.stride),
        numbers(y_depth.stride),
        numbers(columns.stride),
    )
    turned = product.turned()
    if product.columns == 1 and (turned.is_dot_product or turned.y_column == 1):
        return turned
    return product


def _long_depth(product: _Product, x: Operand, y: Operand) -> Size | None:
    """The depth, where it is worth to sum it in pieces."""
    sizes = [axis.size for axis in product.batch]
    known = [*sizes, product.rows, product.columns]
    if product.row_axes or not all(isinstance(size, int) for size in known):
        return None
    if min(product.rows, product.columns) < 2 or math.prod(known) > SMALL_RESULT:
        return None
    depth = least_size(joined(x.depth)[-1].size, joined(y.depth)[-1].size)
    return depth if likely_size(depth) >= LONG_DEPTH else None


def _split_calls(
    product: _Product,
    x: Operand,
    y: Operand,
    depth: Size,
    epilogue: MakeEpilogue
    | Callable[[int], tuple[Epilogue, Sequence[Read | Write | Scratch | Failure]]]
    | None,
    numbers: Numbers,
) -> list[Call]:
    """Sums of pieces of the depth, then their sums."""
    batch = math.prod(axis.size for axis in product.batch)
    rows, columns = product.rows, product.columns
    results = batch * rows * columns
    pieces, steps = count_pieces(results, depth)
    strides = [steps * joined(operand.depth)[-1].stride for operand in (x, y)]
    axis = BatchAxis(*map(numbers, (pieces, *strides)))
    bound, buffers = epilogue(OWN_SLOTS + 1)
    scratch = Scratch(pieces * results * x.dtype.itemsize)
    store = Store(OWN_SLOTS, rows * columns, columns, x.dtype)
    first = Matmul(
        x.dtype.name,
        *product._replace(batch=(axis, *product.batch), depth=numbers(steps))[:-1],
        StorePieces(axis.size, store, bound),
        numbers(depth),
    )
    second = AddPieces(x.dtype.name, axis.size, batch, rows, columns, bound)
    return [
        Call(first, [x.buffer, y.buffer, scratch, *buffers], numbers),
        Call(second, [scratch, scratch, scratch, *buffers], numbers),
    ]


def _packed_calls(
    product: _Product,
    x: Operand,
    y: Operand,
    epilogue: MakeEpilogue
    | Callable[[int], tuple[Epilogue, Sequence[Read | Write | Scratch | Failure]]]
    | None,
    numbers: Numbers,
) -> list[Call]:
    """Packs y once, and multiplies by that."""
    sizes = [joined(axes)[-1].size for axes in (y.free, y.depth)]
    panels = Scratch(packed_elements(*sizes) * y.dtype.itemsize, is_kept=True)
    pack = PackPanels(
        x.dtype.name,
        product.rows,
        product.columns,
        product.depth,
        product.y_depth,
        product.y_column,
        product.x_depth != 1,
    )
    bound, buffers = epilogue(OWN_SLOTS)
    kernel = replace(_kernel(product, x.dtype.name, bound), is_packed=True)
    return [
        Call(pack, [y.buffer, panels], numbers),
        Call(kernel, [x.buffer, panels, *buffers], numbers),
    ]


def _make_store(
    product: _Product, x: Operand, y: Operand, numbers: Numbers
) -> (
    MakeEpilogue
    | Callable[[int], tuple[Store, list[Read | Write | Scratch | Failure]]]
    | tuple[Store, list[Read | Write | Scratch | Failure]]
    | Callable[[Any], tuple[Store, list[Write]]]
):
    """Writes the result in C order."""
    rows, columns = (math.prod(a.size for a in o.free) for o in (x, y))
    strides = (numbers(rows * columns), product.columns)
    return lambda slots: (Store(slots, *strides, x.dtype), [Write(0)])


def _kernel(product: _Product, dtype: str, epilogue: Epilogue) -> DotProducts | Matmul:
    if product.is_dot_product:
        return DotProducts(
            dtype,
            product.batch,
            product.row_axes,
            product.columns,
            product.depth,
            product.y_column,
            epilogue,
        )
    return Matmul(dtype, *product[:-1], epilogue)


def _joined_batch(x: Operand, y: Operand) -> list[tuple[Axis, ...]]:
    """Pairs of axes of the batch, as few as both strides allow."""
    sizes = [least_size(a.size, b.size) for a, b in zip(x.batch, y.batch)]
    strides = [[axis.stride for axis in operand.batch] for operand in (x, y)]
    sizes, strides = collapse(sizes, strides)
    return [
        tuple(Axis(size, stride) for stride in own)
        for size, *own in zip(sizes, *strides)
    ]
