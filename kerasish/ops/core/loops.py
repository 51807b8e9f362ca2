"""Loops over tensors; Python numbers among the values have Keras' dtypes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.tensors import convert_to_tensor


def while_loop(cond, body, loop_vars, maximum_iterations=None):
    """loop_vars = body(*loop_vars) as long as cond(*loop_vars) holds.

    Args:
        cond: returns a boolean scalar.
        body: returns new values in the nesting of loop_vars, of the same dtypes and
            shapes.
        loop_vars: a tuple or list of (nestings of) tensors, or one tensor. Python
            integers are int32.
        maximum_iterations: after how many steps the loop ends anyway.

    Returns:
        The last values, in the nesting of loop_vars; a tuple for a list.

    Raises:
        ArgumentError, DTypeError, ShapeError: body returns something else than it was
            given, or cond no scalar.

    Example:
        >>> from kerasish import ops
        >>> ops.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (0, 1.0))
        (tensor(3, dtype=int32), tensor(8., dtype=float32))
    """
    if isinstance(loop_vars, list):
        loop_vars = tuple(loop_vars)
    return graph.while_loop(cond, body, as_values(loop_vars), maximum_iterations)


def fori_loop(lower, upper, body_fun, init_val):
    """value = body_fun(i, value) for i from lower to upper - 1.

    Args:
        lower, upper: integers, or integer scalars.
        body_fun: of an int32 scalar and the value; returns the next value, of the same
            nesting, dtypes and shapes.
        init_val: a (nesting of) tensors. Python integers are int32.

    Returns:
        The last value.

    Raises:
        ArgumentError, DTypeError, ShapeError: body_fun returns something else than it
            was given.

    Example:
        >>> from kerasish import ops
        >>> ops.fori_loop(0, 5, lambda i, total: total + i, 0)
        tensor(10, dtype=int32)
    """
    return graph.fori_loop(lower, upper, body_fun, as_values(init_val))


def scan(f, init, xs=None, length=None, reverse=False, unroll=1):
    """carry, ys[i] = f(carry, xs[i]) for each row i of xs.

    Args:
        f: takes the carry and a row of xs (None without xs); returns the next carry, of
            the same nesting, dtypes and shapes, and any nesting of tensors.
        init: the first carry.
        xs: a nesting of tensors whose first axes have one size.
        length: the number of steps; needed without xs.
        reverse: whether the last row comes first; ys stay in the order of xs.
        unroll: changes no result.

    Returns:
        The last carry, and the ys stacked along a new first axis.

    Raises:
        ArgumentError, DTypeError, ShapeError: f returns another carry than it was
            given, or sizes differ.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.scan(lambda c, x: (c + x, c), np.int64(0), np.array([1, 2, 3]))
        (tensor(6, dtype=int64), tensor([0, 1, 3], dtype=int64))
    """
    return graph.scan(f, as_values(init), as_values(xs), length, reverse, unroll)


def associative_scan(f, elems, reverse=False, axis=0):
    """y_i = f(...f(f(x_0, x_1), x_2)..., x_i), by a tree of calls of f.

    Args:
        f: associative; takes two nestings like elems of equally many elements along the
            axis, combines them pairwise, and returns a nesting like them.
        elems: a nesting of tensors of one known size along the axis.
        reverse: whether it runs from the end.
        axis: the axis.

    Raises:
        ShapeError: the size along the axis is not known.
        ArgumentError: the sizes along the axis differ.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.associative_scan(lambda a, b: a + b, np.array([1, 2, 3])).tolist()
        [1, 3, 6]
    """
    return graph.associative_scan(f, as_values(elems), reverse, axis)


def map(f, xs):
    """y[i] = f(xs[i]) for each row i of xs, one after the other.

    Args:
        f: takes a row of each tensor in xs; returns a nesting of tensors.
        xs: a nesting of tensors whose first axes have one size.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.map(lambda x: x * 2, np.array([1, 2, 3])).tolist()
        [2, 4, 6]
    """
    return graph.map(f, as_values(xs))


def vectorized_map(function, elements):
    """y[i] = function(elements[i]) for each row i.

    Args:
        function: takes a row of each tensor in elements; returns a nesting of tensors.
        elements: a nesting of tensors whose first axes have one size.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.vectorized_map(lambda x: x * 2, np.array([1, 2, 3])).tolist()
        [2, 4, 6]
    """
    return graph.vectorized_map(function, as_values(elements))


@internal
def as_values(structure):
    """The leaves as tensors, with Keras' dtypes for Python numbers."""

    def converted(leaf):
        return None if leaf is None else convert_to_tensor(leaf)

    return graph.map_leaves(converted, structure)
