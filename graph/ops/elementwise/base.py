"""What elementwise primitives share: the shape rule and the public function."""

from __future__ import annotations

from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.op import Op, snake_case
from graph.ir.spec import Spec
from graph.ops.promotion import broadcast_shape, common_dtype, float_dtype, to_dtype
from graph.ops.public import PUBLIC
from graph.ops.shape.broadcast import broadcast_to


class Elementwise(Op, abstract=True):
    """All inputs have one shape and one dtype; so has the output, by default."""

    is_elementwise = True
    #: integers are computed in floating point, as numpy does for exp
    to_float = False
    #: the dtype of the output when it is not that of the inputs
    result_dtype = None

    def infer(self, *inputs: Spec):
        first = inputs[0]
        names = dict(zip("xyz", inputs))
        self.require_same_dtype(**names)
        if any(spec.shape != first.shape for spec in inputs):
            self.fail("shapes must agree", "broadcast them first", **names)
        if self.to_float:
            self.require_float(**names)
        self.check(*inputs)
        if self.result_dtype is None:
            return first
        return first.with_dtype(self.result_dtype)

    def check(self, *inputs: Spec) -> None:
        """Further demands on the inputs; raises through ``self.fail``."""

    @classmethod
    def function(cls, name: str | None = None):
        """The public function of this op, with the op's own documentation."""
        op = cls()

        def one(x):
            return call_elementwise(op, x)

        def two(x, y):
            return call_elementwise(op, x, y)

        function = one if issubclass(cls, Unary) else two
        function.__name__ = function.__qualname__ = name or snake_case(cls.__name__)
        function.__doc__ = cls.__doc__
        function.__module__ = cls.__module__
        PUBLIC[function.__name__] = function
        return function


class Unary(Elementwise, abstract=True):
    """An elementwise op of one input."""


class Binary(Elementwise, abstract=True):
    """An elementwise op of two inputs that broadcast."""


class FloatUnary(Unary, abstract=True):
    """A unary op of floating-point numbers; integers are converted as numpy does."""

    to_float = True


class FloatBinary(Binary, abstract=True):
    """A binary op of floating-point numbers; integers are converted as numpy does."""

    to_float = True


def call_elementwise(op: Elementwise, *values):
    """Promotes, broadcasts, applies."""
    if len(values) == 1:
        x = as_tensor(values[0])
        if op.to_float:
            x = to_dtype(x, float_dtype(x.dtype))
        return apply(op, x)
    dtype = common_dtype(*values)
    if op.to_float:
        dtype = float_dtype(dtype)
    return apply(
        op, *broadcast_together(op.name, *[to_dtype(v, dtype) for v in values])
    )


def broadcast_together(name, *tensors):
    """The tensors, all of one shape by numpy's broadcasting rule."""
    if any(map(is_symbolic, tensors)):
        tensors = [as_symbolic(t) for t in tensors]
    shapes = [t.spec.shape for t in tensors]
    if all(shape == shapes[0] for shape in shapes[1:]):
        return tensors
    shape = broadcast_shape(name, *shapes)
    return [t if t.spec.shape == shape else broadcast_to(t, shape) for t in tensors]
