"""Arguments of convolutions: x with kernel, strides with dilation, groups."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dims import Dim
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError
from graph.ir.tensor import Tensor
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.window.arguments import per_axis, reject, spatial_rank

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


def as_pair(name: str, x: TensorLike, kernel: TensorLike) -> tuple[Tensor, Tensor, int]:
    """x and the kernel as tensors of one dtype, and the number of spatial axes.

    Raises:
        ShapeError: x has no 1 to 3 spatial axes, or the kernel another rank.
    """
    x, kernel = as_tensor(x), as_tensor(kernel)
    rank = spatial_rank(name, x)
    if kernel.ndim != x.ndim:
        reject(
            name,
            f"the kernel must have rank {x.ndim}, as x has, not {kernel.ndim}",
            f"its axes are {rank} of the window, then channels and filters",
            ShapeError,
            x=x.spec,
            kernel=kernel.spec,
        )
    dtype = common_dtype(x, kernel)
    return to_dtype(x, dtype), to_dtype(kernel, dtype), rank


def require_known_window(name: str, kernel: Tensor) -> tuple[Size, ...]:
    """The window sizes of a kernel (*window, channels, filters).

    Raises:
        ShapeError: one of them is symbolic or 0.
    """
    window = kernel.spec.shape[:-2]
    if any(isinstance(size, Dim) or size < 1 for size in window):
        reject(
            name,
            "the window of the kernel must have known sizes from 1",
            "give the kernel's shape in full",
            ShapeError,
            kernel=kernel.spec,
        )
    return window


def steps_and_dilation(
    name: str,
    strides: Sequence[int] | int,
    dilation: Sequence[int] | int,
    rank: int,
    together: bool = False,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Strides and dilation, one number for each spatial axis.

    Raises:
        ArgumentError: not positive, or both above 1, which Keras refuses too, except
            in depthwise convolutions (``together``).
    """
    strides = per_axis(name, "strides", strides, rank)
    dilation = per_axis(name, "dilation", dilation, rank)
    if not together and max(strides) > 1 and max(dilation) > 1:
        reject(
            name,
            "strides and dilation cannot both be above 1",
            "set one of them to 1",
            strides=strides,
            dilation=dilation,
        )
    return strides, dilation


def require_groups(name: str, groups: int) -> int:
    """The number of groups as an int.

    Raises:
        ArgumentError: not a positive integer.
    """
    if not hasattr(groups, "__index__") or operator.index(groups) < 1:
        reject(name, "groups must be a positive integer", groups=repr(groups))
    return operator.index(groups)
