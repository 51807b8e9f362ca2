"""The layers of a model, and what passes between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import graph
from kerasish.base.discovery import internal


@internal
@dataclass(eq=False)
class LayerBox:
    """A layer in the place where it is called.

    Attributes:
        layer: the layer.
        calls: its calls there; none inside of a subclassed model.
        models: the models that it is in, outermost first, without the whole one.
        places: the calls of these models: a model that is called twice is two places.
    """

    layer: object
    calls: list
    models: tuple
    places: tuple = ()


@internal
@dataclass(eq=False)
class LayerGraph:
    """Boxes, and the pairs of boxes between which something passes, each once.

    Attributes:
        boxes: in an order in which they can run.
        edges: pairs of a box and one that takes what it makes.
    """

    boxes: list[LayerBox] = field(default_factory=list)
    edges: dict[tuple[LayerBox, LayerBox], None] = field(default_factory=dict)


@internal
def network_of(model):
    """The recorded calls of a functional or sequential model; else None."""
    inner = getattr(model, "_functional", None)
    return getattr(model if inner is None else inner, "_network", None)


@internal
def layer_graph(
    model, expand_nested: bool = True, each_call: bool = True
) -> LayerGraph:
    """The boxes of a model; of a subclassed one those of its layers, without edges.

    Args:
        model: with weights.
        expand_nested: whether models inside are their layers, and not one box.
        each_call: whether a layer that is called twice is two boxes; else edges may
            make circles.
    """
    found = LayerGraph()
    network = network_of(model)
    if network is None:
        found.boxes = [LayerBox(layer, [], ()) for layer in model.layers]
    else:
        _Calls(found, expand_nested, each_call).add(network, ((), ()), [])
    return found


class _Calls:
    """Adds the calls of networks to a graph."""

    def __init__(self, found: LayerGraph, expand_nested: bool, each_call: bool):
        self.found, self.expand_nested = found, expand_nested
        self.each_call = each_call

    def add(self, network, where, feeds) -> list[LayerBox]:
        """Adds the calls of a network; returns the boxes that make its outputs."""
        made: dict = {id(t): box for t, box in zip(network.inputs, feeds)}
        boxes: dict = {}
        for call in network.calls:
            outputs = [t for t in graph.flatten(call.outputs) if t is not None]
            if outputs and all(id(t) in made for t in outputs):
                continue  # an input of a model that is inside another
            sources = [made[id(t)] for t in call.input_tensors if id(t) in made]
            inner = network_of(call.operation) if self.expand_nested else None
            if inner is None:
                ends = [self._box(call, where, boxes, sources)] * len(outputs)
            else:
                models, places = where
                inside = ((*models, call.operation), (*places, call))
                ends = self.add(inner, inside, sources)
            made.update(zip(map(id, outputs), ends))
        return [made[id(t)] for t in network.outputs]

    def _box(self, call, where, boxes: dict, sources) -> LayerBox:
        key = call if self.each_call else call.operation
        if key not in boxes:
            boxes[key] = LayerBox(call.operation, [], *where)
            self.found.boxes.append(boxes[key])
        box = boxes[key]
        box.calls.append(call)
        pairs = ((source, box) for source in sources if source is not box)
        self.found.edges.update(dict.fromkeys(pairs))
        return box
