"""The same elements in another shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.eager_plan import planned
from graph.ir.errors import ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes, without
from graph.ops.public import public
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Reshape(Op):
    """y = the elements of x, in row-major order, in another shape."""

    sizes: tuple[Size, ...]
    is_view = True

    def infer(self, x: Spec) -> Spec:
        target = x.with_shape(self.sizes)
        known = isinstance(x.size, int) and isinstance(target.size, int)
        if known and x.size != target.size:
            self.fail(
                f"{x.size} elements do not fit shape {list(self.sizes)}",
                "the product of the sizes must stay the same",
                x=x,
            )
        return target

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return x.reshape(self.sizes)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (reshape(dy, x.spec.shape),)


@public
@planned(tensors=1)
def reshape(x: TensorLike, shape: Sequence[Size] | Size) -> Tensor:
    """The elements of x in another shape, in row-major order.

    Args:
        x: any tensor.
        shape: sizes; one of them may be -1 and is then computed.

    Raises:
        ShapeError: the number of elements differs.

    Example:
        >>> import graph
        >>> graph.reshape([1, 2, 3, 4], (2, -1)).numpy()
        array([[1, 2],
               [3, 4]])
    """
    x = as_tensor(x)
    shape = as_sizes("reshape", shape)
    if -1 in [s for s in shape if isinstance(s, int)]:
        shape = _fill_unknown(x.spec, shape)
    return x if x.spec.shape == shape else apply(Reshape(shape), x)


def _fill_unknown(spec: Spec, shape: tuple[Size, ...]) -> tuple[Size, ...]:
    unknown = [i for i, s in enumerate(shape) if isinstance(s, int) and s < 0]
    rest: Size = 1
    for i, size in enumerate(shape):
        rest = rest if i in unknown else rest * size
    total = spec.size
    fits = len(unknown) == 1 and not (
        isinstance(rest, int)
        and (total != 0 if rest == 0 else isinstance(total, int) and total % rest)
    )
    if not fits:
        raise ShapeError(
            describe(
                "reshape: the elements do not fit the shape",
                {"x": spec, "shape": list(shape)},
                "at most one size may be -1, and the others must divide the elements",
                str(here()),
            )
        )
    found = 0 if rest == 0 else total // rest
    return tuple(found if i in unknown else s for i, s in enumerate(shape))


@public
@planned(tensors=1)
def expand_dims(x: TensorLike, axis: int | Sequence[int]) -> Tensor:
    """New axes of size 1 at these positions of the result.

    Example:
        >>> import graph
        >>> graph.expand_dims([1, 2], -1).shape
        (2, 1)
    """
    x = as_tensor(x)
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    axes = normal_axes("expand_dims", axis, x.ndim + count)
    sizes = iter(x.spec.shape)
    rank = x.ndim + count
    return reshape(x, tuple(1 if i in axes else next(sizes) for i in range(rank)))


@public
@planned(tensors=1)
def squeeze(x: TensorLike, axis: int | Sequence[int] | None = None) -> Tensor:
    """Drops axes of size 1: the given ones, or all.

    Raises:
        ShapeError: a given axis has another size.
    """
    x = as_tensor(x)
    sizes = x.spec.shape
    if axis is None:
        axes = tuple(i for i, s in enumerate(sizes) if s == 1)
    else:
        axes = normal_axes("squeeze", axis, x.ndim)
    wrong = [i for i in axes if sizes[i] != 1 and not isinstance(sizes[i], Dim)]
    if wrong:
        raise ShapeError(
            describe(
                f"squeeze: axis {wrong[0]} has size {sizes[wrong[0]]}, not 1",
                {"x": x.spec},
                "name only axes of size 1",
                str(here()),
            )
        )
    return reshape(x, without(sizes, axes))


@public
@planned(tensors=1)
def ravel(x: TensorLike) -> Tensor:
    """The elements of x along one axis."""
    x = as_tensor(x)
    return reshape(x, (x.spec.size,))
