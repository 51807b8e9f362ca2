"""Which numpy kernel a convolution takes: one product, elementwise, narrow, lowered."""

from __future__ import annotations

import numpy as np

from graph.ops.convolution.elementwise import (
    convolve_elementwise,
    correlate_elementwise,
)
from graph.ops.convolution.lowering import convolve_lowered, correlate_lowered
from graph.ops.convolution.narrow import (
    convolve_narrow,
    correlate_narrow,
    is_narrow,
    is_narrower,
)
from graph.ops.convolution.phases import phases
from graph.ops.window.geometry import Axis

#: with one channel on a side, groups of at most so many on the other are elementwise
SMALL_GROUP = 8


def convolve_into(
    out: np.ndarray, x: np.ndarray, w: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the convolution of x [N, *S, C] with w [*K, C / groups, D] to ``out``."""
    if not (out.size and x.size and w.size):
        out.fill(0)
    elif any(axis.input_dilation > 1 for axis in axes):
        out.fill(0)
        for phase in phases(axes):
            part = out[(slice(None), *phase.into)]
            convolve_into(part, x, w[phase.window], phase.axes, groups)
    elif is_elementwise(x.shape[-1], out.shape[-1], groups):
        convolve_elementwise(out, x, w, axes, groups)
    elif is_one_product(axes, groups, out, x):
        rows = x.reshape(-1, x.shape[-1])
        np.matmul(rows, w.reshape(w.shape[-2:]), out=out.reshape(len(rows), -1))
    elif is_narrow(x.shape[-1], out.shape[-1], axes, groups):
        convolve_narrow(out, x, w, axes)
    else:
        convolve_lowered(out, x, w, axes, groups)


def correlate_into(
    out: np.ndarray, x: np.ndarray, dy: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the gradient in w of the convolution of x, for the cotangent dy."""
    if not (out.size and x.size and dy.size):
        out.fill(0)
    elif any(axis.input_dilation > 1 for axis in axes):
        out.fill(0)
        for phase in phases(axes):
            part = out[phase.window]
            add = np.empty(part.shape, part.dtype)
            correlate_into(add, x, dy[(slice(None), *phase.into)], phase.axes, groups)
            part += add
    elif is_elementwise(x.shape[-1], out.shape[-1], groups):
        correlate_elementwise(out, x, dy, axes, groups)
    elif is_one_product(axes, groups, dy, x):
        rows = x.reshape(-1, x.shape[-1])
        np.matmul(rows.T, dy.reshape(len(rows), -1), out=out.reshape(out.shape[-2:]))
    elif is_narrower(x.shape[-1], out.shape[-1], axes, groups):
        correlate_narrow(out, x, dy, axes)
    else:
        correlate_lowered(out, x, dy, axes, groups)


def is_elementwise(channels: int, filters: int, groups: int) -> bool:
    """Whether sums of elementwise products beat matrix products: depthwise ones."""
    small, large = sorted((channels // groups, filters // groups))
    return groups > 1 and small == 1 and large <= SMALL_GROUP


def is_one_product(
    axes: tuple[Axis, ...], groups: int, y: np.ndarray, x: np.ndarray
) -> bool:
    """Whether every window is one element, and the rows are ready as they are."""
    return (
        groups == 1
        and all(a.window == 1 and a.stride == 1 and a.low == 0 for a in axes)
        and all(a.count == a.size for a in axes)
        and x.flags.c_contiguous
        and y.flags.c_contiguous
        and x.dtype != np.float16
    )
