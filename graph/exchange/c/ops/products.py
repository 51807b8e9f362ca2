"""Products of matrices and convolutions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from graph.exchange.c.numbers import c_type, number
from graph.exchange.c.table import writes
from graph.exchange.c.writer import CWriter
from graph.ops.axes import without
from graph.ops.contraction.dot_general import DotGeneral
from graph.ops.convolution.conv import Conv
from graph.ops.image.axis_product import AxisProduct
from graph.ops.window.window_max import WindowMax, lowest_value
from graph.ops.window.window_sum import WindowSum


@writes(DotGeneral)
def dot_general(writer: CWriter, node: Any, x: Any, y: Any) -> None:
    """Row by row: each x times a row of y, where rows of y are outputs; a compiler
    makes vectors of that."""
    (cx, cy), (bx, by) = node.op.contract, node.op.batch
    fx = without(range(len(x.shape)), cx + bx)
    fy = without(range(len(y.shape)), cy + by)
    view = writer.make(node)
    columns = [y.shape[i] for i in fy]

    def x_at(batch: Any, rows: Any, inner: Any) -> Any:
        return writer.at(x, _placed(len(x.shape), (bx, batch), (fx, rows), (cx, inner)))

    def y_at(batch: Any, inner: Any, free: Any) -> Any:
        return writer.at(y, _placed(len(y.shape), (by, batch), (cy, inner), (fy, free)))

    kind = c_type(view.dtype)
    with writer.loops([x.shape[i] for i in (*bx, *fx)]) as outer:
        batch, rows = outer[: len(bx)], outer[len(bx) :]
        with writer.loops(columns) as free:
            writer.line(f"{writer.at(view, [*outer, *free])} = 0;")
        with writer.loops([x.shape[i] for i in cx], "k") as inner:
            writer.line(f"const {kind} a = {x_at(batch, rows, inner)};")
            with writer.loops(columns) as free:
                target = writer.at(view, [*outer, *free])
                writer.line(f"{target} += a * {y_at(batch, inner, free)};")


def _placed(rank: int, *parts: Any) -> list[Any]:
    """Indices by axis, from pairs of axes and their indices."""
    places: list[Any] = [None] * rank
    for axes, indices in parts:
        for axis, index in zip(axes, indices, strict=True):
            places[axis] = index
    return places


@writes(AxisProduct)
def axis_product(writer: CWriter, node: Any, w: Any, x: Any) -> None:
    axis, view = node.op.axis, writer.make(node)
    with writer.loops(view.shape) as i:
        writer.line(f"{c_type(view.dtype)} a = 0;")
        with writer.loops([x.shape[axis]], "k") as (k,):
            places = [*i[:axis], k, *i[axis + 1 :]]
            writer.line(f"a += {writer.at(w, [i[axis], k])} * {writer.at(x, places)};")
        writer.line(f"{writer.at(view, i)} = a;")


# ---- windows


@contextlib.contextmanager
def _windows(
    writer: CWriter, op: Any, x: Any, outer: Sequence[str], window: Any
) -> Iterator[Any]:
    """Loops over the places of a window that are inside x: gives the indices in the
    window and in x."""
    ones = (1,) * len(window)
    input_dilation = getattr(op, "input_dilation", ones)
    dilation = getattr(op, "dilation", ones)
    with contextlib.ExitStack() as stack:
        offsets, places = [], []
        for o, size, extent, stride, (low, _), gap, spread in zip(
            outer, x.shape[1:-1], window, op.strides, op.padding, dilation,
            input_dilation,
        ):  # fmt: skip
            (k,) = stack.enter_context(writer.loops([extent], "k"))
            place = writer.new_index("p")
            start = f"{o} * {stride} + {k} * {gap} - ({low})"
            writer.line(f"const int {place} = {start};")
            inside = f"{place} >= 0 && {place} < {(size - 1) * spread + 1}"
            if spread > 1:
                inside += f" && {place} % {spread} == 0"
            stack.enter_context(writer.block(f"if ({inside})"))
            offsets.append(k)
            places.append(place if spread == 1 else f"{place} / {spread}")
        yield offsets, places


@writes(Conv)
def conv(writer: CWriter, node: Any, x: Any, w: Any) -> None:
    op, view = node.op, writer.make(node)
    groups, channels = op.groups, w.shape[-2]
    filters = w.shape[-1] // groups
    with writer.loops([*view.shape[:-1], groups]) as (n, *outer, g):
        first = f"{g} * {filters}" if groups > 1 else "0"
        with writer.loops([filters]) as (d,):
            writer.line(f"{writer.at(view, [n, *outer, _sum(first, d)])} = 0;")
        windows = _windows(writer, op, x, outer, w.shape[:-2])
        with windows as (offsets, places), writer.loops([channels], "c") as (c,):
            source = f"{g} * {channels} + {c}" if groups > 1 else c
            value = writer.at(x, [n, *places, source])
            writer.line(f"const {c_type(view.dtype)} a = {value};")
            with writer.loops([filters]) as (d,):
                target = writer.at(view, [n, *outer, _sum(first, d)])
                factor = writer.at(w, [*offsets, c, _sum(first, d)])
                writer.line(f"{target} += a * {factor};")


def _sum(a: str, b: str) -> str:
    return b if a == "0" else a if b == "0" else f"{a} + {b}"


@writes(WindowSum)
def window_sum(writer: CWriter, node: Any, x: Any) -> None:
    _window_reduction(writer, node, x, 0, lambda a, b: f"{a} + {b}")


@writes(WindowMax)
def window_max(writer: CWriter, node: Any, x: Any) -> None:
    maximum = writer.helper("maximum", x.dtype)
    start = lowest_value(x.dtype)
    _window_reduction(writer, node, x, start, lambda a, b: f"{maximum}({a}, {b})")


def _window_reduction(
    writer: CWriter, node: Any, x: Any, start: Any, step: Any
) -> None:
    op, view = node.op, writer.make(node)
    with writer.loops(view.shape) as (n, *outer, c):
        writer.line(f"{c_type(view.dtype)} a = {number(start, view.dtype)};")
        with _windows(writer, op, x, outer, op.window) as (_, places):
            value = writer.at(x, [n, *places, c])
            writer.line(f"a = {step('a', value)};")
        writer.line(f"{writer.at(view, [n, *outer, c])} = a;")
