"""What reductions share. The primitives drop the axes; ``keepdims`` is a reshape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op, snake_case
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes, without
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


class Reduce(Op, abstract=True):
    """A reduction with a numpy ufunc over ``axes``."""

    axes: tuple[int, ...]
    reducer: ClassVar[np.ufunc]

    def infer(self, x: Spec) -> Spec:
        for axis in self.axes:
            self.require_axis(axis, x.rank, x=x)
        return x.with_shape(without(x.shape, self.axes))

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        return inputs[0].size

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.reducer.reduce(x, axis=self.axes, dtype=x.dtype))

    def kernel_into(self, out: np.ndarray, x: np.ndarray) -> None:
        self.reducer.reduce(x, axis=self.axes, dtype=x.dtype, out=out)


def keep_axes(y: Tensor, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """y, a reduction of x, with the reduced axes back as size 1."""
    kept = tuple(1 if i in axes else s for i, s in enumerate(x.spec.shape))
    return reshape(y, kept)


def call_reduce(
    op_class: type[Any],
    x: TensorLike,
    axis: int | Sequence[int] | None,
    keepdims: bool,
    name: Any = None,
) -> Tensor:
    """Normalises the axes, reduces, puts the axes back when asked."""
    x = as_tensor(x)
    name = snake_case(op_class.__name__) if name is None else name
    axes = tuple(sorted(normal_axes(name, axis, x.ndim)))
    y = apply(op_class(axes), x) if axes else x
    return keep_axes(y, x, axes) if keepdims else y
