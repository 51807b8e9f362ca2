"""Which function writes which op in some format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from graph.ir.node import Node
from graph.ir.op import Op


class OpTable:
    """Functions by the op that they write; the files of a format fill it.

    Each is called with a writer of the format, the node, and what the format calls its
    inputs.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Op], Callable[..., Any]] = {}

    def on(self, *ops: type[Op]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """The decorator of a function that writes nodes of these ops."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.functions.update(dict.fromkeys(ops, function))
            return function

        return register

    def named(
        self, names: Mapping[type[Op], str], function: Callable[..., Any]
    ) -> None:
        """Registers ops that differ in a name: ``function(..., kind=name)``."""
        for op, name in names.items():
            self.functions[op] = partial(function, kind=name)

    def find(self, node: Node) -> Callable[..., Any] | None:
        """What writes a node, or None."""
        for kind in type(node.op).__mro__:
            if kind in self.functions:
                return self.functions[kind]
        return None
