"""What changes gradients and leaves values alone."""

from __future__ import annotations

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.public import public


class StopGradient(Op):
    """y = x, and no gradient passes."""

    is_marker = True
    is_view = True

    def infer(self, x: Spec):
        return x

    def kernel(self, x):
        return x

    def vjp(self, dy, y, x):
        return (None,)


@public
def stop_gradient(x) -> Tensor:
    """x, taken as a constant by gradients.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> (g,) = graph.gradients(x * graph.stop_gradient(x), [x])
        >>> float(graph.Session().run(g, {x: 3.0}))
        3.0
    """
    return apply(StopGradient(), as_tensor(x))
