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
def layer_graph(model, expand_nested: bool = True) -> LayerGraph:
    """The boxes of a model; of a subclassed one those of its layers, without edges.

    Args:
        model: with weights.
        expand_nested: whether models inside are their layers, and not one box.
    """
    found = LayerGraph()
    network = network_of(model)
    if network is None:
        found.boxes = [LayerBox(layer, [], ()) for layer in model.layers]
    else:
        _add_calls(found, network, ((), ()), [], expand_nested)
    return found


def _add_calls(found: LayerGraph, network, where, feeds, expand_nested: bool) -> list:
    """Adds the calls of a network; returns the boxes that make its outputs."""
    made: dict = {id(t): box for t, box in zip(network.inputs, feeds)}
    boxes: dict = {}
    for call in network.calls:
        layer = call.operation
        outputs = [t for t in graph.flatten(call.outputs) if t is not None]
        if outputs and all(id(t) in made for t in outputs):
            continue  # an input of a model that is inside another
        sources = [made[id(t)] for t in call.input_tensors if id(t) in made]
        inner = network_of(layer) if expand_nested else None
        if inner is not None:
            models, places = where
            inside = ((*models, layer), (*places, call))
            ends = _add_calls(found, inner, inside, sources, expand_nested)
        else:
            if layer not in boxes:
                boxes[layer] = LayerBox(layer, [], *where)
                found.boxes.append(boxes[layer])
            boxes[layer].calls.append(call)
            pairs = ((s, boxes[layer]) for s in sources if s is not boxes[layer])
            found.edges.update(dict.fromkeys(pairs))
            ends = [boxes[layer]] * len(outputs)
        made.update(zip(map(id, outputs), ends))
    return [made[id(t)] for t in network.outputs]
