"""Ops that move elements or say how large a tensor is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import numpy_helper

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.sizes import are_sizes, of_objects
from graph.exchange.onnx.reading.table import reads
from graph.ir.dispatch import as_tensor
from graph.ir.tensor import EagerTensor

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import SymbolicTensor


#: places of slices that only say "to the end"
HUGE = 2**30


def size_list(node: NodeView, value: TensorLike) -> list[Size]:
    """The sizes in a vector; an error where data decide them."""
    if isinstance(value, EagerTensor):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray):
        node.fail("sizes that depend on data are not read")
    return value.reshape(-1).tolist()


def axes_of(
    node: NodeView,
    given: EagerTensor | None,
    rank: int,
    otherwise: tuple[int, ...] | None = None,
) -> tuple[int, ...] | None:
    """Axes from an input, as today, or from an attribute, as in older models."""
    if given is None:
        given = node.get("axes")
    if given is None:
        return otherwise
    return tuple(int(a) % rank for a in np.asarray(given).reshape(-1))


@reads("Constant")
def constant(node: Any) -> Any:
    for name in ("value_float", "value_int", "value_floats", "value_ints"):
        if node.get(name) is not None:
            dtype = "float32" if "float" in name else "int64"
            return np.asarray(node.get(name), dtype)
    if node.get("value") is None:
        node.fail("constants of text and sparse ones are not read")
    return numpy_helper.to_array(node.get("value"))


@reads("ConstantOfShape")
def constant_of_shape(node: Any, sizes: Any) -> Any:
    value = node.get("value")
    value = np.zeros(1, "float32") if value is None else numpy_helper.to_array(value)
    return f.broadcast_to(value.reshape(()), size_list(node, sizes))


@reads("Shape")
def shape(node: NodeView, x: SymbolicTensor) -> np.ndarray:
    sizes = as_tensor(x).spec.shape
    return of_objects(sizes[node.get("start", 0) : node.get("end", len(sizes))])


@reads("Size")
def size(node: Any, x: Any) -> Any:
    return of_objects([math.prod(as_tensor(x).spec.shape)])[0:1].reshape(())


@reads("Reshape")
def reshape(
    node: NodeView, x: SymbolicTensor, sizes: np.ndarray | None = None
) -> SymbolicTensor:
    x = as_tensor(x)
    wanted = node.get("shape") if sizes is None else size_list(node, sizes)
    if not node.get("allowzero", 0):
        own = x.spec.shape
        wanted = [own[i] if n == 0 else n for i, n in enumerate(wanted)]
    return f.reshape(x, tuple(wanted))


@reads("Flatten")
def flatten(node: NodeView, x: EagerTensor) -> EagerTensor:
    x, axis = as_tensor(x), node.get("axis", 1)
    axis = axis % x.ndim if axis < 0 else axis
    sizes = x.spec.shape
    return f.reshape(x, (math.prod(sizes[:axis]), math.prod(sizes[axis:])))


@reads("Squeeze")
def squeeze(node: NodeView, x: EagerTensor, axes: Any = None) -> EagerTensor:
    x = as_tensor(x)
    return f.squeeze(x, axes_of(node, axes, max(x.ndim, 1)))


@reads("Unsqueeze")
def unsqueeze(node: Any, x: Any, axes: Any = None) -> Any:
    x = as_tensor(x)
    count = np.size(node.get("axes") if axes is None else axes)
    places = axes_of(node, axes, x.ndim + count)
    sizes = list(x.spec.shape)
    for place in sorted(places):
        sizes.insert(place, 1)
    return f.reshape(x, tuple(sizes))


@reads("Transpose")
def transpose(node: Any, x: Any) -> Any:
    x = as_tensor(x)
    return f.transpose(x, tuple(node.get("perm", range(x.ndim)[::-1])))


@reads("Concat")
def concat(node: Any, *xs: Any) -> Any:
    return f.concatenate(list(map(as_tensor, xs)), node.get("axis"))


@reads("Expand")
def expand(node: NodeView, x: EagerTensor, sizes: EagerTensor) -> EagerTensor:
    x, wanted = as_tensor(x), size_list(node, sizes)
    own = [1] * (len(wanted) - x.ndim) + list(x.spec.shape)
    wanted = [1] * (x.ndim - len(wanted)) + wanted
    joint = [a if b == 1 else b for a, b in zip(own, wanted)]
    return f.broadcast_to(x, tuple(joint))


@reads("Tile")
def tile(node: NodeView, x: EagerTensor, repeats: EagerTensor) -> EagerTensor:
    return f.tile(x, tuple(size_list(node, repeats)))


@reads("Range")
def arange(node: Any, start: Any, stop: Any, step: Any) -> Any:
    values = [np.asarray(v) if isinstance(v, EagerTensor) else v
              for v in (start, stop, step)]  # fmt: skip
    if any(are_sizes(v) for v in values):
        return f.arange(*[v.item() if isinstance(v, np.ndarray) else v for v in values])
    if not all(isinstance(v, np.ndarray) for v in values):
        node.fail("a length that depends on data is not read")
    return np.arange(*[v.item() for v in values], dtype=values[0].dtype)


@reads("Slice")
def slice_axes(
    node: NodeView,
    x: EagerTensor,
    starts: EagerTensor | None = None,
    ends: EagerTensor | None = None,
    axes: EagerTensor | None = None,
    steps: EagerTensor | None = None,
) -> EagerTensor:
    x = as_tensor(x)
    first, last = (
        list(node.get(name)) if given is None else size_list(node, given)
        for name, given in (("starts", starts), ("ends", ends))
    )
    places = axes_of(node, axes, x.ndim, tuple(range(len(first))))
    step = [1] * len(first) if steps is None else size_list(node, steps)
    key = [slice(None)] * x.ndim
    for axis, a, b, s in zip(places, first, last, step):
        key[axis] = _cut(a, b, s, x.spec.shape[axis])
    return f.getitem(x, tuple(key))


def _cut(start: int, stop: int, step: Size, size: Size) -> slice:
    """The slice of Python: ends that are far outside stand for none."""
    if isinstance(stop, int) and abs(stop) > HUGE:
        stop = None
    if isinstance(start, int) and abs(start) > HUGE:
        start = None
    if step < 0:
        start = None if start == -1 else start
        is_early = isinstance(size, int) and isinstance(stop, int) and stop < -size
        stop = None if is_early else stop
    return slice(start, stop, step)


@reads("Split")
def split(
    node: NodeView, x: EagerTensor, sizes: EagerTensor | None = None
) -> tuple[EagerTensor, ...]:
    x, axis = as_tensor(x), node.get("axis", 0)
    lengths = node.get("split") if sizes is None else size_list(node, sizes)
    if lengths is None:
        count = node.get("num_outputs", len(node.outputs))
        size = x.spec.shape[axis]
        each = -(-size // count)
        lengths = [each] * (count - 1) + [size - each * (count - 1)]
    edges = np.cumsum(lengths)[:-1].tolist()
    return tuple(f.split(x, edges, axis))


@reads("Pad")
def pad(
    node: NodeView,
    x: EagerTensor,
    pads: EagerTensor | None = None,
    value: EagerTensor | None = None,
    axes: Any = None,
) -> EagerTensor:
    x = as_tensor(x)
    amounts = node.get("pads") if pads is None else size_list(node, pads)
    places = axes_of(node, axes, x.ndim, tuple(range(x.ndim)))
    half = len(amounts) // 2
    pairs = [(0, 0)] * x.ndim
    for axis, low, high in zip(places, amounts[:half], amounts[half:]):
        pairs[axis] = (low, high)
    mode = node.get("mode", "constant")
    cuts, pairs = _without_cuts(pairs, x.spec.shape)
    x = f.getitem(x, cuts)
    if mode != "constant":
        return f.pad(x, pairs, mode)
    value = node.get("value", 0.0) if value is None else value
    value = f.reshape(f.cast(value, x.dtype), ())
    return f.pad(x, pairs, constant_values=value)


def _without_cuts(
    pairs: Sequence[tuple[int, ...]], sizes: tuple[Size, ...]
) -> tuple[tuple[slice | slice[Any, Any, Any], ...], list[tuple[int, ...]]]:
    """Slices for negative amounts, and the amounts without them."""
    cuts, kept = [], []
    for (low, high), size in zip(pairs, sizes):
        first = -low if isinstance(low, int) and low < 0 else 0
        last = size + high if isinstance(high, int) and high < 0 else size
        cuts.append(slice(first, last))
        kept.append((0 if first else low, 0 if last is not size else high))
    return tuple(cuts), kept


@reads("DepthToSpace")
def depth_to_space(node: NodeView, x: EagerTensor) -> EagerTensor:
    x, b = as_tensor(x), node.get("blocksize")
    n, c, h, w = x.spec.shape
    if node.get("mode", "DCR") == "DCR":
        split, order = (n, b, b, c // b**2, h, w), (0, 3, 4, 1, 5, 2)
    else:
        split, order = (n, c // b**2, b, b, h, w), (0, 1, 4, 2, 5, 3)
    parts = f.transpose(f.reshape(x, split), order)
    return f.reshape(parts, (n, c // b**2, h * b, w * b))


@reads("SpaceToDepth")
def space_to_depth(node: NodeView, x: EagerTensor) -> EagerTensor:
    x, b = as_tensor(x), node.get("blocksize")
    n, c, h, w = x.spec.shape
    parts = f.reshape(x, (n, c, h // b, b, w // b, b))
    is_crd = node.get("mode", "DCR") == "CRD"
    parts = f.transpose(parts, (0, 1, 3, 5, 2, 4) if is_crd else (0, 3, 5, 1, 2, 4))
    return f.reshape(parts, (n, c * b**2, h // b, w // b))


@reads("Trilu")
def trilu(node: NodeView, x: EagerTensor, k: EagerTensor | None = None) -> EagerTensor:
    k = 0 if k is None else int(np.asarray(k))
    return (f.triu if node.get("upper", 1) else f.tril)(x, k)


@reads("Dropout")
def dropout(node: Any, x: Any, ratio: Any = None, training: Any = None) -> Any:
    if training is not None and bool(np.asarray(training)):
        node.fail("dropout while training is not read")
    return x, f.broadcast_to(np.asarray(True), as_tensor(x).spec.shape)
