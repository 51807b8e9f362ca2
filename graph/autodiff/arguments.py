"""The tensors among the arguments of a user's function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import Tensor
from graph.ir.variable import Variable

if TYPE_CHECKING:
    from graph.ir.hints import Nested
    from graph.ir.tensor import SymbolicTensor


ARRAYS = (Tensor, np.ndarray, np.generic)
NUMBERS = (int, float, complex)


def tensor_arguments(
    args: Nested, kinds: tuple[type[Any], ...]
) -> tuple[list[Tensor], Callable[..., Any]]:
    """The leaves of these kinds as tensors, and what puts others in their places.

    Args:
        args: a nesting of anything. Booleans of Python are settings, not tensors.
        kinds: the types that are taken as tensors.

    Returns:
        The tensors, and a function of as many tensors that returns the nesting.
    """
    leaves = flatten(args)
    places = [
        i
        for i, leaf in enumerate(leaves)
        if isinstance(leaf, kinds) and not isinstance(leaf, bool)
    ]
    found = [leaves[i] for i in places]
    tensors = [x.value if isinstance(x, Variable) else as_tensor(x) for x in found]

    def rebuild(
        replaced: tuple[Tensor, ...],
    ) -> tuple[tuple[Tensor | bool | dict[str, Any], ...], dict[str, SymbolicTensor]]:
        result = list(leaves)
        for place, tensor in zip(places, replaced, strict=True):
            result[place] = tensor
        found: tuple[
            tuple[Tensor | bool | dict[str, Any], ...], dict[str, SymbolicTensor]
        ] = pack_like(args, result)
        return found

    return tensors, rebuild
