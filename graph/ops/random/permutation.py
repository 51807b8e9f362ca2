"""Random orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.cast import cast
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.random.bits import random_bits
from graph.ops.sizes import as_size
from graph.ops.sorting.sort import argsort

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


@public
def random_permutation(
    key: TensorLike, size: Size, dtype: DTypeLike = "int32"
) -> Tensor:
    """The numbers 0 to size - 1 in a random order: the order of random 64-bit words.

    Args:
        key: uint32[4], see `make_key`.
        size: how many, an int or a symbolic size.
        dtype: of the result, an integer dtype.

    Returns:
        [size].

    Example:
        >>> import graph
        >>> graph.random_permutation(graph.make_key(0), 5).tolist()
        [4, 0, 3, 1, 2]
    """
    lanes = cast(random_bits(key, (as_size("random_permutation", size), 2)), "uint64")
    return cast(argsort(lanes[:, 0] << 32 | lanes[:, 1]), dtype)


@public
def random_shuffle(key: TensorLike, x: TensorLike, axis: int = 0) -> Tensor:
    """The slices of x along an axis, in a random order.

    Args:
        key: uint32[4], see `make_key`.
        x: any tensor of rank 1 or more.
        axis: the axis whose slices are moved.

    Returns:
        A tensor like x.

    Gradient:
        dy, moved back.

    Example:
        >>> import graph
        >>> graph.random_shuffle(graph.make_key(0), [10, 20, 30, 40, 50]).tolist()
        [50, 10, 40, 20, 30]
    """
    x = as_tensor(x)
    axis = normal_axis("random_shuffle", axis, x.ndim)
    return take(x, random_permutation(key, x.spec.shape[axis]), axis)
