"""The picture of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from graph.drawing.picture import Box, Edge, Picture
from graph.ir.barrier import Barrier
from graph.ir.leaves import Constant, Placeholder, ReadVariable
from graph.ir.naming import short_scope
from graph.ir.node import Node, reachable
from graph.ir.origin import GRADIENT
from graph.ir.subgraph import named_bodies
from graph.ir.tensor import SymbolicTensor
from graph.ops.shape.broadcast import BroadcastTo

#: attributes longer than this are seen only under the mouse
LONGEST_TITLE = 34


def picture_of(
    outputs: Sequence[SymbolicTensor],
    names: Sequence[str],
    inputs: Sequence[SymbolicTensor] = (),
    caption: str = "",
) -> Picture:
    """A box for each node that computes something, and for each output.

    Constants of one number are written where they are used; broadcasts and markers,
    which compute nothing, are left out.

    Args:
        outputs: what the graph computes.
        names: of the outputs.
        inputs: tensors that are given; nothing behind them is drawn.
        caption: written above it.
    """
    return _Builder(caption, inputs).build(outputs, names)


class _Builder:
    def __init__(self, caption: str, inputs: Sequence[SymbolicTensor]):
        self.picture = Picture(caption)
        self.inputs = inputs
        self.boxes: dict[Node, Box] = {}

    def build(self, outputs, names) -> Picture:
        for tensor in self.inputs:
            self._add(tensor.node, Box(tensor.name, "placeholder"))
        for node in reachable(outputs, stop=self.inputs):
            if not (_is_passed_through(node) or _is_number(node)):
                self._add(node, _box_of(node))
                self._connect(self.boxes[node], node.inputs)
        for tensor, name in zip(outputs, names):
            box = Box(name, "output")
            self.picture.boxes.append(box)
            self._connect(box, [tensor])
        self._move_to_users()
        return self.picture

    def _move_to_users(self) -> None:
        """A variable belongs to the layer that uses it first."""
        for edge in reversed(self.picture.edges):
            box = edge.source
            if box.kind == "variable" and edge.target.kind != "output":
                box.scopes = edge.target.scopes
                *outer, name = box.title.split("/")
                if outer[-1:] == list(box.scopes[-1:]):
                    box.title = name

    def _add(self, node: Node, box: Box) -> None:
        if node not in self.boxes:
            box.spec = ", ".join(map(repr, node.specs))
            self.boxes[node] = box
            self.picture.boxes.append(box)

    def _connect(self, box: Box, tensors) -> None:
        sources = dict.fromkeys(
            self.boxes[t.node] for t in map(_origin_of, tensors) if t.node in self.boxes
        )
        self.picture.edges += [Edge(source, box) for source in sources]


def _is_passed_through(node: Node) -> bool:
    op = node.op
    hidden = op.is_marker or isinstance(op, (BroadcastTo, Barrier))
    return hidden and bool(node.inputs)


def _is_number(node: Node) -> bool:
    return isinstance(node.op, Constant) and node.op.array.size == 1


def _origin_of(tensor: SymbolicTensor) -> SymbolicTensor:
    """The tensor behind nodes that hand it on."""
    while _is_passed_through(tensor.node):
        tensor = tensor.node.inputs[min(tensor.index, len(tensor.node.inputs) - 1)]
    return tensor


def _box_of(node: Node) -> Box:
    op = node.op
    about = f"{op!r}\nmade by {node.origin}"
    scopes = _scopes(node)
    if isinstance(op, Placeholder):
        return Box(op.label, "placeholder", about=about)
    if isinstance(op, ReadVariable):
        path = "/".join(op.variable.path.split("/")[-2:])
        return Box(path, "variable", about=f"{op.variable.path}, {about}")
    if isinstance(op, Constant):
        return Box("constant", "variable", about=about, scopes=scopes)
    inner = [_body(name, body, scopes) for name, body in named_bodies(op)]
    kind = "gradient" if GRADIENT in node.origin.scopes else "op"
    return Box(_title(node), kind, about=about, scopes=scopes, inner=inner)


def _scopes(node: Node) -> tuple[str, ...]:
    """The layers around a node, each once; gradients are told by their colour."""
    names = [short_scope(s) for s in node.origin.scopes if s != GRADIENT]
    return tuple(n for i, n in enumerate(names) if i == 0 or n != names[i - 1])


def _body(name: str, body, scopes) -> Picture:
    """The picture of a body, without the frames that are around its node."""
    names = [f"result {i}" for i in range(len(body.outputs))]
    picture = picture_of(body.outputs, names, body.params, name)
    for box in picture.boxes:
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(box.scopes, scopes))
        box.scopes = box.scopes[len(list(pairs)) :]
    return picture


def _title(node: Node) -> str:
    """The op with its attributes, and with numbers among its inputs."""
    origins = [_origin_of(t) for t in node.inputs]
    numbers = [_number(t) if _is_number(t.node) else "·" for t in origins]
    title = node.op.name
    if set(numbers) - {"·"}:
        title = f"{title}({', '.join(numbers)})"
    shown = repr(node.op)
    if title == node.op.name and len(shown) <= LONGEST_TITLE:
        return shown
    return title


def _number(tensor: SymbolicTensor) -> str:
    value = np.asarray(tensor.op.array).reshape(())[()]
    return f"{value:.4g}" if value.dtype.kind == "f" else str(value)
