"""Clipping of gradients by value, by norm, and by their joint norm."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal


@internal
def clip_gradients(gradients, clipnorm=None, clipvalue=None, global_clipnorm=None):
    """The gradients, made smaller where a bound is exceeded.

    Args:
        gradients: list of floating-point tensors.
        clipnorm: largest 2-norm of each.
        clipvalue: largest absolute value of each element.
        global_clipnorm: largest 2-norm of all of them together.

    Bounds of None and 0 are no bounds; the first that is one is used.
    """
    if clipnorm:
        return [g * _shrinking(_squares(g), clipnorm, g.dtype) for g in gradients]
    if global_clipnorm:
        squares = [graph.cast(_squares(g), "float32") for g in gradients]
        total = sum(squares[1:], squares[0])
        return [g * _shrinking(total, global_clipnorm, g.dtype) for g in gradients]
    if clipvalue:
        return [graph.clip(g, -clipvalue, clipvalue) for g in gradients]
    return gradients


def _squares(gradient):
    return graph.sum(gradient * gradient)


def _shrinking(squares, bound, dtype):
    """bound / max(norm, bound): 1 for small norms; NaN when the norm is not finite."""
    norm = graph.sqrt(squares)
    factor = bound / graph.maximum(norm, bound)
    return graph.cast(graph.where(graph.isfinite(norm), factor, float("nan")), dtype)
