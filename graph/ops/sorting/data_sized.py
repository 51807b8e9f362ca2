"""Functions whose result has a size that depends on values: eager only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor, is_symbolic
from graph.ir.errors import SymbolicError, describe
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, Tensor
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def _values(name: str, x: TensorLike, hint: str) -> np.ndarray:
    if is_symbolic(x):
        raise SymbolicError(
            describe(
                f"{name}: the size of the result depends on data",
                {"x": as_tensor(x).spec},
                hint,
                str(here()),
            )
        )
    return np.asarray(as_tensor(x))


@public
def unique(
    x: TensorLike,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """The distinct elements of x, sorted. Eager only, without gradient.

    Args:
        x: a tensor with a value.
        return_index: whether to add where each one first stands.
        return_inverse: whether to add which of them stands at each place of x.
        return_counts: whether to add how often each one stands in x.
        axis: slices along this axis are compared; elements when None.

    Returns:
        The elements, or a tuple of them and what was asked for, in this order.

    Raises:
        SymbolicError: x is symbolic.

    Example:
        >>> import graph
        >>> graph.unique([3, 1, 3]).numpy()
        array([1, 3])
    """
    hint = "mark what is new in sorted order: graph.sort(x), then graph.diff"
    array = _values("unique", x, hint)
    found: Any = np.unique(  # type: ignore[call-overload]
        array, return_index, return_inverse, return_counts, axis
    )
    if not isinstance(found, tuple):
        return EagerTensor(found)
    parts = list(found)
    if return_inverse:  # its shape is not the same in all versions of numpy
        place = 1 + return_index
        shape = array.shape if axis is None else (array.shape[axis],)
        parts[place] = parts[place].reshape(shape)
    return tuple(map(EagerTensor, parts))


@public
def nonzero(x: TensorLike) -> tuple[Tensor, ...]:
    """The indices of the elements that are not 0, an int64 vector for each axis.

    Eager only, without gradient.

    Args:
        x: a tensor with a value, of at least one axis.

    Raises:
        SymbolicError: x is symbolic.

    Example:
        >>> import graph
        >>> [i.tolist() for i in graph.nonzero([[0, 5], [7, 0]])]
        [[0, 1], [1, 0]]
    """
    hint = "keep the shape and choose with graph.where(x != 0, a, b)"
    return tuple(map(EagerTensor, np.nonzero(_values("nonzero", x, hint))))
