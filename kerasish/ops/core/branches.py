"""Branches, and functions with a gradient of their own."""

from __future__ import annotations

import functools

import graph
from kerasish.base.tensors import convert_to_tensor


def cond(pred, true_fn, false_fn):
    """true_fn() if pred else false_fn().

    Args:
        pred: a boolean scalar.
        true_fn, false_fn: functions without arguments that return tensors in the same
            nesting, of the same shapes.

    Raises:
        ShapeError: pred is not a scalar, or the branches return different shapes.
        ArgumentError: the branches return different nestings.

    Example:
        >>> from kerasish import ops
        >>> ops.cond(True, lambda: 1, lambda: 2)
        1
    """
    return graph.cond(pred, true_fn, false_fn)


def switch(index, branches, *operands):
    """branches[index](*operands); an index outside takes the nearest branch.

    Args:
        index: an integer scalar.
        branches: functions that return tensors in the same nesting, of the same shapes.
        operands: what they are called with.

    Raises:
        ShapeError: the index is not a scalar, or the branches return different shapes.
        ArgumentError: there are no branches, or they return different nestings.

    Example:
        >>> from kerasish import ops
        >>> ops.switch(1, [lambda x: x + 1, lambda x: x * 10], 7)
        70
    """
    return graph.switch(convert_to_tensor(index, "int32"), branches, *operands)


def custom_gradient(f):
    """Makes a function that returns ``(y, grad)`` a function of y with that gradient.

    Args:
        f: takes tensors; returns tensors, and a function of their cotangents (one of
            them may be called ``upstream``) that returns those of the arguments.

    Raises:
        GradientError: when called: f returns no pair, or grad not one cotangent for
            each argument.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> @ops.custom_gradient
        ... def doubled(x):
        ...     return x * 2, lambda upstream: upstream * 100
        >>> doubled(3.0)
        tensor(6., dtype=float32)
    """
    inner = graph.custom_gradient(f)

    @functools.wraps(f)
    def call(*args, **kwargs):
        return inner(*map(_converted, args), **kwargs)

    return call


def _converted(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return convert_to_tensor(value) if is_number else value


def stop_gradient(variable) -> graph.Tensor:
    """The value, through which no gradient goes.

    Args:
        variable: tensor, variable or array.

    Example:
        >>> from kerasish import ops
        >>> ops.stop_gradient([1.0]).numpy()
        array([1.], dtype=float32)
    """
    return graph.stop_gradient(convert_to_tensor(variable))
