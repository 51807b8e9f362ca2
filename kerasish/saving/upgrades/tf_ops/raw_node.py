"""Nodes of TensorFlow 1.14 to 2.3: one operation, its attributes, and constants.

Each becomes a call of the function that the table has, with the operation's inputs and
attributes under the names of the function's arguments.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from kerasish.base.errors import ConfigError, fail
from kerasish.saving.upgrades.tf_ops.node_def import attribute_values, parse_node
from kerasish.saving.upgrades.tf_ops.raw_table import RAW_OPERATIONS


@dataclass(frozen=True)
class RawNode:
    """A function of the table, and what makes its arguments from the tensors.

    Args:
        symbol: of the function.
        arguments: gives args and kwargs for the tensors of a call.
    """

    symbol: str
    arguments: Callable


def read_raw_node(config: dict, name: str) -> RawNode:
    """The call that a ``TensorFlowOpLayer`` stands for.

    Raises:
        ConfigError: the node cannot be read.
    """
    node = config.get("node_def")
    try:
        if isinstance(node, (str, bytes)):
            node = parse_node(node)
        operation, attributes = node["op"], attribute_values(node.get("attr", {}))
        constants = {int(k): v for k, v in (config.get("constants") or {}).items()}
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        fail(
            f"layer {name!r}: its node_def is damaged",
            f"{type(error).__name__}: {error}"[:200],
            error=ConfigError,
        )
    entry = RAW_OPERATIONS.get(operation)
    symbol, change = (f"raw_ops.{operation}", _plain) if entry is None else entry

    def arguments(args):
        inputs = args[0] if isinstance(args[0], list) else [args[0]]
        inputs = list(inputs)
        for index, value in sorted(constants.items()):
            inputs.insert(index, _array_of(value))
        return change(inputs, attributes)

    return RawNode(symbol, arguments)


def _plain(inputs, attributes):
    return inputs, {}


def _array_of(value):
    """A constant; arrays were written as objects at times."""
    if isinstance(value, dict):
        return value.get("value", value.get("config", {}).get("value"))
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
