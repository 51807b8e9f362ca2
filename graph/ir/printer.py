"""A graph as text, one node a line, in the order in which it would run."""

from __future__ import annotations

from collections.abc import Iterable

from graph.ir.node import reachable
from graph.ir.tensor import SymbolicTensor


def print_graph(outputs: Iterable[SymbolicTensor], origins: bool = False) -> str:
    """The text of a graph.

    Args:
        outputs: the tensors whose graph is shown.
        origins: whether each line ends with the layer and the user's line.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None, 3), "x")
        >>> print(graph.print_graph([graph.exp(x)]))
        %0 = placeholder('x') : float32[x_0, 3]
        %1 = exp(%0) : float32[x_0, 3]
        return %1
    """
    outputs = list(outputs)
    names: dict = {}
    lines = []
    for node in reachable(outputs):
        name = f"%{len(names)}"
        names[node] = name
        shown = ", ".join(_name(t, names) for t in node.inputs)
        label = repr(node.op)
        if node.inputs:
            label = label[:-1] + f"; {shown})" if "(" in label else f"{label}({shown})"
        specs = ", ".join(map(repr, node.specs))
        line = f"{name} = {label} : {specs}"
        lines.append(f"{line}  # {node.origin}" if origins else line)
    lines.append("return " + ", ".join(_name(t, names) for t in outputs))
    return "\n".join(lines)


def _name(tensor, names):
    name = names[tensor.node]
    return name if len(tensor.node.specs) == 1 else f"{name}.{tensor.index}"
