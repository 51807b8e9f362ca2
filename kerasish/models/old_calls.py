"""Calls of layers as Keras 1 and 2 wrote them into functional models.

A tensor is [layer, call, output], with the keyword arguments of the call behind it; the
first argument may be a list or dict of them, with constants among them.
"""

from __future__ import annotations

from kerasish.base.errors import ConfigError, fail
from kerasish.saving.upgrades.tf_ops.op_node import tensor_of_node

_CONSTANT = "_CONSTANT_VALUE"


def is_place(item) -> bool:
    """Whether data are [layer, call, output] or [layer, call, output, arguments]."""
    return (
        isinstance(item, (list, tuple))
        and len(item) in (3, 4)
        and isinstance(item[0], str)
        and isinstance(item[1], int)
    )


def is_old_call(node) -> bool:
    """Whether a call is written as Keras 1 and 2 wrote it."""
    return not (isinstance(node, dict) and "args" in node)


def old_arguments(node, tensor_at, names, is_function: bool = False):
    """args and kwargs of a call.

    Args:
        node: the call's data.
        tensor_at: gives the tensor of [layer, call, output].
        names: of the layers that exist.
        is_function: whether a function of TensorFlow is called, which takes lists of
            one tensor as they are, and sizes that are no tensors.
    """
    first = _first(node, tensor_at)
    if not is_function and isinstance(first, list) and len(first) == 1:
        first = first[0]
    kwargs = _keywords(node)
    kwargs = {k: _value(v, tensor_at, names) for k, v in kwargs.items()}
    if not is_function:  # an argument of None was not given
        kwargs = {k: v for k, v in kwargs.items() if v is not None}
        first, kwargs = _of_tensors(first), _of_tensors(kwargs)
    return (first,), kwargs


def _first(node, tensor_at):
    """The first argument: a tensor, a constant, or a structure of them."""
    if is_place(node):
        return _constant(node[2]) if node[0] == _CONSTANT else tensor_at(node[:3])
    if isinstance(node, dict):
        return {k: _first(v, tensor_at) for k, v in node.items()}
    if isinstance(node, (list, tuple)):
        return [_first(v, tensor_at) for v in node]
    fail("a call in a model config is damaged", repr(node)[:200], error=ConfigError)


def _constant(value):
    if (
        isinstance(value, (list, tuple))
        and value
        and value[0] == {"_TYPE": "COMPOSITE"}
    ):
        fail(
            "a constant in a model config is a sparse or ragged tensor",
            repr(value)[:100],
            "such tensors are not supported",
            ConfigError,
        )
    return value


def _keywords(node) -> dict:
    """Those that stand behind each tensor of the first argument."""
    if is_place(node):
        found = node[3] if len(node) > 3 else None
        return dict(found) if isinstance(found, dict) else {}
    parts = node.values() if isinstance(node, dict) else node
    for part in parts:
        found = _keywords(part)
        if found:
            return found
    return {}


def _value(value, tensor_at, names):
    """A keyword argument; tensors in it are [layer, call, output]."""
    if is_place(value) and value[0] in names:
        return tensor_at(value[:3])
    if isinstance(value, list):
        return [_value(v, tensor_at, names) for v in value]
    if isinstance(value, dict) and "class_name" not in value:
        return {k: _value(v, tensor_at, names) for k, v in value.items()}
    return value


def _of_tensors(value):
    """The structure with tensors in place of sizes."""
    if isinstance(value, list):
        return [_of_tensors(v) for v in value]
    if isinstance(value, dict):
        return {k: _of_tensors(v) for k, v in value.items()}
    return tensor_of_node(value)
