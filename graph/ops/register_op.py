"""Ops that users write: one class, made a function with its promises checked."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.op import REGISTRY, Op, snake_case
from graph.ir.origin import here
from graph.ops.checked_methods import check_results
from graph.ops.elementwise.base import broadcast_together
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import Tensor


@public
def register_op(
    op_class: type[Op] | None = None, *, name: str | None = None
) -> Callable[..., Any]:
    """Makes a function of an op of your own, for values, graphs and gradients alike.

    The class derives from `graph.Op`. Its annotations are attributes; ``infer`` gives
    dtype and shape of the results, ``kernel`` computes them with numpy. ``vjp`` gives
    the gradient, if there is one, and ``lower(m, *xs)`` of an elementwise op is the
    same for compiled engines, on lanes of vectors: ``return x * m.sigmoid(x)``. Without
    it they run the kernel. Whenever that runs, its results are compared with what
    infer says.

    Args:
        op_class: the class; or leave it out to use this as a decorator with a name.
        name: of the function; that of the class in snake case when None.

    Returns:
        A function of tensors, with the attributes as keyword arguments. Python numbers
        take the dtype of the tensors. The class is its attribute ``op``.

    Raises:
        ArgumentError: no class derived from `graph.Op`, infer or kernel is missing, or
            another op has the name. When called: wrong arguments.
        DTypeError, ShapeError: when called: the kernel gives something else than infer
            says.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> @graph.register_op
        ... class ScaledSquare(graph.Op):
        ...     '''y = scale * x * x.'''
        ...     scale: float = 1.0
        ...     def infer(self, x):
        ...         return x
        ...     def kernel(self, x):
        ...         return x.dtype.type(self.scale) * x * x
        ...     def vjp(self, dy, y, x):
        ...         return (dy * x * (2.0 * self.scale),)
        >>> x = graph.placeholder("float32", (2,), "x")
        >>> (dx,) = graph.gradients(ScaledSquare(x, scale=3.0), [x])
        >>> graph.Session().run(dx, {x: [1.0, 2.0]})
        array([ 6., 12.], dtype=float32)
    """
    if op_class is None:
        return functools.partial(register_op, name=name)
    _require_complete(op_class)
    _require_own_name(op_class)
    check_results(op_class)
    return _function_of(op_class, name)


def _refuse(what: str, hint: str, got: Mapping[str, str] | None = None) -> NoReturn:
    raise ArgumentError(describe(f"register_op: {what}", got, hint, str(here())))


def _require_complete(op_class: Callable[..., Any] | type[Any]) -> None:
    if not (isinstance(op_class, type) and issubclass(op_class, Op)):
        _refuse(
            "a class derived from graph.Op is needed",
            "write class MyOp(graph.Op), and pass the class itself",
            {"got": repr(op_class)},
        )
    label = op_class.__name__
    if op_class.infer is Op.infer:
        _refuse(
            f"{label} has no infer",
            "define infer(self, *specs), which returns the Spec of the result, or a "
            "tuple of them",
        )
    if op_class.kernel is Op.kernel and op_class.ufunc is None:
        _refuse(
            f"{label} has no kernel",
            "define kernel(self, *arrays), which computes the result with numpy",
        )


def _require_own_name(op_class: type[Any]) -> None:
    taken = REGISTRY.setdefault(op_class.__name__, op_class)
    if taken is not op_class:
        _refuse(
            f"there is an op of the name {op_class.__name__} already",
            "give the class another name",
            {"taken by": f"{taken.__module__}.{taken.__qualname__}"},
        )


# ---- the function


def _function_of(op_class: type[Any], name: str | None) -> Callable[..., Any]:
    takes = inspect.signature(op_class.infer)
    label = snake_case(op_class.__name__) if name is None else name

    def function(*inputs: TensorLike, **attributes: Any) -> Tensor:
        op = op_class(**_checked_attributes(op_class, label, attributes))
        try:
            takes.bind(op, *inputs)
        except TypeError as error:
            expected = ", ".join(list(takes.parameters)[1:])
            _wrong_call(label, f"{error}", f"call {label}({expected})")
        tensors = _as_tensors(inputs)
        if op.is_elementwise:
            return apply(op, *broadcast_together(label, *tensors))
        return apply(op, *tensors)

    function.__name__ = function.__qualname__ = label
    function.__doc__ = op_class.__doc__
    function.__module__ = op_class.__module__
    function.op = op_class  # type: ignore[attr-defined]
    return function


def _as_tensors(inputs: tuple[TensorLike, ...]) -> list[Tensor]:
    """The inputs as tensors; Python numbers in the dtype of the others."""
    numbers = (bool, int, float, complex)
    if all(isinstance(x, numbers) for x in inputs):
        return [as_tensor(x) for x in inputs]
    dtype = common_dtype(*(x for x in inputs if not isinstance(x, numbers)))
    return [
        to_dtype(x, dtype) if isinstance(x, numbers) else as_tensor(x) for x in inputs
    ]


def _checked_attributes(
    op_class: type[Any], label: str, attributes: Mapping[str, int]
) -> dict[str, int]:
    props = op_class.props
    unknown = [key for key in attributes if key not in props]
    missing = [
        key for key in props if key not in attributes and not hasattr(op_class, key)
    ]
    if unknown or missing:
        known = ", ".join(props) if props else "none"
        what = (
            f"unknown attribute {unknown[0]!r}"
            if unknown
            else (f"attribute {missing[0]!r} is needed")
        )
        _wrong_call(label, what, f"attributes of {label}: {known}; pass them by name")
    return {key: _hashable(label, key, value) for key, value in attributes.items()}


def _hashable(label: str, key: str, value: int) -> int:
    """Lists become tuples: attributes tell ops apart."""
    if isinstance(value, list):
        return tuple(_hashable(label, key, item) for item in value)
    try:
        hash(value)
    except TypeError:
        _wrong_call(
            label,
            f"attribute {key!r} must be hashable",
            "pass arrays as inputs, or as tuples of numbers",
            {key: type(value).__name__},
        )
    return value


def _wrong_call(
    label: str, what: str, hint: str, got: Mapping[str, str] | None = None
) -> NoReturn:
    raise ArgumentError(describe(f"{label}: {what}", got, hint, str(here())))
