"""Rules that replace a node by something equal, and the walk that applies them."""

from __future__ import annotations

from collections.abc import Callable

from graph.ir.dispatch import as_symbolic
from graph.ir.node import Node, make_node, reachable
from graph.ir.op import Op
from graph.ir.origin import made_for
from graph.ir.program import Program
from graph.ir.tensor import SymbolicTensor

Rule = Callable[[Node], SymbolicTensor | tuple[SymbolicTensor, ...] | None]


class RuleTable:
    """Rules by the op that they look at; ``None`` stands for every op."""

    def __init__(self, name: str, several: bool = False):
        self.name = name
        self.several = several  # whether nodes with several outputs are looked at
        self.rules: dict[type[Op] | None, list[Rule]] = {}

    def on(self, *ops: type[Op]):
        """Decorator: the rule is tried at nodes of these ops (of all, if none)."""

        def register(rule: Rule) -> Rule:
            for op in ops or (None,):
                self.rules.setdefault(op, []).append(rule)
            return rule

        return register

    def replace(self, node: Node) -> tuple[SymbolicTensor, ...] | None:
        """What the first rule that fits makes of the outputs of a node."""
        for key in (type(node.op), None):
            for rule in self.rules.get(key, ()):
                result = rule(node)
                if isinstance(result, tuple):
                    return result
                if result is not None:
                    return (as_symbolic(result),)
        return None

    def __call__(self, program: Program) -> Program:
        """The program with the rules applied at every node, inputs first."""
        memo: dict = {(t.node, t.index): t for t in program.inputs}
        for node in reachable(program.roots, stop=program.inputs):
            inputs = tuple(memo[t.node, t.index] for t in node.inputs)
            unchanged = all(a is b for a, b in zip(inputs, node.inputs))
            new = node if unchanged else make_node(node.op, inputs, node.origin)
            looked_at = self.several or len(new.specs) == 1
            with made_for(node.origin):
                result = self.replace(new) if looked_at else None
            for index in range(len(node.specs)):
                tensor = new.output(index) if result is None else result[index]
                memo.setdefault((node, index), tensor)
        return program.with_roots([memo[t.node, t.index] for t in program.roots])
