"""The one way to apply an op: at once on values, as a node on symbolic tensors."""

from __future__ import annotations

import weakref

import numpy as np

from graph.ir.dims import Dim
from graph.ir.errors import DTypeError, describe
from graph.ir.leaves import Constant, Held, SizeValue
from graph.ir.node import make_node
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders, active_trace
from graph.ir.variable import Variable

_NUMERIC_KINDS = "biufc"


def constant(value, dtype=None) -> SymbolicTensor:
    """A symbolic tensor with a value that is known now.

    Example:
        >>> import graph
        >>> graph.constant([1.0, 2.0]).spec
        float64[2]
    """
    if isinstance(value, EagerTensor):
        value = value.array
    array = np.asarray(value, dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return make_node(Constant(Held(array)), ()).output()


def is_symbolic(value) -> bool:
    """Whether an op on this value makes a node instead of running now."""
    if isinstance(value, (SymbolicTensor, Dim)):
        return True
    return isinstance(value, Variable) and active_trace() is not None


def as_tensor(value, dtype=None) -> Tensor:
    """The value as a tensor; arrays, scalars and nested lists become eager ones.

    A variable stays what it is, unless its class says otherwise: an op reads it when it
    is applied.
    """
    if isinstance(value, Tensor):
        tensor = value.as_operand() if isinstance(value, Variable) else value
    elif isinstance(value, Dim):
        tensor = make_node(SizeValue(value), ()).output()
    else:
        tensor = EagerTensor(_as_array(value, dtype))
    if dtype is not None and tensor.dtype != dtype:
        raise DTypeError(
            describe(
                f"a tensor of dtype {np.dtype(dtype)} is needed here",
                {"value": tensor.spec},
                f'convert it first: graph.cast(x, "{np.dtype(dtype)}")',
                str(here()),
            )
        )
    return tensor


def _as_array(value, dtype):
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
    if array.dtype.kind not in _NUMERIC_KINDS and array.dtype.kind not in "US":
        raise DTypeError(
            describe(
                "a value cannot be made a tensor",
                f"{type(value).__name__} of dtype {array.dtype}",
                "pass numbers, booleans or numpy arrays of them",
                str(here()),
            )
        )
    return array


def as_symbolic(value) -> SymbolicTensor:
    """The value as a symbolic tensor; variables are read, values become constants."""
    if isinstance(value, SymbolicTensor):
        return value
    trace = active_trace()
    if isinstance(value, Variable):
        return value.symbolic() if trace is None else trace.read(value)
    tensor = as_tensor(value)
    if isinstance(tensor, SymbolicTensor):
        return tensor
    if trace is None and tensor.recipe is not None:
        return _replay(tensor)
    return constant(tensor)


def _replay(tensor: EagerTensor) -> SymbolicTensor:
    """The graph that computes a value from variables, as it was computed."""
    if isinstance(tensor.recipe, weakref.ref):
        variable = tensor.recipe()
        return constant(tensor) if variable is None else variable.symbolic()
    op, inputs, index = tensor.recipe
    return make_node(op, [as_symbolic(v) for v in inputs]).output(index)


def apply(op: Op, *inputs):
    """The outputs of an op: a tensor, or a tuple of them when there are several.

    Values run the numpy kernel now; one symbolic tensor among them makes a node.
    """
    for value in inputs:
        if not isinstance(value, EagerTensor):
            if is_symbolic(value):
                return _apply_symbolic(op, inputs)
    if op.takes_sizes and op.symbols():
        return _apply_symbolic(op, inputs)
    tensors = [_value(v) for v in inputs]
    if not op.is_elementwise:
        op.infer(*[t.spec for t in tensors])
    return run_now(op, tensors)


def _value(value) -> EagerTensor:
    if type(value) is EagerTensor:
        return value
    return value.value if isinstance(value, Variable) else as_tensor(value)


def _apply_symbolic(op, inputs):
    node = make_node(op, [as_symbolic(v) for v in inputs])
    return node.output() if len(node.specs) == 1 else node.outputs()


def run_now(op: Op, tensors: list[EagerTensor]):
    """Runs the kernel and records the op on the open tapes."""
    with np.errstate(all="ignore"):
        result = op.kernel(*[t.array for t in tensors])
    several = isinstance(result, tuple)
    outputs = tuple(map(EagerTensor, result)) if several else (EagerTensor(result),)
    recorders = active_recorders()
    for recorder in recorders:
        recorder.record(op, tensors, outputs)
    if not recorders and any(t.recipe is not None for t in tensors):
        if active_trace() is None:
            for index, output in enumerate(outputs):
                output.recipe = (op, tensors, index)
    return outputs if several else outputs[0]
