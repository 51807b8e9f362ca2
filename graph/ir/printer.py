"""A graph as text, one node a line, in the order in which it would run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.ir.node import Node, reachable
from graph.ir.subgraph import named_bodies
from graph.ir.tensor import SymbolicTensor


def print_graph(
    outputs: SymbolicTensor | Iterable[SymbolicTensor], origins: bool = False
) -> str:
    """The text of a graph. The bodies of loops and branches stand below their node.

    Args:
        outputs: the tensor, or the tensors, whose graph is shown.
        origins: whether each line ends with the layer and the user's line.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None, 3), "x")
        >>> print(graph.print_graph([graph.exp(x)]))
        %0 = placeholder('x') : float32[x_0, 3]
        %1 = exp(%0) : float32[x_0, 3]
        return %1
    """
    several = [outputs] if isinstance(outputs, SymbolicTensor) else list(outputs)
    return "\n".join(_lines(several, (), origins))


def _lines(
    outputs: Sequence[SymbolicTensor], given: Sequence[Any], origins: bool
) -> Iterator[str]:
    names: dict[Node, str] = {t.node: f"%{i}" for i, t in enumerate(given)}
    for node in reachable(outputs, stop=given):
        if node in names:
            continue
        name = names[node] = f"%{len(names)}"
        shown = ", ".join(_name(t, names) for t in node.inputs)
        label = repr(node.op)
        if node.inputs:
            label = label[:-1] + f"; {shown})" if "(" in label else f"{label}({shown})"
        specs = ", ".join(map(repr, node.specs))
        line = f"{name} = {label} : {specs}"
        yield f"{line}  # {node.origin}" if origins else line
        for title, body in named_bodies(node.op):
            params = ", ".join(f"%{i}: {p.spec}" for i, p in enumerate(body.params))
            yield f"  {title}({params}):"
            for text in _lines(body.outputs, body.params, origins):
                yield f"    {text}"
    yield "return " + ", ".join(_name(t, names) for t in outputs)


def _name(tensor: SymbolicTensor, names: Mapping[Node, str]) -> str:
    name = names[tensor.node]
    return name if len(tensor.node.specs) == 1 else f"{name}.{tensor.index}"
