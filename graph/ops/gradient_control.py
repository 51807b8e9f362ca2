"""What changes gradients and leaves values alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.promotion import to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class StopGradient(Op):
    """y = x, and no gradient passes."""

    is_marker = True
    is_view = True

    def infer(self, x: Spec) -> Spec:
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


@public
def stop_gradient(x: TensorLike) -> Tensor:
    """x, taken as a constant by gradients.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> (g,) = graph.gradients(x * graph.stop_gradient(x), [x])
        >>> float(graph.Session().run(g, {x: 3.0}))
        3.0
    """
    return apply(StopGradient(), as_tensor(x))


class GradientTo(Op):
    """y = value; the gradient is dy * factor, and goes to x."""

    is_marker = True
    is_view = True

    def infer(self, value: Spec, x: Spec, factor: Spec) -> Spec:
        if (value.dtype, value.shape) != (x.dtype, x.shape):
            self.fail("value and x must be alike", value=value, x=x)
        return value

    def kernel(
        self, value: np.ndarray, x: np.ndarray, factor: np.ndarray
    ) -> np.ndarray:
        return value

    def vjp(
        self, dy: Tensor, y: Tensor, value: Tensor, x: Tensor, factor: Tensor
    ) -> Cotangents:
        return None, dy * factor, None


@public
def gradient_to(value: TensorLike, x: TensorLike, factor: TensorLike = 1.0) -> Tensor:
    """The value, whose gradient goes to x in its place.

    Args:
        value: tensor.
        x: tensor of the same shape and dtype.
        factor: of the gradient: a number, or a scalar tensor.

    Gradient:
        dy * factor, to x; none to value and factor.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> y = graph.gradient_to(graph.round(x), x)
        >>> (g,) = graph.gradients(y * 2.0, [x])
        >>> [float(t) for t in graph.Session().run([y, g], {x: 2.7})]
        [3.0, 2.0]
    """
    value = as_tensor(value)
    return apply(GradientTo(), value, as_tensor(x), to_dtype(factor, value.dtype))
