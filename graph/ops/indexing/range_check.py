"""Integers handed on as they are, once they are known to be inside a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


@public
class RangeCheck(Op, abstract=True):
    """y = x, an error where an integer is not from ``low`` to ``high`` - 1.

    A subclass gives the bounds, and a kernel that says what is wrong and where. An
    engine may look for faults in its own way; it asks the kernel once there are some.

    Example:
        >>> import graph
        >>> class Percent(graph.RangeCheck):
        ...     bounds = (0, 101)
        ...
        ...     def kernel(self, x):
        ...         if ((x < 0) | (x > 100)).any():
        ...             raise ValueError("a percentage is from 0 to 100")
        ...         return x
        >>> graph.apply(Percent(), graph.as_tensor([3, 100])).tolist()
        [3, 100]
    """

    is_view = True

    @property
    def bounds(self) -> tuple[Any, Any]:
        """(low, high): the least integer, and the one after the greatest."""
        raise NotImplementedError(f"{type(self).__name__} must define bounds")

    def infer(self, x: Spec) -> Spec:
        self.require_integer(x=x)
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)
