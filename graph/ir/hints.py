"""Types that signatures name in many places, each said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy.typing as npt

    from graph.ir.dims import Dim
    from graph.ir.tensor import Tensor

#: what an op takes for a tensor: a number, an array, nested lists, a size, a tensor
TensorLike: TypeAlias = "Tensor | Dim | npt.ArrayLike"
#: one of those, or a list of them
Tensors: TypeAlias = "TensorLike | Sequence[TensorLike]"
#: a numpy dtype, its name (bfloat16 too), or a type such as float
DTypeLike: TypeAlias = "npt.DTypeLike"
#: a rule of gradients gives one for each input; None: no gradient passes
Cotangents: TypeAlias = "tuple[Tensor | None, ...]"
#: the numbers of the symbols that sizes are made of, at one run
Env: TypeAlias = "Mapping[tuple[Any, ...], int]"
#: tensors, or tuples, lists, dicts and dataclasses of them, nested as the user likes
Nested: TypeAlias = Any
#: the mathematics of an engine on vectors, and such vectors: each engine has its own,
#: and ops, which stand below engines, only hand them on
LaneMathLike: TypeAlias = Any
LanesLike: TypeAlias = Any
