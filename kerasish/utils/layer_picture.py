"""Layers as boxes in frames of the models that they are in."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.utils.layer_graph import layer_graph
from kerasish.utils.layer_labels import LabelParts, details_of, tint_of, title_of

#: what names of Graphviz' splines are in `graph.Picture`
_LINES = {
    "ortho": "right angles",
    "polyline": "straight",
    "line": "straight",
    "false": "straight",
}


@internal
def layer_picture(
    model, parts: LabelParts, rankdir: str, splines: str, expand_nested: bool
) -> graph.Picture:
    """What `graph.draw` draws of a model's layers.

    Args:
        model: with weights.
        parts: what is written into boxes.
        rankdir: direction of the edges.
        splines: form of the edges, as Graphviz calls it; "ortho", "polyline" and "line"
            are straight, all others curved.
        expand_nested: whether models inside are frames around their layers.
    """
    found = layer_graph(model, expand_nested)
    boxes = {
        box: graph.Box(
            title_of(box.layer, parts),
            "layer",
            scopes=tuple(inner.name for inner in box.models),
            details=tuple(details_of(box, parts)),
            tint=tint_of(box.layer),
        )
        for box in found.boxes
    }
    edges = [graph.Edge(boxes[a], boxes[b]) for a, b in found.edges]
    lines = _LINES.get(str(splines).lower(), "curved")
    return graph.Picture("", list(boxes.values()), edges, rankdir, lines)
