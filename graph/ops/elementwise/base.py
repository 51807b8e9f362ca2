"""What elementwise primitives share: the shape rule and the public function."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import numpy as np

from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic, run_now
from graph.ir.dtypes import is_bfloat16
from graph.ir.errors import DTypeError
from graph.ir.op import Op, snake_case
from graph.ir.spec import Spec
from graph.ir.tensor import EagerTensor
from graph.ir.trace import active_trace
from graph.ir.variable import Variable
from graph.ops.promotion import broadcast_shape, common_dtype, float_dtype, to_dtype
from graph.ops.public import PUBLIC
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.hints import LaneMathLike, LanesLike, TensorLike
    from graph.ir.tensor import SymbolicTensor, Tensor


F = TypeVar("F", bound=Callable[..., Any])
#: what type checkers must not know: classes of ops, they think, have no hash
cached = cast("Callable[[F], F]", functools.cache)
#: the public function whose kernel is a ufunc, for numpy's calls with tensors
BY_UFUNC: dict[np.ufunc, Callable[..., Tensor]] = {}


class Elementwise(Op, abstract=True):
    """All inputs have one shape and one dtype; so has the output, by default."""

    is_elementwise = True
    #: integers are computed in floating point, as numpy does for exp
    to_float = False
    #: the dtype of the output when it is not that of the inputs
    result_dtype: ClassVar[str | None] = None

    def infer(self, *inputs: Any) -> Spec:
        first: Spec = inputs[0]
        names = dict(zip("xyz", inputs))
        self.require_same_dtype(**names)
        if any(spec.shape != first.shape for spec in inputs):
            self.fail("shapes must agree", "broadcast them first", **names)
        if self.to_float:
            self.require_float(**names)
        self.check(*inputs)
        if not has_loop(type(self), first.dtype):
            self.fail(
                f"it is not defined for {first.dtype}",
                'convert first: graph.cast(x, "float32")',
                DTypeError,
                **names,
            )
        if self.result_dtype is None:
            return first
        return first.with_dtype(self.result_dtype)

    def check(self, *inputs: Any) -> None:
        """Further demands on the inputs; raises through ``self.fail``."""

    def fit_inputs(self, *inputs: SymbolicTensor) -> Sequence[SymbolicTensor]:
        return cast("Sequence[SymbolicTensor]", broadcast_together(self.name, *inputs))

    def lower(self, m: LaneMathLike, *xs: LanesLike) -> LanesLike:
        """What m calls by the name of the op; None if it has nothing of the name."""
        function = getattr(m, self.name, None)
        return None if function is None else function(*xs)

    @classmethod
    def function(cls, name: str | None = None) -> Callable[..., Tensor]:
        """The public function of this op, with the op's own documentation."""
        op = cls()

        def one(x: TensorLike) -> Any:
            if type(x) is EagerTensor and _runs_on(cls, x.array.dtype):
                return run_now(op, (x,))
            return call_elementwise(op, x)

        def two(x: TensorLike, y: TensorLike) -> Any:
            pair = _as_they_are(op, x, y)
            if pair is not None:
                try:
                    return run_now(op, pair)
                except ValueError:  # shapes that do not broadcast are told better
                    return call_elementwise(op, x, y)
            return call_elementwise(op, x, y)

        function: Any = one if issubclass(cls, Unary) else two
        function.__name__ = function.__qualname__ = name or snake_case(cls.__name__)
        function.__doc__ = cls.__doc__
        function.__module__ = cls.__module__
        PUBLIC[function.__name__] = function
        if cls.ufunc is not None:
            BY_UFUNC[cls.ufunc] = function
        return cast("Callable[..., Tensor]", function)


@cached
def _runs_on(op: type[Elementwise], dtype: np.dtype) -> bool:
    kinds = "fc" if op.to_float else "biufc"
    return dtype.kind in kinds and has_loop(op, dtype)


#: kinds of dtypes that a Python number of a type joins without changing them
_JOINS = {float: "fc", int: "fciu"}


def _as_they_are(
    op: Elementwise, x: Any, y: Any
) -> tuple[EagerTensor, EagerTensor] | None:
    """Two values that a ufunc takes without conversion, or None.

    This is what most eager code consists of, so it does not go through promotion and
    an own op for broadcasting; what it returns is what they would.
    """
    x = x if type(x) is EagerTensor else _as_value(x)
    y = y if type(y) is EagerTensor else _as_value(y)
    if type(x) is EagerTensor:
        dtype = x.array.dtype
        if type(y) is not EagerTensor:
            if dtype.kind not in _JOINS.get(type(y), ""):
                return None
            y = EagerTensor(np.array(y, dtype))
    elif type(y) is EagerTensor and y.array.dtype.kind in _JOINS.get(type(x), ""):
        dtype = y.array.dtype
        x = EagerTensor(np.array(x, dtype))
    else:
        return None
    if x.array.dtype is not y.array.dtype or not _runs_on(type(op), dtype):
        return None
    if op.ufunc is None and x.array.shape != y.array.shape:
        return None
    return x, y


def _as_value(x: Any) -> Any:
    """Arrays and variables, which an eager op reads now, as tensors."""
    if type(x) is np.ndarray:
        return EagerTensor(x)
    if isinstance(x, Variable) and active_trace() is None:
        return x.as_operand()
    return x


@cached
def has_loop(op: type[Elementwise], dtype: np.dtype) -> bool:
    """Whether the ufunc of an op takes this dtype and gives what the op infers."""
    if op.ufunc is None:
        return True
    dtype = np.dtype(np.float32) if is_bfloat16(dtype) else dtype  # computed in that
    try:
        *_, result = op.ufunc.resolve_dtypes((dtype,) * op.ufunc.nin + (None,))
    except TypeError:
        return False
    return result == (op.result_dtype or dtype) or dtype.kind == "c"


class Unary(Elementwise, abstract=True):
    """An elementwise op of one input."""


class Binary(Elementwise, abstract=True):
    """An elementwise op of two inputs that broadcast."""


class FloatUnary(Unary, abstract=True):
    """A unary op of floating-point numbers; integers are converted as numpy does."""

    to_float = True
    is_holomorphic = True


class FloatBinary(Binary, abstract=True):
    """A binary op of floating-point numbers; integers are converted as numpy does."""

    to_float = True
    is_holomorphic = True


def call_elementwise(op: Elementwise, *values: TensorLike) -> Tensor:
    """Promotes, broadcasts, applies."""
    if len(values) == 1:
        x = as_tensor(values[0])
        if op.to_float:
            x = to_dtype(x, float_dtype(x.dtype))
        return _apply(op, x)
    dtype = common_dtype(*values)
    if op.to_float:
        dtype = float_dtype(dtype)
    return _apply(
        op, *broadcast_together(op.name, *[to_dtype(v, dtype) for v in values])
    )


def _apply(op: Elementwise, *tensors: Tensor) -> Tensor:
    """Values run without inference, so a dtype without a kernel is looked for here."""
    if not has_loop(type(op), tensors[0].dtype):
        op.infer(*[t.spec for t in tensors])
    return apply(op, *tensors)


def broadcast_together(name: str, *tensors: Any) -> Sequence[Tensor]:
    """The tensors, all of one shape by numpy's broadcasting rule."""
    together: Sequence[Tensor] = tensors
    if any(map(is_symbolic, tensors)):
        together = [as_symbolic(t) for t in tensors]
    shapes = [t.spec.shape for t in together]
    if all(shape == shapes[0] for shape in shapes[1:]):
        return together
    shape = broadcast_shape(name, *shapes)
    return [t if t.spec.shape == shape else broadcast_to(t, shape) for t in together]
