"""Layers as boxes and edges in the DOT language."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import graph
from kerasish.base.discovery import internal


@internal
class LabelParts(NamedTuple):
    """What is written into the box of a layer."""

    names: bool
    shapes: bool
    dtype: bool
    activations: bool
    trainable: bool


@internal
class DotGraph:
    """A text in the DOT language."""

    def __init__(self, text: str):
        self._text = text

    def to_string(self) -> str:
        """The text."""
        return self._text

    def write(self, path) -> None:
        """Writes the text to a file."""
        Path(os.fspath(path)).write_text(self._text, "utf-8")


@internal
def model_graph(
    model, parts: LabelParts, rankdir, dpi, splines, expand_nested, subgraph
) -> DotGraph:
    """The graph of a model's layers."""
    writer = _Writer(parts, expand_nested)
    lines = writer.layers(model, "  ")
    lines += [f"  {a} -> {b};" for a, b in dict.fromkeys(writer.edges)]
    name = json.dumps(f"cluster_{model.name}" if subgraph else model.name)
    settings = f"rankdir={rankdir}, dpi={dpi}, splines={splines}, concentrate=true"
    head = [
        f"{'subgraph' if subgraph else 'digraph'} {name} {{",
        f"  graph [{settings}];",
        '  node [shape=box, style=rounded, fontname="monospace"];',
    ]
    return DotGraph("\n".join([*head, *lines, "}", ""]))


class _Writer:
    """Gives boxes to layers, and notes which tensors pass between them."""

    def __init__(self, parts: LabelParts, expand_nested: bool):
        self.parts = parts
        self.expand_nested = expand_nested
        self.edges: list[tuple[str, str]] = []
        self.count = 0

    def layers(self, model, indent: str, feeds=()) -> list[str]:
        """Lines of all layers; ``self.last`` are the boxes that make the outputs."""
        inner = getattr(model, "_functional", None)
        network = getattr(model if inner is None else inner, "_network", None)
        if network is None:
            return self._plain_layers(model, indent)
        made: dict = dict(zip(map(id, network.inputs), feeds))
        lines, boxes = [], {}
        for call in network.calls:
            layer = call.operation
            outputs = [t for t in graph.flatten(call.outputs) if t is not None]
            if outputs and all(id(t) in made for t in outputs):
                continue  # an input of a model that is drawn inside another
            sources = [made[id(t)] for t in call.input_tensors if id(t) in made]
            if self.expand_nested and hasattr(layer, "layers"):
                lines += self._cluster(layer, indent, sources)
                ends = self.last
            else:
                if layer not in boxes:
                    boxes[layer] = self._next()
                    lines.append(
                        f"{indent}{boxes[layer]} [{self._label(layer, call)}];"
                    )
                self.edges += [(source, boxes[layer]) for source in sources]
                ends = [boxes[layer]] * len(outputs)
            made.update(zip(map(id, outputs), ends))
        self.last = [made[id(t)] for t in network.outputs]
        return lines

    def _plain_layers(self, model, indent: str) -> list[str]:
        """Of a subclassed model: boxes alone, since calls are not recorded."""
        names = [self._next() for _ in model.layers]
        self.last = names[-1:]
        return [
            f"{indent}{name} [{self._label(layer, None)}];"
            for name, layer in zip(names, model.layers)
        ]

    def _cluster(self, model, indent: str, sources) -> list[str]:
        name = json.dumps(f"cluster_{model.name}")
        inside = self.layers(model, indent + "  ", sources)
        title = f"{indent}  label={json.dumps(model.name)};"
        return [f"{indent}subgraph {name} {{", title, *inside, f"{indent}}}"]

    def _next(self) -> str:
        self.count += 1
        return f"n{self.count - 1}"

    def _label(self, layer, call) -> str:
        kind = type(layer).__name__
        rows = [f"{layer.name} ({kind})" if self.parts.names else kind]
        activation = getattr(layer, "activation", None)
        if self.parts.activations and activation is not None:
            rows.append(f"Activation: {getattr(activation, '__name__', activation)}")
        if self.parts.shapes and call is not None:
            given = [t.shape for t in call.input_tensors]
            rows += [f"Input shape: {_shown(given)}"] if given else []
            outputs = [t for t in graph.flatten(call.outputs) if t is not None]
            rows.append(f"Output shape: {_shown([t.shape for t in outputs])}")
        if self.parts.dtype and call is not None:
            rows.append(f"Output dtype: {graph.flatten(call.outputs)[0].dtype.name}")
        if self.parts.trainable and layer.weights:
            rows.append("Trainable" if layer.trainable else "Non-trainable")
        return "label=" + json.dumps("\n".join(rows))


def _shown(shapes) -> str:
    return ", ".join(str(tuple(shape)) for shape in shapes)
