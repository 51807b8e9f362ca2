"""Which element stands at a position beyond the ends of an axis."""

from __future__ import annotations

from graph.ir.dims import Size, size_max
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute, mod, subtract
from graph.ops.elementwise.selection import clip


def edge(at: Tensor, size: Size) -> Tensor:
    """0 0 0 1 2 2 2 ..."""
    return clip(at, 0, subtract(size, 1))


def wrap(at: Tensor, size: Size) -> Tensor:
    """0 1 2 0 1 2 ..."""
    return mod(at, size)


def reflect(at: Tensor, size: Size) -> Tensor:
    """0 1 2 1 0 1 2 ...: a wave of period 2 * (size - 1), the distance from its top."""
    half = size_max(size - 1, 1)
    top = subtract(size, 1)
    return subtract(top, absolute(subtract(mod(at, half * 2), top)))


def symmetric(at: Tensor, size: Size) -> Tensor:
    """0 1 2 2 1 0 0 1 ...: a wave of period 2 * size."""
    folded = mod(at, size * 2)
    return clip(folded, None, subtract(size * 2 - 1, folded))
