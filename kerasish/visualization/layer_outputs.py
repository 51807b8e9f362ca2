"""What a layer gives inside one model, whatever else it was called on."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.utils.layer_graph import network_of


@internal
def outputs_inside(model, layer) -> list:
    """The Keras tensors of a layer's first call in the graph of a model, or none.

    ``layer.output`` is that of its first call of all: that of a `Sequential` which has
    grown since, or of another model.

    Args:
        model: a `Sequential` or functional model.
        layer: a layer of it.
    """
    for call in network_of(model).calls:
        if call.operation is layer:
            return graph.flatten(call.outputs)
    return []
