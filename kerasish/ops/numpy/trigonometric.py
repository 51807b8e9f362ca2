"""Sines and their kin, angles, and hyperbolic functions."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import floats, floats_alike, tensor, wide_floats


def sin(x) -> graph.Tensor:
    """y = sin(x), x in radians.

    Example:
        >>> from kerasish import ops
        >>> ops.sin([0.0, 1.5707964]).numpy()
        array([0., 1.], dtype=float32)
    """
    return graph.sin(floats(x))


def cos(x) -> graph.Tensor:
    """y = cos(x), x in radians.

    Example:
        >>> from kerasish import ops
        >>> ops.cos([0.0, 3.1415927]).numpy()
        array([ 1., -1.], dtype=float32)
    """
    return graph.cos(floats(x))


def tan(x) -> graph.Tensor:
    """y = tan(x), x in radians.

    Example:
        >>> from kerasish import ops
        >>> ops.tan([0.0, 1.0]).numpy().round(3)
        array([0.   , 1.557], dtype=float32)
    """
    return graph.tan(floats(x))


def arcsin(x) -> graph.Tensor:
    """The angle from -pi/2 to pi/2 whose sine is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arcsin([0.0, 1.0]).numpy().round(3)
        array([0.   , 1.571], dtype=float32)
    """
    return graph.arcsin(floats(x))


def arccos(x) -> graph.Tensor:
    """The angle from 0 to pi whose cosine is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arccos([1.0, -1.0]).numpy().round(3)
        array([0.   , 3.142], dtype=float32)
    """
    return graph.arccos(floats(x))


def arctan(x) -> graph.Tensor:
    """The angle from -pi/2 to pi/2 whose tangent is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arctan([0.0, 1.0]).numpy().round(3)
        array([0.   , 0.785], dtype=float32)
    """
    return graph.arctan(floats(x))


def sinh(x) -> graph.Tensor:
    """y = (e**x - e**-x) / 2.

    Example:
        >>> from kerasish import ops
        >>> ops.sinh([0.0, 1.0]).numpy().round(3)
        array([0.   , 1.175], dtype=float32)
    """
    return graph.sinh(floats(x))


def cosh(x) -> graph.Tensor:
    """y = (e**x + e**-x) / 2.

    Example:
        >>> from kerasish import ops
        >>> ops.cosh([0.0, 1.0]).numpy().round(3)
        array([1.   , 1.543], dtype=float32)
    """
    return graph.cosh(floats(x))


def tanh(x) -> graph.Tensor:
    """y = sinh(x) / cosh(x).

    Example:
        >>> from kerasish import ops
        >>> ops.tanh([0.0, 100.0]).numpy()
        array([0., 1.], dtype=float32)
    """
    return graph.tanh(floats(x))


def arcsinh(x) -> graph.Tensor:
    """The number whose sinh is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arcsinh([0.0, 1.0]).numpy().round(3)
        array([0.   , 0.881], dtype=float32)
    """
    return graph.arcsinh(floats(x))


def arccosh(x) -> graph.Tensor:
    """The number from 0 on whose cosh is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arccosh([1.0, 2.0]).numpy().round(3)
        array([0.   , 1.317], dtype=float32)
    """
    return graph.arccosh(floats(x))


def arctanh(x) -> graph.Tensor:
    """The number whose tanh is x.

    Example:
        >>> from kerasish import ops
        >>> ops.arctanh([0.0, 0.5]).numpy().round(3)
        array([0.   , 0.549], dtype=float32)
    """
    return graph.arctanh(floats(x))


def sinc(x) -> graph.Tensor:
    """y = sin(pi x) / (pi x), and 1 at 0.

    Example:
        >>> from kerasish import ops
        >>> ops.sinc([0.0, 0.5]).numpy().round(3)
        array([1.   , 0.637], dtype=float32)
    """
    return graph.sinc(floats(x))


def deg2rad(x) -> graph.Tensor:
    """y = x * pi / 180.

    Example:
        >>> from kerasish import ops
        >>> ops.deg2rad([180.0]).numpy().round(3)
        array([3.142], dtype=float32)
    """
    return graph.deg2rad(wide_floats(x))


def rad2deg(x) -> graph.Tensor:
    """y = x * 180 / pi.

    Example:
        >>> from kerasish import ops
        >>> ops.rad2deg([3.1415927]).numpy()
        array([180.], dtype=float32)
    """
    return graph.rad2deg(wide_floats(x))


def arctan2(x1, x2) -> graph.Tensor:
    """The angle from -pi to pi of the point (x2, x1): its tangent is x1 / x2.

    Example:
        >>> from kerasish import ops
        >>> float(ops.arctan2(1.0, 0.0))
        1.5707963705062866
    """
    return graph.arctan2(*floats_alike(tensor(x1), tensor(x2)))
