"""What a traced function is specialised for: dtypes, ranks, some sizes, Python values.

`read_arguments` takes a call apart into its arrays and its form; calls of one form may
share a trace. `difference` says in words what tells two forms apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

import numpy as np

from graph.ir.structure import flatten, pack_like, parts_of
from graph.ir.tensor import EagerTensor, SymbolicTensor
from graph.ir.variable import Variable

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import Tensor


_PLAIN = frozenset([int, float, bool, complex, str, bytes, type(None), np.dtype])
#: the form of an argument: of an array, of a value, or of a nesting of them
Form: TypeAlias = "ArrayForm | Same | tuple[Any, ...]"
#: what a trace gets from each call; all else is part of the trace
ARRAYS = (EagerTensor, np.ndarray, np.generic)


class ArrayForm(NamedTuple):
    """An array among the arguments; its sizes stand apart."""

    dtype: np.dtype
    rank: int

    def __str__(self) -> str:
        return f"{self.dtype}[{', '.join(['_'] * self.rank)}]"


class Same:
    """An object that is told from others by identity only, such as a variable."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


class SymbolicArgument(Exception):
    """A symbolic tensor is among the arguments: the call is part of a graph."""


def read_arguments(value: Any, found: list[TensorLike]) -> Form:
    """The form of a nesting of arguments; appends its arrays to a list, in order.

    Args:
        value: anything; eager tensors, numpy's arrays and scalars count as arrays.
        found: gets them as they are, scalars as arrays.

    Raises:
        SymbolicArgument: a leaf has no value.
    """
    kind = type(value)
    if kind is EagerTensor or kind is np.ndarray:
        found.append(value)
        return ArrayForm(value.dtype, value.ndim)
    if kind in _PLAIN:
        return kind, value
    if isinstance(value, (tuple, list, deque)):
        return kind, tuple([read_arguments(item, found) for item in value])
    if isinstance(value, dict):
        keys, items = cast("tuple[Any, Any]", parts_of(value))
        parts = [read_arguments(item, found) for item in items]
        return kind, tuple(keys), tuple(parts)
    if isinstance(value, (np.generic, np.ndarray)):
        return read_arguments(np.asarray(value), found)
    if isinstance(value, SymbolicTensor):
        raise SymbolicArgument
    return _form_of_object(value)


def _form_of_object(value: Any) -> Same | tuple[type[Any], Any]:
    if isinstance(value, Variable):
        return Same(value)
    try:
        hash(value)
    except TypeError:
        return Same(value)
    return type(value), value


def replace_arrays(
    value: Mapping[Any, Any]
    | tuple[Variable | dict[str, EagerTensor] | np.ndarray, ...],
    tensors: Iterator[Any],
) -> Any:
    """The nesting with the next of these tensors in place of each array."""
    leaves = [
        next(tensors) if isinstance(leaf, ARRAYS) else leaf for leaf in flatten(value)
    ]
    result: dict[Any, Any] | tuple[Tensor | dict[str, SymbolicTensor], ...] = pack_like(
        value, leaves
    )
    return result


def array_names(
    value: Tensor | dict[str, EagerTensor] | np.ndarray, name: str
) -> list[str]:
    """Names such as ``batch['y'][0]`` for the arrays of a nesting."""
    if isinstance(value, ARRAYS):
        return [name]
    parts = parts_of(value)
    if parts is None:
        return []
    return [
        found
        for key, item in zip(*parts)
        for found in array_names(item, f"{name}[{key!r}]")
    ]


def difference(
    form: tuple[Any, Any], known: tuple[Any, Any], names: Sequence[str]
) -> str:
    """What tells the forms of two calls apart, in words.

    Args:
        form, known: pairs of the forms of the arguments and of those by keyword.
        names: of the arguments, in their order.
    """
    (_, args), keywords = form[0], form[1]
    (_, known_args), known_keywords = known[0], known[1]
    if len(args) != len(known_args):
        return (
            f"it is called with {len(args)} arguments, and was with {len(known_args)}"
        )
    parts = [*zip(names, args, known_args), ("keywords", keywords, known_keywords)]
    found = [_part_difference(*part[1:], part[0]) for part in parts]
    return next(text for text in found if text)


def _part_difference(form: Any, known: Any, name: str) -> str | None:
    if form == known:
        return None
    nested = not isinstance(form, (ArrayForm, Same)) and len(form) >= 2
    same_kind = _kind(form) is _kind(known)
    if nested and same_kind and issubclass(form[0], (list, tuple, dict)):
        keys = form[1] if len(form) == 3 else range(len(form[1]))
        known_keys = known[1] if len(known) == 3 else range(len(known[1]))
        if list(keys) != list(known_keys):
            return f"{name} has the items {list(keys)}, and had {list(known_keys)}"
        found = [
            _part_difference(a, b, f"{name}[{key!r}]")
            for key, a, b in zip(keys, form[-1], known[-1])
        ]
        return next(text for text in found if text)
    return f"{name} is {_shown(form)}, and was {_shown(known)}"


def _kind(form: Form) -> type[Any] | type[Variable]:
    """The type of what a form stands for."""
    if isinstance(form, ArrayForm):
        return np.ndarray
    return type(form.value) if isinstance(form, Same) else form[0]


def _shown(form: ArrayForm | Same | tuple[type[Any], Any]) -> str:
    if isinstance(form, (ArrayForm, Same)):
        return str(form)
    if issubclass(form[0], (list, tuple, dict)):
        return f"a {form[0].__name__} of {len(form[-1])}"
    return repr(form[1])
