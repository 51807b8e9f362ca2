"""Ops whose attributes name axes: those of a row stand one further behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.batching.rules import batching_of
from graph.ir.barrier import Barrier
from graph.ir.dispatch import apply
from graph.ops.fourier.complex_fft import Fft
from graph.ops.fourier.real_fft import Irfft, Rfft
from graph.ops.gradient_control import StopGradient
from graph.ops.indexing.gather import AddAlongAxis, TakeAlongAxis
from graph.ops.indexing.pick_class import CheckLabels
from graph.ops.linalg.base import MatrixOp
from graph.ops.loading import load_all
from graph.ops.reduction import logic
from graph.ops.reduction.cumulative import Cumprod, Cumsum
from graph.ops.reduction.extremes import Argmax, Argmin, Max, Min, Prod
from graph.ops.shape.bitcast import Bitcast
from graph.ops.shape.broadcast import Sum
from graph.ops.shape.concatenate import Concatenate
from graph.ops.shape.transpose import Reverse
from graph.ops.sorting.sort import Argsort
from graph.ops.sorting.top_k import TopK

if TYPE_CHECKING:
    from graph.batching.rules import Rows
    from graph.ir.op import Op
    from graph.ir.tensor import Tensor
    from graph.ops.linalg.solve import Solve


def shifted(axes: tuple[int, ...]) -> tuple[int, ...]:
    """Axes of a row as axes of many rows."""
    return tuple(axis + 1 for axis in axes)


def with_changes(op: Op, **changes: int | tuple[int, ...]) -> Op:
    """The op with some attributes replaced."""
    values = {name: getattr(op, name) for name in op.props}
    return type(op)(**values | changes)


@batching_of(Sum, Max, Min, Prod, logic.Any, logic.All, Reverse, Fft)
def _of_axes(op: Max | Reverse | Sum, rows: Rows) -> Tensor:
    return apply(with_changes(op, axes=shifted(op.axes)), *rows.tensors)


@batching_of(
    Argmax,
    Argmin,
    Cumsum,
    Cumprod,
    Argsort,
    Rfft,
    Irfft,
    Concatenate,
    TakeAlongAxis,
    AddAlongAxis,
)
def _of_an_axis(op: Any, rows: Rows) -> Tensor:
    return apply(with_changes(op, axis=op.axis + 1), *rows.every())


@batching_of(StopGradient, CheckLabels, TopK, Bitcast)
def _of_the_last_axes(op: Solve | StopGradient, rows: Rows) -> Tensor:
    return apply(op, *rows.every())


@batching_of(Barrier)
def _first_input(op: Op, rows: Rows) -> Tensor:
    return apply(op, rows.spread(0), *rows.tensors[1:])


def _matrix_ops() -> list[type[MatrixOp]]:
    """The ops of matrices in the last two axes, which count leading axes."""
    import graph.ops as ops

    load_all(ops)
    return MatrixOp.__subclasses__()


batching_of(*_matrix_ops())(_of_the_last_axes)
