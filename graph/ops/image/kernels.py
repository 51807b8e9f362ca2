"""The weight of an element by its distance from the point between the elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from graph.ir.tensor import Tensor
from graph.ops.elementwise.angles import sinc
from graph.ops.elementwise.exponential import exp
from graph.ops.elementwise.selection import maximum, where


def triangle(distance: Tensor) -> Tensor:
    """1 - t, and 0 from 1 on."""
    return maximum(1 - distance, 0)


def cubic(distance: Tensor) -> Tensor:
    """The cubic convolution of R. Keys (1981), with a = -1/2; 0 from 2 on."""
    t = distance
    near = (1.5 * t - 2.5) * t * t + 1.0
    far = ((-0.5 * t + 2.5) * t - 4.0) * t + 2.0
    return where(t < 1, near, where(t < 2, far, 0.0))


def mitchell(distance: Any) -> Tensor:
    """The cubic of D. Mitchell and A. Netravali (1988), with B = C = 1/3."""
    t = distance
    near = (7.0 * t - 12.0) * t * t + 16.0 / 3.0
    far = ((-7.0 / 3.0 * t + 12.0) * t - 20.0) * t + 32.0 / 3.0
    return where(t < 1, near, where(t < 2, far, 0.0)) / 6.0


def gaussian(distance: Any) -> Tensor:
    """exp(-2 t**2), a deviation of 1/2; 0 from 3/2 on."""
    return where(distance < 1.5, exp(-2.0 * distance * distance), 0.0)


def lanczos(radius: int) -> Callable[[Tensor], Tensor]:
    """sinc(t) * sinc(t / radius), and 0 beyond the radius."""

    def kernel(distance: Tensor) -> Tensor:
        wave = sinc(distance) * sinc(distance / radius)
        return where(distance <= radius, wave, 0.0)

    return kernel


class Interpolation(NamedTuple):
    """Weights by distance; before, points are moved to the next multiple of
    1 / ``steps``, as a table of so many weights would have it."""

    kernel: Callable[[Tensor], Tensor]
    steps: int | None = None


INTERPOLATIONS = {
    "linear": Interpolation(triangle),
    "cubic": Interpolation(cubic),
    "cubic_table": Interpolation(cubic, 1024),
    "lanczos3": Interpolation(lanczos(3)),
    "lanczos5": Interpolation(lanczos(5)),
    "mitchell": Interpolation(mitchell),
    "gaussian": Interpolation(gaussian),
}
