"""numpy's ways to cut and lengthen tensors: hsplit, vsplit, dsplit, append."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.public import public
from graph.ops.shape.concatenate import concatenate, split
from graph.ops.shape.reshape import ravel

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def hsplit(x: TensorLike, indices_or_sections: int | Sequence[int]) -> list[Tensor]:
    """Parts side by side: cut along the second axis, vectors along their only one.

    Args:
        x: tensor of at least one axis.
        indices_or_sections: the number of equal parts, or the indices to cut before.

    Raises:
        ShapeError: x is a scalar, or is not cut into equal parts.

    Example:
        >>> import graph
        >>> [p.tolist() for p in graph.hsplit([1, 2, 3, 4], 2)]
        [[1, 2], [3, 4]]
    """
    x = _require_rank("hsplit", x, 1)
    return split(x, indices_or_sections, 1 if x.ndim > 1 else 0)


@public
def vsplit(
    x: Sequence[float], indices_or_sections: int | Sequence[int]
) -> list[Tensor]:
    """Parts on top of each other: cut along the first of two or more axes.

    Example:
        >>> import graph
        >>> [p.tolist() for p in graph.vsplit([[1, 2], [3, 4]], 2)]
        [[[1, 2]], [[3, 4]]]
    """
    return split(_require_rank("vsplit", x, 2), indices_or_sections, 0)


@public
def dsplit(
    x: Sequence[list[float]], indices_or_sections: int | Sequence[int]
) -> list[Tensor]:
    """Parts behind each other: cut along the third axis.

    Example:
        >>> import graph
        >>> [p.tolist() for p in graph.dsplit([[[1, 2]]], 2)]
        [[[[1]]], [[[2]]]]
    """
    return split(_require_rank("dsplit", x, 3), indices_or_sections, 2)


def _require_rank(
    name: str, x: TensorLike, rank: int
) -> Tensor | float | Sequence[float | list[float]]:
    x = as_tensor(x)
    if x.ndim < rank:
        axes = f"{rank} axis" if rank == 1 else f"{rank} axes"
        raise ShapeError(
            describe(
                f"{name}: at least {axes} are needed",
                {"x": x.spec},
                "graph.split cuts along any axis",
                str(here()),
            )
        )
    return x


@public
def append(x: TensorLike, values: TensorLike, axis: int | None = None) -> Tensor:
    """x with values behind it along an axis; both flat when axis is None.

    Example:
        >>> import graph
        >>> graph.append([[1, 2]], [3]).numpy()
        array([1, 2, 3])
    """
    if axis is None:
        x, values, axis = ravel(x), ravel(values), 0
    return concatenate([x, values], axis)
