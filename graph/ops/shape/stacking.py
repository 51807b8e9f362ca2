"""numpy's ways to join and cut tensors as columns, rows and pages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.public import public
from graph.ops.shape.concatenate import concatenate, slice_axis, split
from graph.ops.shape.reshape import expand_dims

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def atleast_1d(*tensors: Any) -> Tensor | list[Tensor]:
    """Scalars as vectors; the rest as it is. A list for several tensors.

    Example:
        >>> import graph
        >>> graph.atleast_1d(3).shape
        (1,)
    """
    return _each(tensors, lambda x: x if x.ndim else expand_dims(x, 0))


@public
def atleast_2d(*tensors: TensorLike) -> Tensor | list[Tensor]:
    """Scalars and vectors as matrices of one row; the rest as it is.

    Example:
        >>> import graph
        >>> graph.atleast_2d([1, 2]).shape
        (1, 2)
    """
    return _each(tensors, _matrix)


@public
def atleast_3d(*tensors: Any) -> Tensor | list[Tensor]:
    """Three axes: (n,) becomes (1, n, 1), and (n, m) becomes (n, m, 1).

    Example:
        >>> import graph
        >>> graph.atleast_3d([1, 2]).shape
        (1, 2, 1)
    """
    return _each(tensors, _volume)


def _matrix(x: Tensor) -> Tensor:
    return x if x.ndim > 1 else expand_dims(x, (0, 1)[: 2 - x.ndim])


def _volume(x: Any) -> Any:
    return x if x.ndim > 2 else expand_dims(_matrix(x), -1)


def _each(
    tensors: tuple[TensorLike, ...], function: Callable[..., Any]
) -> Tensor | list[Tensor]:
    made = [function(as_tensor(t)) for t in tensors]
    return made[0] if len(made) == 1 else made


def _listed(
    tensors: Sequence[TensorLike], function: Callable[..., Any]
) -> list[Tensor]:
    return [function(as_tensor(t)) for t in tensors]


@public
def hstack(tensors: Sequence[Any]) -> Tensor:
    """Tensors side by side: along the second axis, vectors along their only one.

    Example:
        >>> import graph
        >>> graph.hstack([[1, 2], [3]]).numpy()
        array([1, 2, 3])
    """
    parts = _listed(tensors, atleast_1d)
    return concatenate(parts, 0 if parts and parts[0].ndim == 1 else 1)


@public
def vstack(tensors: Sequence[TensorLike]) -> Tensor:
    """Tensors on top of each other, along the first axis; vectors are rows.

    Example:
        >>> import graph
        >>> graph.vstack([[1, 2], [3, 4]]).numpy()
        array([[1, 2],
               [3, 4]])
    """
    return concatenate(_listed(tensors, atleast_2d), 0)


@public
def dstack(tensors: Sequence[Any]) -> Tensor:
    """Tensors behind each other, along the third axis.

    Example:
        >>> import graph
        >>> graph.dstack([[1, 2], [3, 4]]).tolist()
        [[[1, 3], [2, 4]]]
    """
    return concatenate(_listed(tensors, atleast_3d), 2)


@public
def array_split(
    x: TensorLike, indices_or_sections: int | Sequence[int], axis: int = 0
) -> list[Tensor]:
    """Like `split`, but the parts may differ by one: the first ones are longer.

    Args:
        x: any tensor.
        indices_or_sections: the number of parts, or the indices to cut before.
        axis: the axis to cut.

    Raises:
        ShapeError: fewer than one part.

    Example:
        >>> import graph
        >>> [p.tolist() for p in graph.array_split([1, 2, 3, 4, 5], 2)]
        [[1, 2, 3], [4, 5]]
    """
    if not isinstance(indices_or_sections, int):
        return split(x, indices_or_sections, axis)
    x = as_tensor(x)
    axis = normal_axis("array_split", axis, x.ndim)
    size, parts = x.spec.shape[axis], indices_or_sections
    if parts < 1:
        raise ShapeError(
            describe(
                f"array_split: {parts} parts",
                {"x": x.spec, "axis": axis},
                "ask for at least one part",
                str(here()),
            )
        )
    edges = [0]
    for i in range(parts - 1):
        edges.append(edges[-1] + (size + (parts - 1 - i)) // parts)
    edges.append(size)
    return [slice_axis(x, axis, a, b) for a, b in itertools.pairwise(edges)]
