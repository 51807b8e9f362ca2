"""Rules that replace a node by something equal, and the walk that applies them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graph.ir.dispatch import as_symbolic
from graph.ir.node import Node, with_inputs
from graph.ir.op import Op
from graph.ir.origin import made_for
from graph.ir.program import Program
from graph.ir.tensor import SymbolicTensor

Rule = Callable[[Node], SymbolicTensor | tuple[SymbolicTensor, ...] | None]


class Replacements:
    """What tensors of a program become while it is written anew; others stay.

    Inputs stay what they are, whatever becomes of the nodes that they are results of.
    """

    def __init__(self, program: Program) -> None:
        self._new = {tensor: tensor for tensor in program.inputs}

    def set(self, node: Node, outputs: Sequence[SymbolicTensor]) -> None:
        """The outputs of a node become others."""
        for old, new in zip(node.outputs(), outputs):
            self._new.setdefault(old, new)

    def all(self, tensors: Iterable[SymbolicTensor]) -> list[SymbolicTensor]:
        """What tensors have become."""
        new = self._new
        return [new.get(tensor, tensor) for tensor in tensors]

    def rebuilt(self, node: Node) -> Node:
        """The node on what its inputs have become; itself where nothing has changed."""
        new = self._new
        if new.keys().isdisjoint(node.inputs):
            return node
        return with_inputs(node, self.all(node.inputs))


class RuleTable:
    """Rules by the op that they look at; ``None`` stands for every op."""

    def __init__(self, name: str, several: bool = False) -> None:
        self.name = name
        self.several = several  # whether nodes with several outputs are looked at
        self.rules: dict[type[Op] | None, list[Rule]] = {}

    def on(self, *ops: type[Op]) -> Callable[..., Any]:
        """Decorator: the rule is tried at nodes of these ops (of all, if none)."""

        def register(rule: Rule) -> Rule:
            for op in ops or (None,):
                self.rules.setdefault(op, []).append(rule)
            return rule

        return register

    def of(self, op: type[Op], is_single: bool) -> list[Rule]:
        """The rules for nodes of an op, with a single output or with several."""
        if not is_single and not self.several:
            return []
        return [*self.rules.get(op, ()), *self.rules.get(None, ())]

    def __call__(self, program: Program) -> Program:
        """The program with the rules applied at every node, inputs first."""
        return apply_rules(program, self)


def apply_rules(
    program: Program, *tables: RuleTable, settled: set[Node] | None = None
) -> Program:
    """The program with the first rule that fits, in the order of the tables, applied
    at every node, inputs first: one walk for all tables.

    Args:
        program: what to rewrite.
        *tables: rules that look at nothing but a node and what it is computed from.
        settled: nodes that no rule fits: they are left out, and new ones are added.
    """
    settled = set() if settled is None else settled
    new_of, rules_of = Replacements(program), {}
    for node in program.nodes():
        new = new_of.rebuilt(node)
        result = None
        if new not in settled:
            kind = type(new.op), len(new.specs) == 1
            if kind not in rules_of:
                rules_of[kind] = [rule for table in tables for rule in table.of(*kind)]
            with made_for(node.origin):
                result = _replaced(new, rules_of[kind])
            if result is None:
                settled.add(new)
        if result is not None or new is not node:
            new_of.set(node, new.outputs() if result is None else result)
    return program.with_roots(new_of.all(program.roots))


def _replaced(node: Node, rules: Sequence[Rule]) -> tuple[SymbolicTensor, ...] | None:
    """What the first rule that fits makes of the outputs of a node."""
    for rule in rules:
        result = rule(node)
        if isinstance(result, tuple):
            return result
        if result is not None:
            return (as_symbolic(result),)
    return None
