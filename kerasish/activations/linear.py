"""The linear activation: none."""

from __future__ import annotations


def linear(x):
    """y = x.

    Example:
        >>> from kerasish import activations
        >>> activations.linear(3.0)
        3.0
    """
    return x
