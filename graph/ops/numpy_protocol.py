"""numpy's functions on tensors: they are the engine's where it has them.

``np.exp(x)`` of a tensor is ``graph.exp(x)``: a tensor, which tapes and graphs know. A
function of numpy that the engine lacks, or arguments that only numpy has, such as
``out``, work on the values and give numpy's arrays.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.structure import flatten, map_leaves
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.elementwise.base import BY_UFUNC
from graph.ops.public import PUBLIC

if TYPE_CHECKING:
    from graph.ir.hints import Nested, TensorLike


#: modules of numpy whose functions have their namesakes in the engine
_MODULES = ("numpy", "numpy.linalg", "numpy.fft")


def attach_numpy_protocol() -> None:
    """Gives Tensor numpy's protocols; called once, when the ops are loaded."""
    Tensor.__array_ufunc__ = _array_ufunc  # type: ignore[attr-defined]
    Tensor.__array_function__ = _array_function  # type: ignore[attr-defined]


def _array_ufunc(
    self: Tensor,
    ufunc: np.ufunc,
    method: str,
    *inputs: TensorLike,
    **kwargs: Any,
) -> Any:
    if method == "__call__" and not kwargs:
        function = BY_UFUNC.get(ufunc) or PUBLIC.get(ufunc.__name__)
        if function is not None:
            return _decisive(inputs, self).apply_function(function, *inputs)
    return getattr(ufunc, method)(*_values(inputs), **_values(kwargs))


def _array_function(
    self: Tensor,
    function: Callable[..., Any],
    types: Sequence[type[Any]],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Any:
    own = _namesake(function)
    if own is not None and _takes(own, args, kwargs):
        return _decisive([args, kwargs], self).apply_function(own, *args, **kwargs)
    return function(*_values(args), **_values(kwargs))


def _decisive(nesting: Nested, otherwise: Tensor) -> Tensor:
    """A symbolic tensor among the arguments, which may be one of a layer."""
    leaves = flatten(nesting)
    return next((x for x in leaves if isinstance(x, SymbolicTensor)), otherwise)


@functools.cache
def _namesake(function: Any) -> Callable[..., Any] | None:
    """The function of the engine that is this one of numpy, or None."""
    found = PUBLIC.get(function.__name__)
    is_function = inspect.isfunction(found) and function.__module__ in _MODULES
    return found if is_function else None


def _takes(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> bool:
    try:
        _signature(function).bind(*args, **kwargs)
    except TypeError:
        return False
    return True


_signature = functools.cache(inspect.signature)


def _values(nesting: Nested) -> Nested:
    """The nesting with arrays in place of tensors."""
    return map_leaves(lambda x: _read_only(x) if isinstance(x, Tensor) else x, nesting)


def _read_only(tensor: Tensor) -> np.ndarray:
    """Its array, which functions such as numpy.copyto cannot write into."""
    array = np.asarray(tensor).view()
    array.flags.writeable = False
    return array
