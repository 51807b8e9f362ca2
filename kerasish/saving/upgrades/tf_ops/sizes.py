"""Sizes that a model computes with: ``tf.shape(x)[0] * 2`` and the like.

They stay expressions, since a size that only a call tells is no tensor here. What
consumes them gets plain numbers where all is known, else it becomes a `TensorFlowCall`,
which computes them from the tensors of each call.
"""

from __future__ import annotations

import functools
import math

import graph
from kerasish.base.keras_tensor import KerasTensor, plain
from kerasish.saving.upgrades.tf_ops.arithmetic import SIZE_OPERATORS
from kerasish.saving.upgrades.tf_ops.indexing import index_of


class Expression:
    """A call of a TensorFlow function, not made yet.

    Args:
        symbol: the function's name in the table.
        args, kwargs: Keras tensors, expressions and constants, in lists too.
    """

    def __init__(self, symbol: str, args: tuple, kwargs: dict):
        self.symbol, self.args, self.kwargs = symbol, tuple(args), dict(kwargs)

    def value(self, tensor_of):
        """The value, where `tensor_of` gives a plain tensor for each Keras tensor."""
        args = [value_of(v, tensor_of) for v in self.args]
        kwargs = {k: value_of(v, tensor_of) for k, v in self.kwargs.items()}
        return size_function(self.symbol)(*args, **kwargs)


def value_of(value, tensor_of):
    """Expressions and Keras tensors in a structure, replaced by what they are."""
    if isinstance(value, Expression):
        return value.value(tensor_of)
    if isinstance(value, KerasTensor):
        return tensor_of(value)
    if isinstance(value, (list, tuple)):
        return [value_of(v, tensor_of) for v in value]
    return value


def known(value):
    """The value of sizes as far as shapes tell: numbers, and symbols for the others."""
    return value_of(value, plain)


def leaves(value):
    """Everything in a structure that is no list."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def is_known(value) -> bool:
    return not any(isinstance(v, (graph.Tensor, graph.Dim)) for v in leaves(value))


def stays_size(symbol: str, args, kwargs) -> bool:
    """Whether a call gives sizes: of a tensor, or computed from sizes alone."""
    if symbol in ("shape", "size"):
        return True
    found = [*leaves(list(args)), *leaves(list(kwargs.values()))]
    if symbol not in _SIZES or any(isinstance(v, KerasTensor) for v in found):
        return False
    whole = all(not isinstance(v, float) for v in found)
    to_float = "float" in str(kwargs.get("dtype"))
    return whole and not to_float and any(isinstance(v, Expression) for v in found)


def size_function(symbol: str):
    """What computes with sizes and lists of them."""
    return _SIZES[symbol]


def _shape(x, **_):
    return list(graph.shape(x)) if isinstance(x, graph.Tensor) else _list_shape(x)


def _list_shape(x):
    return [len(x), *_list_shape(x[0])] if isinstance(x, list) and x else []


def _size(x, **_):
    return math.prod(_shape(x))


def _item(sizes, slice_spec):
    index = index_of(slice_spec)
    if isinstance(index, tuple):
        index = index[0] if len(index) == 1 else index
    if index is None:
        return [sizes]
    return sizes if index is Ellipsis else sizes[index]


def _part(sizes, begin, end, strides=None, **masks):
    """What TensorFlow 1 wrote for an index or slice of sizes."""
    if masks.get("shrink_axis_mask"):
        return sizes[begin[0]]
    start = None if masks.get("begin_mask") else begin[0]
    return sizes[start : None if masks.get("end_mask") else end[0]]


def _slice(sizes, begin, size):
    start, count = begin[0], size[0]
    return sizes[start : None if count == -1 else start + count]


def _same(sizes, *_, **__):
    return sizes


def _joined(values, axis=0):
    return [size for value in values for size in value]


def _stacked(values, axis=0, **_):
    return list(values)


def _product(sizes, **_):
    return math.prod(sizes)


def _arithmetic(key, x, y):
    change = SIZE_OPERATORS[key]
    if isinstance(x, list) or isinstance(y, list):
        count = len(x if isinstance(x, list) else y)
        x = x if isinstance(x, list) else [x] * count
        y = y if isinstance(y, list) else [y] * count
        return [change(a, b) for a, b in zip(x, y)]
    return change(x, y)


_SIZES = {
    "shape": _shape,
    "size": _size,
    "__operators__.getitem": _item,
    "strided_slice": _part,
    "slice": _slice,
    "identity": _same,
    "cast": _same,
    "convert_to_tensor": _same,
    "concat": _joined,
    "stack": _stacked,
    "unstack": _same,
    "reshape": _same,
    "math.reduce_prod": _product,
    "math.add": functools.partial(_arithmetic, "add"),
    "__operators__.add": functools.partial(_arithmetic, "add"),
    "math.subtract": functools.partial(_arithmetic, "subtract"),
    "math.multiply": functools.partial(_arithmetic, "multiply"),
    "math.floordiv": functools.partial(_arithmetic, "floor_divide"),
    "floor_div": functools.partial(_arithmetic, "floor_divide"),
    "math.floormod": functools.partial(_arithmetic, "mod"),
}
