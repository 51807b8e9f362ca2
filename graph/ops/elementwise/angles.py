"""Angles in degrees, lengths in the plane, and sin(pi x) / (pi x)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.base import FloatBinary
from graph.ops.elementwise.comparison import equal
from graph.ops.elementwise.selection import where
from graph.ops.elementwise.trigonometric import sin
from graph.ops.promotion import as_float
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Hypot(FloatBinary):
    """z = sqrt(x**2 + y**2), no overflow. Gradient: dz * x / z, dz * y / z; 0 at 0."""

    ufunc = np.hypot

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        scaled = dz / where(equal(z, 0), 1, z)
        return scaled * x, scaled * y


hypot = Hypot.function()


@public
def deg2rad(x: TensorLike) -> Tensor:
    """y = x * pi / 180: degrees as radians.

    Example:
        >>> import graph
        >>> float(graph.deg2rad(180.0))
        3.141592653589793
    """
    return as_float(x) * (math.pi / 180)


@public
def rad2deg(x: TensorLike) -> Tensor:
    """y = x * 180 / pi: radians as degrees.

    Example:
        >>> import graph
        >>> float(graph.rad2deg(3.141592653589793))
        180.0
    """
    return as_float(x) * (180 / math.pi)


@public
def sinc(x: TensorLike) -> Tensor:
    """y = sin(pi * x) / (pi * x), and 1 at 0.

    Gradient:
        Exact at and around 0 too, where a series replaces the quotient.

    Example:
        >>> import graph
        >>> graph.sinc([0.0, 0.5]).numpy()
        array([1.        , 0.63661977])
    """
    angle = as_float(x) * math.pi
    is_small = absolute(angle) < 0.05
    safe = where(is_small, 1, angle)
    square = angle * angle
    series = 1 - square / 6 * (1 - square / 20 * (1 - square / 42))
    return where(is_small, series, sin(safe) / safe)
