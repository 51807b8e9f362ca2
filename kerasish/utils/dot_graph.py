"""Layers as boxes and edges in the DOT language."""

from __future__ import annotations

import json
import os
from itertools import count
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.utils.layer_graph import LayerBox, layer_graph
from kerasish.utils.layer_labels import LabelParts, details_of, title_of


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
    found = layer_graph(model, expand_nested, each_call=False)
    names = {box: f"n{number}" for number, box in enumerate(found.boxes)}
    lines = _Boxes(names, parts).lines(found.boxes, 0)
    lines += [f"  {names[a]} -> {names[b]};" for a, b in found.edges]
    name = json.dumps(f"cluster_{model.name}" if subgraph else model.name)
    settings = f"rankdir={rankdir}, dpi={dpi}, splines={splines}, concentrate=true"
    head = [
        f"{'subgraph' if subgraph else 'digraph'} {name} {{",
        f"  graph [{settings}];",
        '  node [shape=box, style=rounded, fontname="monospace"];',
    ]
    return DotGraph("\n".join([*head, *lines, "}", ""]))


class _Boxes:
    """Lines of boxes, in clusters for the models that they are in."""

    def __init__(self, names: dict[LayerBox, str], parts: LabelParts):
        self.names, self.parts = names, parts
        self.numbers: dict[str, count] = {}

    def lines(self, boxes, level: int) -> list[str]:
        indent = "  " * (level + 1)
        lines, inside = [], {}
        for box in boxes:
            if len(box.models) > level:
                inside.setdefault(box.models[level], []).append(box)
                continue
            rows = [title_of(box.layer, self.parts), *details_of(box, self.parts)]
            label = json.dumps("\n".join(rows))
            lines.append(f"{indent}{self.names[box]} [label={label}];")
        for model, members in inside.items():
            lines.append(f"{indent}subgraph {self._cluster(model.name)} {{")
            lines.append(f"{indent}  label={json.dumps(model.name)};")
            lines += [*self.lines(members, level + 1), f"{indent}}}"]
        return lines

    def _cluster(self, name: str) -> str:
        """A name that no other cluster has: models in models may be called alike."""
        number = next(self.numbers.setdefault(name, count()))
        return json.dumps(f"cluster_{name}" + (f"_{number}" if number else ""))
