"""All that the page shows, as types that JSON has."""

from __future__ import annotations

from collections import Counter

import graph
from kerasish.base.discovery import internal
from kerasish.models.exploring.costs import flops_by_scope, of_scope, times_by_scope
from kerasish.models.exploring.frames import Frames
from kerasish.models.exploring.weight_facts import weight_facts
from kerasish.models.summary.output_shapes import output_shape_of
from kerasish.models.summary.summary_rows import bytes_of, count_of
from kerasish.saving.reports.printable import printable
from kerasish.utils.layer_graph import LayerBox, layer_graph
from kerasish.utils.layer_labels import shapes_shown, tint_of

#: letters of names and of values of configs that are shown
LONGEST = 200


@internal
def model_facts(model, data=None) -> dict:
    """Layers, frames around them, edges between them, and sums.

    Args:
        model: with weights.
        data: what `predict` takes, to be timed; None for no times.
    """
    return _Facts(model, data).facts()


class _Facts:
    def __init__(self, model, data):
        self.model = model
        self.graph = layer_graph(model)
        self.flops = flops_by_scope(model)
        self.times = None if data is None else times_by_scope(model, data)
        self.layers: dict[int, int] = {}
        self.weights: dict[int, dict] = {}

    def facts(self) -> dict:
        boxes = self.graph.boxes
        number = {box: i for i, box in enumerate(boxes)}
        frames = Frames(boxes)
        for frame in frames.all:
            frame["name"] = printable(frame["name"], LONGEST)
        nodes = [self._node(box) for box in boxes]
        calls = Counter(node["layer"] for node in nodes)
        for node in nodes:
            node["calls"] = calls[node["layer"]]
        return {
            "name": printable(self.model.name, LONGEST),
            "class": self.model._kind,
            "nodes": [n | {"frame": f} for n, f in zip(nodes, frames.around)],
            "frames": frames.all,
            "edges": [[number[a], number[b]] for a, b in self.graph.edges],
            "totals": self._totals(),
        }

    def _totals(self) -> dict:
        model = self.model
        sums = [None if d is None else sum(d.values()) for d in self._costs()]
        return {
            "parameters": count_of(model.weights),
            "trainable": count_of(model.trainable_weights),
            "bytes": bytes_of(model.weights),
            "flops": sums[0],
            "ms": sums[1],
        }

    def _costs(self):
        return self.flops, self.times

    def _node(self, box: LayerBox) -> dict:
        layer = box.layer
        scope = (self.model.name, *(m.name for m in box.models), layer.name)
        flops, ms = (of_scope(costs, scope) for costs in self._costs())
        given = box.calls[0].input_tensors if box.calls else []
        made = graph.flatten(box.calls[0].outputs) if box.calls else []
        return {
            "name": printable(layer.name, LONGEST),
            "class": layer._kind,
            "tint": tint_of(layer),
            "layer": self.layers.setdefault(id(layer), len(self.layers)),
            "inputs": shapes_shown(given),
            "outputs": output_shape_of(layer),
            "dtype": ", ".join({t.dtype.name: 0 for t in made if t is not None}),
            "parameters": count_of(layer.weights),
            "bytes": bytes_of(layer.weights),
            "trainable": bool(layer.trainable) if layer.weights else None,
            "flops": flops,
            "ms": ms,
            "config": _config(layer),
            "weights": [self._weight(weight) for weight in layer.weights],
            "inside": [
                f"{printable(inner.name, LONGEST)} ({inner._kind})"
                for inner in layer._flatten_layers(include_self=False)
            ],
        }

    def _weight(self, weight) -> dict:
        if id(weight) not in self.weights:
            facts = weight_facts(weight)
            facts["name"] = printable(facts["name"], LONGEST)
            self.weights[id(weight)] = facts
        return self.weights[id(weight)]


def _config(layer) -> list[list[str]]:
    """Arguments of the constructor with their values; none where it has no config."""
    try:
        config = layer.get_config()
    except NotImplementedError:
        return []
    shown = {k: v for k, v in config.items() if k not in ("name", "trainable")}
    return [[printable(k, LONGEST), _value(v)] for k, v in shown.items()]


def _value(value) -> str:
    """A value in a line; of an object in a config its class and its arguments."""
    if isinstance(value, dict) and "class_name" in value:
        inside = value.get("config")
        inside = inside if isinstance(inside, dict) else {}
        pairs = [f"{k}={_value(v)}" for k, v in inside.items() if v is not None]
        return printable(f"{value['class_name']}({', '.join(pairs)})", LONGEST)
    return printable(value if isinstance(value, str) else repr(value), LONGEST)
