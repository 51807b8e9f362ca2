"""A picture in the DOT language, for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from graph.drawing.picture import Box, Picture

SHAPES = {
    "op": 'shape=box, style="rounded,filled", fillcolor="#ffffff"',
    "gradient": 'shape=box, style="rounded,filled", fillcolor="#f3ebfc"',
    "placeholder": 'shape=ellipse, style=filled, fillcolor="#d9e8fb"',
    "variable": 'shape=box, style=filled, fillcolor="#fdecc8"',
    "layer": 'shape=box, style="rounded,filled", fillcolor="#ffffff"',
    "output": 'shape=ellipse, style=filled, fillcolor="#d8f0dc"',
}


def to_dot(picture: Picture) -> str:
    """The text of a DOT file: layers and bodies are clusters, specs stand on edges.

    Args:
        picture: flat, as `building` makes it.
    """
    lines = [*_Dot().lines(picture, 1)]
    return "\n".join(
        ['digraph "graph" {', '  node [fontname="monospace"];', *lines, "}\n"]
    )


class _Dot:
    def __init__(self):
        self.clusters = count()
        self.names: dict[Box, str] = {}

    def lines(self, picture: Picture, depth: int) -> Iterator[str]:
        """The boxes in the clusters of their scopes, then the edges."""
        for box in picture.boxes:
            self.names[box] = f"n{len(self.names)}"
        yield from self._scoped(picture.boxes, 0, depth)
        indent = "  " * depth
        for edge in picture.edges:
            label = _quoted(edge.source.spec)
            source, target = self.names[edge.source], self.names[edge.target]
            yield f"{indent}{source} -> {target} [label={label}];"

    def _scoped(self, boxes, level: int, depth: int) -> Iterator[str]:
        groups: dict[str, list[Box]] = {}
        for box in boxes:
            if len(box.scopes) > level:
                groups.setdefault(box.scopes[level], []).append(box)
            else:
                yield from self._box(box, depth)
        for scope, members in groups.items():
            yield from self._cluster(
                scope, self._scoped(members, level + 1, depth + 1), depth
            )

    def _box(self, box: Box, depth: int) -> Iterator[str]:
        name, indent = self.names[box], "  " * depth
        tooltip = _quoted(box.about)
        title = _quoted("\n".join((box.title, *box.details)))
        shape = SHAPES[box.kind]
        yield f"{indent}{name} [label={title}, {shape}, tooltip={tooltip}];"
        for picture in box.inner:
            caption = f"{box.title}: {picture.caption}"
            yield from self._cluster(caption, self.lines(picture, depth + 1), depth)
            first = self.names[picture.boxes[0]]
            yield f"{indent}{name} -> {first} [style=dashed, arrowhead=none];"

    def _cluster(self, label: str, lines: Iterator[str], depth: int) -> Iterator[str]:
        indent = "  " * depth
        yield f"{indent}subgraph cluster_{next(self.clusters)} {{"
        yield f"{indent}  label={_quoted(label)};"
        yield from lines
        yield f"{indent}}}"


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
