"""Derivatives along a direction."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.recording import saved_as


@saved_as("JVP")
def jvp(fun, primals, tangents, has_aux=False):
    """y = fun(*primals), and how y changes when the primals move along the tangents.

    Args:
        fun: a function of tensors that returns a nesting of tensors; if has_aux, a pair
            of that and of something else.
        primals: a tuple of (nestings of) floats.
        tangents: their directions, in the same nesting.
        has_aux: whether fun returns a pair.

    Returns:
        (y, dy), or (y, dy, aux).

    Raises:
        ArgumentError: primals and tangents do not fit.

    Example:
        >>> from kerasish import ops
        >>> y, dy = ops.jvp(lambda x: x * x, (3.0,), (1.0,))
        >>> float(y), float(dy)
        (9.0, 6.0)
    """
    primals = graph.map_leaves(convert_to_tensor, tuple(primals))
    tangents = graph.map_leaves(convert_to_tensor, tuple(tangents))
    return graph.jvp(fun, primals, tangents, has_aux)
