"""The largest of several tensors."""

from __future__ import annotations

from kerasish.layers.merging.masked_choice import MaskedChoice


class Maximum(MaskedChoice):
    """y = the largest of x1, x2, ..., element by element; shapes broadcast.

    Call arguments:
        inputs: a list of two or more tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Maximum()([a, b]).numpy()
        array([[3., 5.]], dtype=float32)
    """

    choice = "maximum"


def maximum(inputs, **kwargs):
    """`Maximum` of a list of tensors; the arguments are the layer's."""
    return Maximum(**kwargs)(inputs)
