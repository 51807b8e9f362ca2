"""Resampling to an axis that is a whole number of times longer, by shifted copies."""

from __future__ import annotations

import numpy as np

from graph.ir.dims import Size
from graph.ir.tensor import Tensor
from graph.ops.image.kernels import Interpolation
from graph.ops.indexing.getitem import getitem
from graph.ops.shape.concatenate import stack
from graph.ops.shape.filled import ones
from graph.ops.shape.pad import pad
from graph.ops.shape.reshape import reshape

#: from this size on, shifted copies are faster than a product with a matrix
LONG = 48


def whole_factor(old: Size, new: Size) -> int:
    """How many times longer the axis becomes, if that is a whole number and shifted
    copies are the better way; else 0."""
    if isinstance(old, int) and old < LONG:
        return 0
    factor = new // old
    return factor if isinstance(factor, int) and factor * old == new else 0


def resample_by_phases(x, axis: int, factor: int, interpolation: Interpolation):
    """x with an axis ``factor`` times longer, interpolated between the centres.

    New element i * factor + p lies at i + (p + 1/2) / factor - 1/2. Weights beyond the
    ends are left out, and the others made to add up to 1.
    """
    sizes = list(x.spec.shape)
    shape = [1] * x.ndim
    shape[axis] = sizes[axis]
    whole = ones(shape, x.dtype)
    phases = []
    for p in range(factor):
        shares = _shares((p + 0.5) / factor - 0.5, interpolation)
        phases.append(_weighted(x, axis, shares) / _weighted(whole, axis, shares))
    sizes[axis] = sizes[axis] * factor
    return reshape(stack(phases, axis + 1), sizes)


def _shares(at: float, interpolation: Interpolation) -> list[tuple[int, float]]:
    """(offset, weight) of the elements that a point at this distance mixes."""
    kernel, radius, steps = interpolation
    at = at if steps is None else round(at * steps) / steps
    offsets = np.arange(-radius, radius + 1)
    weights = kernel(np.abs(offsets - at)).numpy()
    return [(k, w) for k, w in zip(offsets.tolist(), weights.tolist()) if w]


def _weighted(x, axis, shares) -> Tensor:
    """sum of weight * x[i + offset], with zeros beyond the ends."""
    radius = max(abs(offset) for offset, _ in shares)
    around = [(0, 0)] * x.ndim
    around[axis] = (radius, radius)
    padded = pad(x, around)
    size = x.spec.shape[axis]
    total = 0
    for offset, weight in shares:
        part = [slice(None)] * x.ndim
        part[axis] = slice(radius + offset, radius + offset + size)
        total = total + getitem(padded, tuple(part)) * weight
    return total
