"""Which function writes which op; each file of conversions fills the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from graph.ir.node import Node
from graph.ir.op import Op

#: of ops: ``convert(writer, node, *names of inputs)`` returns the name of the output,
#: or a tuple of names
CONVERSIONS: dict[type[Op], Callable] = {}


def converts(*ops: type[Op]) -> Callable[[Callable], Callable]:
    """The decorator of a function that writes nodes of these ops."""

    def register(function):
        CONVERSIONS.update(dict.fromkeys(ops, function))
        return function

    return register


def same_in_onnx(names: dict[type[Op], str], convert: Callable) -> None:
    """Registers ops by the names of what they are in ONNX.

    ``convert(writer, node, *inputs, kind=name)`` writes each.
    """
    for op, name in names.items():
        CONVERSIONS[op] = partial(convert, kind=name)


def conversion_of(node: Node) -> Callable | None:
    """What writes a node; None where ONNX has nothing that does the same."""
    for kind in type(node.op).__mro__:
        if kind in CONVERSIONS:
            return CONVERSIONS[kind]
    return None
