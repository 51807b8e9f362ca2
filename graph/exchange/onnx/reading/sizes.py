"""Sizes in models: vectors of ints and symbols, computed with while a model is read.

What ``Shape`` gives is an array of Python objects, which the ops that usually follow
treat as numpy would; so a ``Reshape`` knows its sizes though no data are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto

from graph.ir.dims import Dim, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.leaves import SizeValue
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import EagerTensor, Tensor


#: inputs that say sizes or places, by op: these may stay what they are
SIZES = {
    "Reshape": {1},
    "Expand": {1},
    "Slice": {1, 2, 3, 4},
    "Pad": {1},
    "Range": {0, 1, 2},
    "ConstantOfShape": {0},
    "Tile": {1},
    "Split": {1},
    "TopK": {1},
    "OneHot": {1},
    "Loop": {0},
}


#: element types of ONNX in which sizes stay sizes
WHOLE = {TensorProto.INT32, TensorProto.INT64}


def of_objects(numbers: Sequence[Size]) -> np.ndarray:
    """Sizes as an array; of int64 where none is a symbol."""
    array = np.array(list(numbers), dtype=object)
    return array if any(isinstance(n, Dim) for n in array) else array.astype(np.int64)


def are_sizes(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object


def _is_whole(value: TensorLike) -> bool:
    """Whether a value may go with sizes: an array of them, or of integers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "Oiu"


def computed(node: NodeView, inputs: Sequence[EagerTensor | None]) -> Any:
    """The result of an op on sizes; None where it is none that sizes go through."""
    if not any(map(are_sizes, inputs)) or node.kind not in _FUNCTIONS:
        return None
    if not all(x is None or _is_whole(x) for x in inputs):
        return None
    if node.kind == "Cast" and node.get("to") not in WHOLE:
        return None
    return np.asarray(_FUNCTIONS[node.kind](node, *inputs), dtype=object)


def as_values(kind: str, place: int, value: EagerTensor | None) -> Tensor | None:
    """Sizes as a tensor of int64, for an op that computes with data."""
    if not are_sizes(value) or place in SIZES.get(kind, ()):
        return value
    if not value.size:
        return value.astype(np.int64)
    numbers = [
        apply(SizeValue(n)) if isinstance(n, Dim) else as_tensor(np.int64(n))
        for n in value.ravel()
    ]
    return reshape(stack(numbers), value.shape)


def _axes(node: Any, given: Any) -> tuple[int, ...]:
    axes = node.get("axes") if given is None else given.tolist()
    return tuple(map(int, axes))


def _gather(node: Any, x: Any, places: Any) -> Any:
    return np.take(x, places.astype(np.int64), node.get("axis", 0))


def _slice(
    node: NodeView,
    x: np.ndarray,
    starts: np.ndarray | None = None,
    ends: np.ndarray | None = None,
    axes: Any = None,
    steps: Any = None,
) -> np.ndarray:
    first, last = (
        node.get(name) if given is None else given.tolist()
        for name, given in (("starts", starts), ("ends", ends))
    )
    step = [1] * len(first) if steps is None else steps.tolist()
    return x[slice(int(first[0]), int(last[0]), int(step[0]))]


def _squeeze(node: Any, x: Any, axes: Any = None) -> Any:
    has_axes = axes is not None or node.get("axes") is not None
    return np.squeeze(x, _axes(node, axes) if has_axes else None)


def _joined(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda node, *xs: np.frompyfunc(function, 2, 1)(*xs)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Gather": _gather,
    "Slice": _slice,
    "Squeeze": _squeeze,
    "Unsqueeze": lambda node, x, axes=None: np.expand_dims(x, _axes(node, axes)),
    "Concat": lambda node, *xs: np.concatenate(xs, node.get("axis")),
    "Identity": lambda node, x: x,
    "Cast": lambda node, x: x,
    "Reshape": lambda node, x, sizes: x.reshape(sizes.astype(int)),
    "Add": _joined(lambda a, b: a + b),
    "Sub": _joined(lambda a, b: a - b),
    "Mul": _joined(lambda a, b: a * b),
    "Div": _joined(lambda a, b: a // b),
    "Mod": _joined(lambda a, b: a % b),
    "Max": _joined(size_max),
}
