"""The one way to apply an op: at once on values, as a node on symbolic tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import modules
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np

from graph.ir.barrier import after
from graph.ir.dims import Dim
from graph.ir.dtypes import as_dtype, kind_of
from graph.ir.errors import DTypeError, SymbolicError, describe
from graph.ir.leaves import SizeValue
from graph.ir.node import make_node
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.recipe import attach_recipes, constant, symbolic_recipe
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders, active_trace
from graph.ir.variable import Variable
from graph.ir.widening import kernel_for

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike

_NUMERIC_KINDS = "biufc"


def is_symbolic(value: object) -> bool:
    """Whether an op on this value makes a node instead of running now."""
    if isinstance(value, (SymbolicTensor, Dim)):
        return True
    return isinstance(value, Variable) and active_trace() is not None


def as_tensor(value: TensorLike, dtype: DTypeLike | None = None) -> Tensor:
    """The value as a tensor; arrays, scalars and nested lists become eager ones.

    A variable is read: what an op returns must not follow later assignments, even where
    the op has nothing to do and returns its argument.
    """
    dtype = None if dtype is None else as_dtype(dtype)
    if isinstance(value, Tensor):
        tensor = value.as_operand() if isinstance(value, Variable) else value
    elif isinstance(value, Dim):
        tensor = make_node(SizeValue(value), ()).output()
    else:
        tensor = EagerTensor(_as_array(value, dtype))
    if dtype is not None and tensor.dtype != dtype:
        raise DTypeError(
            describe(
                f"a tensor of dtype {dtype} is needed here",
                {"value": tensor.spec},
                f'convert it first: graph.cast(x, "{dtype}")',
                str(here()),
            )
        )
    return tensor


def _as_array(value: Any, dtype: np.dtype | None) -> np.ndarray:
    if isinstance(value, (list, tuple)):
        symbolic = next((v for v in value if isinstance(v, SymbolicTensor)), None)
        if symbolic is not None:
            raise SymbolicError(
                describe(
                    "a list of symbolic tensors is no tensor",
                    {symbolic.name: symbolic.spec},
                    "put them together: graph.stack([x, y]) or graph.concatenate",
                    str(here()),
                )
            )
    if isinstance(value, (list, tuple)) and any(
        isinstance(v, (EagerTensor, Variable)) for v in value
    ):
        value = [np.asarray(v) for v in value]
    try:
        array = np.asarray(value, dtype)
    except ValueError as error:
        raise DTypeError(
            describe(
                "a value cannot be made a tensor",
                f"{type(value).__name__}: {error}",
                "pass numbers, numpy arrays, or lists of equal lengths",
                str(here()),
            )
        ) from None
    if kind_of(array.dtype) not in _NUMERIC_KINDS and kind_of(array.dtype) not in "US":
        raise DTypeError(
            describe(
                "a value cannot be made a tensor",
                f"{type(value).__name__} of dtype {array.dtype}",
                "a size that is None in x.shape is graph.shape(x)[axis]"
                if value is None
                else "pass numbers, booleans or numpy arrays of them",
                str(here()),
            )
        )
    return array


def as_symbolic(value: TensorLike) -> SymbolicTensor:
    """The value as a symbolic tensor; variables are read, values become constants."""
    if isinstance(value, SymbolicTensor):
        return value
    trace = active_trace()
    if isinstance(value, Variable):
        return value.symbolic() if trace is None else trace.read(value)
    tensor = as_tensor(value)
    if isinstance(tensor, SymbolicTensor):
        return tensor
    value = cast(EagerTensor, tensor)
    if value.recipe is not None and (trace is None or trace.replays):
        return symbolic_recipe(value)
    return constant(value)


@overload
def apply(op: Op, *inputs: SymbolicTensor) -> SymbolicTensor: ...
@overload
def apply(op: Op, *inputs: TensorLike) -> Tensor: ...
def apply(op: Op, *inputs: TensorLike) -> Tensor:
    """The outputs of an op: a tensor, or a tuple of them when there are several.

    Values run the numpy kernel now; one symbolic tensor among them makes a node.
    """
    for value in inputs:
        if not isinstance(value, EagerTensor):
            if is_symbolic(value):
                return cast(Tensor, _apply_symbolic(op, inputs))
    if op.takes_sizes and op.symbols():
        return cast(Tensor, _apply_symbolic(op, inputs))
    tensors = [_value(v) for v in inputs]
    if not op.is_elementwise:
        op.infer(*[t.spec for t in tensors])
    result: Tensor = run_now(op, tensors)
    return result


#: `apply` as a type checker has to see it for ops of several outputs
apply_several = cast("Callable[..., tuple[Tensor, ...]]", apply)


def _value(value: TensorLike) -> EagerTensor:
    if type(value) is EagerTensor:
        return value
    if isinstance(value, Variable):
        return cast(EagerTensor, value.value)
    return cast(EagerTensor, as_tensor(value))


def _apply_symbolic(op: Op, values: Sequence[TensorLike]) -> Any:
    inputs = [as_symbolic(v) for v in values]
    trace = active_trace()
    node = make_node(op, inputs if trace is None else trace.ordered(inputs))
    if trace is not None and op.has_effect:
        trace.effects.append(after(constant(False), node.output()))
    return node.output() if len(node.specs) == 1 else node.outputs()


@np.errstate(all="ignore")  # as a decorator half the price of a with statement
def quietly(kernel: Callable[..., Any], *arrays: np.ndarray) -> Any:
    """kernel(*arrays), where overflow and the like are no warnings."""
    return kernel(*arrays)


def run_now(op: Op, tensors: Sequence[EagerTensor]) -> Any:
    """Runs the kernel on what is known to fit, and tells the open tapes."""
    arrays = [t.array for t in tensors]
    # without the package nothing is bfloat16: most processes need not look
    kernel = kernel_for(op, arrays) if "ml_dtypes" in modules else op.kernel
    result = quietly(kernel, *arrays)
    if isinstance(result, tuple):
        outputs = tuple(map(EagerTensor, result))
        note(op, tensors, outputs)
        return outputs
    output = EagerTensor(result)
    note(op, tensors, (output,))
    return output


def note(
    op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
) -> None:
    """Records an op that ran on the open tapes; without one, as the recipe of values.

    The inputs of an elementwise op may be of shapes that broadcast.
    """
    recorders = active_recorders()
    if recorders:
        for recorder in recorders:
            recorder.record(op, inputs, outputs)
        return
    for tensor in inputs:
        if tensor.recipe is not None:
            trace = active_trace()
            if trace is None or trace.replays:
                attach_recipes(op, inputs, outputs)
            return
