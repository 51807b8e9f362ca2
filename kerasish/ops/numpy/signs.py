"""Signs and absolute values, parts of complex numbers."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import floats, tensor
from kerasish.ops.recording import saved_as


def negative(x) -> graph.Tensor:
    """y = -x.

    Example:
        >>> from kerasish import ops
        >>> ops.negative([1, -2]).numpy()
        array([-1,  2], dtype=int32)
    """
    return graph.negative(tensor(x))


def absolute(x) -> graph.Tensor:
    """y = abs(x); of complex numbers the modulus.

    Example:
        >>> from kerasish import ops
        >>> ops.absolute([1, -2]).numpy()
        array([1, 2], dtype=int32)
    """
    return graph.absolute(tensor(x))


@saved_as("Absolute")
def abs(x) -> graph.Tensor:
    """y = abs(x); of complex numbers the modulus.

    Example:
        >>> from kerasish import ops
        >>> ops.abs([1, -2]).numpy()
        array([1, 2], dtype=int32)
    """
    return absolute(x)


def fabs(x) -> graph.Tensor:
    """y = abs(x), in floating point.

    Example:
        >>> from kerasish import ops
        >>> ops.fabs([1, -2]).numpy()
        array([1., 2.], dtype=float32)
    """
    return graph.absolute(floats(x))


def sign(x) -> graph.Tensor:
    """y = -1, 0 or 1.

    Example:
        >>> from kerasish import ops
        >>> ops.sign([3.0, 0.0, -2.0]).numpy()
        array([ 1.,  0., -1.], dtype=float32)
    """
    return graph.sign(tensor(x))


def real(x) -> graph.Tensor:
    """The real part.

    Example:
        >>> from kerasish import ops
        >>> ops.real([1 + 2j, 3]).numpy()
        array([1., 3.])
    """
    return graph.real(tensor(x))


def imag(x) -> graph.Tensor:
    """The imaginary part.

    Example:
        >>> from kerasish import ops
        >>> ops.imag([1 + 2j, 3]).numpy()
        array([2., 0.])
    """
    return graph.imag(tensor(x))


def conjugate(x) -> graph.Tensor:
    """y = real(x) - i imag(x).

    Example:
        >>> from kerasish import ops
        >>> ops.conjugate([1 + 2j]).numpy()
        array([1.-2.j])
    """
    return graph.conj(tensor(x))


@saved_as("Conjugate")
def conj(x) -> graph.Tensor:
    """y = real(x) - i imag(x).

    Example:
        >>> from kerasish import ops
        >>> ops.conj([1 + 2j]).numpy()
        array([1.-2.j])
    """
    return conjugate(x)


def angle(x) -> graph.Tensor:
    """y = arctan2(imag(x), real(x)), from -pi to pi.

    Example:
        >>> from kerasish import ops
        >>> ops.angle([1.0, -1.0]).numpy().round(3)
        array([0.   , 3.142], dtype=float32)
    """
    return graph.angle(floats(x))
