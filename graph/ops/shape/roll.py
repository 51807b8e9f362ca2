"""Moving elements around: rolls and quarter turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dims import size_max
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.leaves import SizeValue
from graph.ir.origin import here
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.arithmetic import mod, subtract
from graph.ops.elementwise.selection import maximum
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.concatenate import concatenate, slice_axis
from graph.ops.shape.reshape import ravel, reshape
from graph.ops.shape.transpose import flip, swapaxes
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def roll(
    x: TensorLike, shift: int | tuple[int, ...], axis: int | Sequence[int] | None = None
) -> Tensor:
    """y[i + shift] = x[i], where what leaves at one end comes in at the other.

    Args:
        x: any tensor.
        shift: by how much; a number, symbolic size or integer tensor, or one for each
            axis.
        axis: an axis or several; None rolls the elements of x in order.

    Raises:
        ArgumentError: there are not as many shifts as axes.

    Gradient:
        dy, rolled back.

    Example:
        >>> import graph
        >>> graph.roll([1, 2, 3, 4], 1).numpy()
        array([4, 1, 2, 3])
    """
    x = as_tensor(x)
    if axis is None:
        return reshape(roll(ravel(x), shift, 0), x.spec.shape)
    axes = list(axis) if isinstance(axis, (tuple, list)) else [axis]
    shifts = list(shift) if isinstance(shift, (tuple, list)) else [shift] * len(axes)
    axes = axes * len(shifts) if len(axes) == 1 else axes
    if len(axes) != len(shifts):
        raise ArgumentError(
            describe(
                f"roll: {len(shifts)} shifts for {len(axes)} axes",
                {"x": x.spec, "shift": shift, "axis": axis},
                "give one shift for each axis",
                str(here()),
            )
        )
    for one, by in zip(axes, shifts):
        x = _roll_axis(x, by, *normal_axes("roll", one, x.ndim))
    return x


def _roll_axis(x: TensorLike, shift: int, axis: int) -> Tensor:
    size = x.spec.shape[axis]
    if isinstance(shift, SymbolicTensor) and not isinstance(shift.op, SizeValue):
        at = mod(subtract(positions(size), shift), maximum(as_tensor(size), 1))
        return take(x, at, axis)
    moved = as_size("roll", shift) % size_max(size, 1)
    if isinstance(moved, int) and moved == 0:
        return x
    edge = size - moved
    parts = (slice_axis(x, axis, edge, size), slice_axis(x, axis, 0, edge))
    return concatenate(parts, axis)


@public
def rot90(x: TensorLike, k: int = 1, axes: Sequence[int] = (0, 1)) -> Tensor:
    """x turned by k quarters in the plane of two axes, from the first to the second.

    Args:
        x: tensor of at least two axes.
        k: how many quarters; negative ones turn back.
        axes: two axes.

    Raises:
        ArgumentError: not two different axes.

    Example:
        >>> import graph
        >>> graph.rot90([[1, 2], [3, 4]]).numpy()
        array([[2, 4],
               [1, 3]])
    """
    x = as_tensor(x)
    plane = normal_axes("rot90", tuple(axes), x.ndim)
    if len(plane) != 2:
        raise ArgumentError(
            describe(
                "rot90: two axes are needed",
                {"x": x.spec, "axes": tuple(axes)},
                "name the two axes of the plane",
                str(here()),
            )
        )
    first, second = plane
    turns = k % 4
    if turns == 2:
        return flip(x, plane)
    if turns == 1:
        return swapaxes(flip(x, second), first, second)
    return flip(swapaxes(x, first, second), second) if turns else x


@public
def flipud(x: TensorLike) -> Tensor:
    """x reversed along its first axis.

    Example:
        >>> import graph
        >>> graph.flipud([[1, 2], [3, 4]]).tolist()
        [[3, 4], [1, 2]]
    """
    return flip(x, 0)


@public
def fliplr(x: TensorLike) -> Tensor:
    """x reversed along its second axis.

    Example:
        >>> import graph
        >>> graph.fliplr([[1, 2], [3, 4]]).tolist()
        [[2, 1], [4, 3]]
    """
    return flip(x, 1)
