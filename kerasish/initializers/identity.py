"""Weights that start as the identity matrix."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.initializer import Initializer


class Identity(Initializer):
    """gain on the diagonal of a matrix, zeros elsewhere.

    Args:
        gain: the factor.

    Example:
        >>> from kerasish import initializers
        >>> initializers.Identity(2.0)((2, 2)).numpy()
        array([[2., 0.],
               [0., 2.]], dtype=float32)
    """

    rules = {"gain": rules.finite_number}
    aliases = ("IdentityInitializer", "identity")

    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype=None):
        if len(shape) != 2:
            fail(
                "Identity makes matrices",
                {"shape": tuple(shape)},
                "use it for weights with two axes",
                graph.ShapeError,
            )
        return self.gain * graph.eye(*shape, dtype=standardize_dtype(dtype))
