"""numpy's operators and methods on tensors and variables, attached to their class."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ir.variable import Variable
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise import arithmetic, comparison, complex, logical, replacing
from graph.ops.elementwise.cast import cast
from graph.ops.indexing.getitem import getitem
from graph.ops.public import PUBLIC
from graph.ops.reduction import logic
from graph.ops.shape import reshape, transpose

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


_BINARY = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.divide,
    "floordiv": arithmetic.floor_divide,
    "mod": arithmetic.mod,
    "pow": arithmetic.power,
    "matmul": matmul,
    "and": logical.bitwise_and,
    "or": logical.bitwise_or,
    "xor": logical.bitwise_xor,
    "lshift": logical.left_shift,
    "rshift": logical.right_shift,
}
_COMPARISONS = {
    "eq": comparison.equal,
    "ne": comparison.not_equal,
    "lt": comparison.less,
    "le": comparison.less_equal,
    "gt": comparison.greater,
    "ge": comparison.greater_equal,
}

#: names of the functions behind the operators, by operator
OPERATOR_FUNCTIONS = {symbol: f.__name__ for symbol, f in _BINARY.items()}
COMPARISON_FUNCTIONS = {symbol: f.__name__ for symbol, f in _COMPARISONS.items()}


def _operator(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def operate(self: Tensor, other: TensorLike) -> Tensor:
        # a tensor of another kind, such as one that layers make, decides itself
        if isinstance(other, SymbolicTensor) and type(other) is not SymbolicTensor:
            result: Tensor = NotImplemented
            return result
        return function(self, other)

    return operate


def _reflected(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    return lambda self, other: function(other, self)


def _power(self: Tensor, exponent: TensorLike) -> Tensor:
    if isinstance(exponent, (int, float)) and exponent == 2:
        return arithmetic.multiply(self, self)
    return arithmetic.power(self, exponent)


def _equality(
    function: Callable[..., Tensor], when_foreign: bool
) -> Callable[..., Tensor | bool]:
    def compare(self: Tensor, other: TensorLike | None) -> Tensor | bool:
        if other is None or isinstance(other, str):
            return when_foreign
        return function(self, other)

    return compare


def _invert(self: Tensor) -> Tensor:
    kind = kind_of(self.dtype)
    return (logical.logical_not if kind == "b" else logical.bitwise_not)(self)


def _reshape(self: Tensor, *shape: Any) -> Any:
    one = len(shape) == 1 and not isinstance(shape[0], int)
    return self.apply_function(reshape.reshape, self, shape[0] if one else shape)


def _transpose(self: Tensor, *given: Any) -> Any:
    axes: Any = given
    if len(axes) == 1 and (axes[0] is None or not isinstance(axes[0], int)):
        axes = axes[0]
    return self.apply_function(transpose.transpose, self, axes if axes else None)


def _method(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    @functools.wraps(function)
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        return self.apply_function(function, self, *args, **kwargs)

    return method


def _numpy_methods() -> dict[str, Callable[..., Tensor]]:
    """The engine's functions that are methods of numpy's arrays, but for those that
    change an array in place."""
    names = [n for n in vars(np.ndarray) if callable(getattr(np.ndarray, n))]
    own = {n: PUBLIC[n] for n in names if inspect.isfunction(PUBLIC.get(n))}
    return {name: _method(f) for name, f in own.items() if name != "sort"}


_METHODS: dict[str, Any] = {
    "__neg__": arithmetic.negative,
    "__pos__": as_tensor,
    "__abs__": arithmetic.absolute,
    "__invert__": _invert,
    "__getitem__": getitem,
    "__pow__": _power,
    "__divmod__": lambda self, y: (self // y, self % y),
    "__rdivmod__": lambda self, y: (y // self, y % self),
    "__round__": _method(replacing.round),
    "__contains__": lambda self, item: bool(logic.any(self == item)),
    "__eq__": _equality(comparison.equal, False),
    "__ne__": _equality(comparison.not_equal, True),
    "astype": _method(cast),
    "reshape": _reshape,
    "transpose": _transpose,
    "flatten": _method(reshape.ravel),
    "T": property(_transpose),
    "real": property(_method(complex.real)),
    "imag": property(_method(complex.imag)),
}


def attach_operators() -> None:
    """Gives Tensor its operators; called once, when the ops are loaded."""
    for name, function in {**_BINARY, **_COMPARISONS}.items():
        setattr(Tensor, f"__{name}__", _operator(function))
    for name, function in _BINARY.items():
        setattr(Tensor, f"__r{name}__", _reflected(function))
    for name, function in (_numpy_methods() | _METHODS).items():
        setattr(Tensor, name, function)
    Variable.assign_add = _assign_add  # type: ignore[method-assign]
    Variable.assign_sub = _assign_sub  # type: ignore[method-assign]


def _assign_add(self: Variable, delta: TensorLike) -> Tensor:
    """self.assign(self + delta)."""
    return self.assign(arithmetic.add(self, delta))


def _assign_sub(self: Variable, delta: TensorLike) -> Tensor:
    """self.assign(self - delta)."""
    return self.assign(arithmetic.subtract(self, delta))
