"""Interpolation to an axis that is a whole number of times longer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import graph
from kerasish.base.discovery import internal


def _triangle(t: float) -> float:
    return max(0.0, 1.0 - abs(t))


def _cubic(t: float) -> float:
    """Keys' kernel with a = -1/2."""
    t = abs(t)
    if t >= 2:
        return 0.0
    if t >= 1:
        return ((-0.5 * t + 2.5) * t - 4.0) * t + 2.0
    return (1.5 * t - 2.5) * t * t + 1.0


def _lanczos(radius: int) -> Callable[[float], float]:
    def kernel(t: float) -> float:
        if abs(t) >= radius:
            return 0.0
        angle = math.pi * t
        if t == 0:
            return 1.0
        return radius * math.sin(angle) * math.sin(angle / radius) / angle**2

    return kernel


@internal
class Interpolation(NamedTuple):
    """Weights by distance, 0 from the radius on, read at steps of 1 / ``steps``."""

    kernel: Callable[[float], float]
    radius: int
    steps: int | None = None


INTERPOLATIONS = {
    "bilinear": Interpolation(_triangle, 1),
    "bicubic": Interpolation(_cubic, 2, 1024),  # as the table of TensorFlow has it
    "lanczos3": Interpolation(_lanczos(3), 3),
    "lanczos5": Interpolation(_lanczos(5), 5),
}


@internal
def resampled(x, axis: int, factor: int, interpolation: Interpolation):
    """x with an axis ``factor`` times longer, interpolated between the centres.

    Output i * factor + p lies at i + (p + 1/2) / factor - 1/2 on the axis of x. Weights
    beyond the ends are left out, and the others made to add up to 1.
    """
    sizes = list(graph.shape(x))
    phases = [_taps((p + 0.5) / factor - 0.5, interpolation) for p in range(factor)]
    shape = [1] * len(sizes)
    shape[axis] = sizes[axis]
    ones = graph.ones(shape, x.dtype)
    parts = [
        _weighted(x, axis, taps, interpolation.radius)
        / _weighted(ones, axis, taps, interpolation.radius)
        for taps in phases
    ]
    sizes[axis] = sizes[axis] * factor
    return graph.reshape(graph.stack(parts, axis + 1), sizes)


def _taps(at: float, interpolation: Interpolation) -> list[tuple[int, float]]:
    """(offset, weight) of the elements that a point at this distance mixes."""
    kernel, radius, steps = interpolation
    at = at if steps is None else round(at * steps) / steps
    weights = [(k, kernel(k - at)) for k in range(-radius, radius + 1)]
    return [(k, w) for k, w in weights if abs(w) > 1e-12]


def _weighted(x, axis, taps, radius):
    """sum of weight * x[i + offset], with zeros beyond the ends."""
    around = [(0, 0)] * x.ndim
    around[axis] = (radius, radius)
    padded = graph.pad(x, around)
    size = graph.shape(x)[axis]
    total = None
    for offset, weight in taps:
        part = [slice(None)] * x.ndim
        part[axis] = slice(radius + offset, radius + offset + size)
        term = padded[tuple(part)] * weight
        total = term if total is None else total + term
    return total
