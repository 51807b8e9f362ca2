"""Picking one value along an axis by a label, as losses of classes do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.indexing.gather import take_along_axis
from graph.ops.indexing.range_check import RangeCheck
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims, squeeze

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


class CheckLabels(RangeCheck):
    """y = labels, all of which are from 0 to ``classes`` - 1."""

    classes: int

    @property
    def bounds(self) -> tuple[int, Size]:
        return 0, self.classes

    def kernel(self, labels: np.ndarray) -> np.ndarray:
        wrong = (labels < 0) | (labels >= self.classes)
        if wrong.any():
            value = labels[wrong].flat[0]
            raise ValueError(
                f"label {value} is outside {self.classes} classes; labels run from 0 "
                f"to {self.classes - 1}"
            )
        return labels


@public
def pick_class(x: TensorLike, labels: TensorLike, axis: int = -1) -> Tensor:
    """x[..., labels, ...]: one value along the axis for each label.

    Args:
        x: any tensor.
        labels: integers of the shape of x without the axis, 0 to size - 1.
        axis: of the classes; its size must be known.

    Raises:
        ValueError: a label outside the classes (ExecutionError when a graph runs).

    Gradient:
        dy at the picked places, 0 elsewhere.

    Example:
        >>> import graph
        >>> graph.pick_class([[1.0, 2.0], [3.0, 4.0]], [1, 0]).numpy()
        array([2., 3.])
    """
    x, labels = as_tensor(x), as_tensor(labels)
    axis = normal_axis("pick_class", axis, x.ndim)
    labels = apply(CheckLabels(x.spec.shape[axis]), labels)
    return squeeze(take_along_axis(x, expand_dims(labels, axis), axis), axis)
