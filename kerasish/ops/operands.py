"""What an operation of Keras is called with, and what it holds: the two halves of the
arguments of a function on Keras tensors."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

from kerasish.base.settings import standardize_dtype
from kerasish.ops.recording import has_keras_tensor

_MANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
#: arguments with these names are of the call; the others are held
_NAMED = (
    "x x1 x2 y xs a b array q tensor pattern inputs kernel depthwise_kernel "
    "pointwise_kernel indices values weights condition start stop step key "
    "condlist choicelist default sorted_sequence constant_values target output "
    "targets predictions mean variance scale gamma beta query value bias mask "
    "abs_ angle target_length output_length sequence_lengths start_indices "
    "updates variable f init elems xs pred true_fn false_fn index branches data "
    "segment_ids fun primals tangents images volumes image1 image2 transform "
    "coordinates start_points end_points output_shape translation "
)
NAMES = frozenset(_NAMED.split())


def called_with(*names: str) -> Callable[[Callable], Callable]:
    """Decorator: the arguments of the call, where `NAMES` does not tell them."""

    def decorate(function):
        function.operands = names
        return function

    return decorate


@functools.cache
def signature_of(function: Callable) -> inspect.Signature:
    return inspect.signature(function)


def operand_names(function: Callable) -> list[str]:
    """The arguments that an operation of Keras is called with, in order.

    Example:
        >>> from kerasish import ops
        >>> from kerasish.ops.operands import operand_names
        >>> operand_names(ops.take)
        ['x', 'indices']
    """
    marked = vars(function).get("operands", NAMES)
    return [
        p.name
        for p in signature_of(function).parameters.values()
        if p.name in marked or p.kind in _MANY
    ]


def split_call(function: Callable, args, kwargs) -> tuple[list, dict, dict]:
    """The arguments of a call, and those that its layer holds.

    All are of the call where they do not fit, or where a tensor would be held.

    Example:
        >>> from kerasish import ops
        >>> from kerasish.ops.operands import split_call
        >>> split_call(ops.take, ("x", [0, 1], 1), {})
        (['x', [0, 1]], {}, {'axis': 1})
    """
    signature, names = signature_of(function), operand_names(function)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return list(args), kwargs, {}
    held = {n: v for n, v in bound.arguments.items() if n not in names}
    called = [n in bound.arguments for n in names]
    if not any(called) or has_keras_tensor(held) or _has_function(held):
        return list(args), kwargs, {}
    if held.get("dtype") is not None:
        held["dtype"] = standardize_dtype(held["dtype"])
    given, more = [], {}
    while not called[-1]:  # what is left out at the end stays out
        called.pop()
    for name in names[: len(called)]:
        parameter = signature.parameters[name]
        value = bound.arguments.get(name, parameter.default)
        if parameter.kind is parameter.VAR_POSITIONAL:
            given += value if name in bound.arguments else ()
        elif parameter.kind is parameter.VAR_KEYWORD:
            more.update(value)
        else:
            given.append(value)
    return given, more, held


def _has_function(held: dict) -> bool:
    return any(callable(v) and not isinstance(v, type) for v in held.values())


def join_call(function: Callable, args, held: dict) -> tuple[list, dict]:
    """The positional arguments for the function, and what is left for keywords.

    Example:
        >>> from kerasish import ops
        >>> from kerasish.ops.operands import join_call
        >>> join_call(ops.einsum, ["x", "y"], {"subscripts": "i,i->"})
        (['i,i->', 'x', 'y'], {})
    """
    rest, held, given = list(args), dict(held), []
    names = operand_names(function)
    for parameter in signature_of(function).parameters.values():
        if not rest or parameter.kind is parameter.VAR_POSITIONAL:
            break
        name = parameter.name
        if name in held:
            given.append(held.pop(name))
        elif name in names or parameter.default is parameter.empty:
            given.append(rest.pop(0))
        else:  # what is held stays out where it is the default
            given.append(parameter.default)
    return given + rest, held


def fits_operation(function: Callable, args, kwargs) -> bool:
    """Whether a call, without what its layer holds, is one that Keras knows.

    Example:
        >>> from kerasish import ops
        >>> from kerasish.ops.operands import fits_operation
        >>> fits_operation(ops.take, ("x", [0]), {})
        True
        >>> fits_operation(ops.sum, ("x", 1), {})
        False
    """
    parameters = signature_of(function).parameters
    kinds = [parameters[name].kind for name in operand_names(function)]
    most = len([kind for kind in kinds if kind not in _MANY])
    is_long = len(args) > most and inspect.Parameter.VAR_POSITIONAL not in kinds
    return not is_long and (not kwargs or inspect.Parameter.VAR_KEYWORD in kinds)
