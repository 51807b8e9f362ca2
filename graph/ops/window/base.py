"""What window primitives share: attributes, the shape rule, blocks of work."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from graph.ir.dims import Size
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ops.window.geometry import Axis, Block, Pairs, blocks, window_count

#: bytes of one operand that a block holds: several operands stay in the cache
BLOCK_BYTES = 1 << 18


class WindowOp(Op, abstract=True):
    """An op on windows over the spatial axes of x [batch, *spatial, channels].

    The window at output o starts at ``o * stride - low`` and has ``window`` elements;
    ``padding`` holds pairs (low, high), of which negative ones cut.
    """

    window: tuple[int, ...]
    strides: tuple[int, ...]
    padding: tuple[tuple[Size, Size], ...]

    def counts(self, x: Spec) -> tuple[Size, ...]:
        """The number of windows on each spatial axis."""
        return spatial_counts(self, x, self.window, self.strides, self.padding)

    def infer(self, *inputs: Any) -> Spec:
        x: Spec = inputs[0]
        return x.with_shape((x.shape[0], *self.counts(x), x.shape[-1]))

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        return outputs[0].size * math.prod(self.window)

    def axes(self, sizes: tuple[int, ...], counts: tuple[int, ...]) -> tuple[Axis, ...]:
        """The axes in numbers, for a kernel."""
        lows = [low for low, _ in self.padding]
        known: Any = lows
        return tuple(map(Axis, sizes, counts, self.window, self.strides, known))

    def blocks(self, x: np.ndarray, y: np.ndarray) -> Iterator[Block]:
        """Blocks of the outputs y of the inputs x that fit in the cache."""
        axes = self.axes(x.shape[1:-1], y.shape[1:-1])
        if x.size and y.size:
            nbytes = x.shape[-1] * x.itemsize
            yield from blocks(len(x), axes, nbytes, BLOCK_BYTES)


def spatial_counts(
    op: Op,
    x: Spec,
    window: tuple[Size, ...],
    strides: tuple[int, ...],
    padding: Pairs,
    input_dilation: tuple[int, ...] | None = None,
    dilation: tuple[int, ...] | None = None,
) -> tuple[Size, ...]:
    """The number of windows on each spatial axis of x [batch, *spatial, channels].

    Raises:
        ShapeError: wrong rank, or a window that is larger than the padded axis.
    """
    rank = x.rank - 2
    ones = (1,) * len(window)
    if rank < 1 or not len(window) == len(strides) == len(padding) == rank:
        op.fail(
            f"x must have {len(window)} spatial axes",
            "x is (batch, *spatial, channels)",
            x=x,
        )
    input_dilation = ones if input_dilation is None else input_dilation
    dilation = ones if dilation is None else dilation
    counts = tuple(
        map(
            window_count,
            x.shape[1:-1],
            window,
            strides,
            padding,
            input_dilation,
            dilation,
        )
    )
    for axis, (size, count) in enumerate(zip(x.shape[1:-1], counts)):
        if isinstance(count, int) and (count < 0 or (count == 0 and size != 0)):
            op.fail(
                f"the window is larger than the padded spatial axis {axis}",
                'use a smaller window or dilation, or padding="same"',
                x=x,
                window=list(window),
                padding=list(padding),
            )
    return counts


def accumulator(part: np.ndarray) -> np.ndarray:
    """Where sums for a part of the output are built: itself, wider for half floats."""
    if part.dtype == np.float16:
        return np.empty(part.shape, np.float32)
    return part
