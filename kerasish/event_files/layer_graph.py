"""The layers of a model as a graph that TensorBoard draws.

Source: tensorboard/compat/proto/graph.proto, node_def.proto, attr_value.proto and
tensor_shape.proto; names and numbers of the fields.
"""

from __future__ import annotations

import graph
from kerasish.event_files.protocol_buffer import data, integer

#: version of the form of graphs that writers state
PRODUCER = 22


def layer_graph(model) -> bytes:
    """An encoded GraphDef: a node for each call of a layer, nested models as scopes.

    Layers of subclassed models are nodes without edges: their calls are not recorded.
    """
    nodes = _Nodes()
    nodes.visit(model, "", [])
    return b"".join(data(1, node) for node in nodes.encoded) + data(
        4, integer(1, PRODUCER)
    )


class _Nodes:
    def __init__(self) -> None:
        self.encoded: list[bytes] = []
        self._calls: dict[str, int] = {}

    def visit(self, model, scope: str, feeds: list[str]) -> list[str]:
        """Adds the nodes of a model; returns those that make its outputs."""
        inner = getattr(model, "_functional", None)
        network = getattr(model if inner is None else inner, "_network", None)
        if network is None:
            return [self._add(f"{scope}{x.name}", x, feeds, []) for x in model.layers]
        made = dict(zip(map(id, network.inputs), feeds))
        for call in network.calls:
            outputs = [t for t in graph.flatten(call.outputs) if t is not None]
            if outputs and all(id(t) in made for t in outputs):
                continue  # an input of a model that another one feeds
            sources = [made[id(t)] for t in call.input_tensors if id(t) in made]
            name = f"{scope}{call.operation.name}"
            if hasattr(call.operation, "layers"):
                ends = self.visit(call.operation, f"{self._fresh(name)}/", sources)
            else:
                ends = [self._add(name, call.operation, sources, outputs)]
                ends *= len(outputs)
            made.update(zip(map(id, outputs), ends))
        return [made[id(t)] for t in network.outputs]

    def _fresh(self, name: str) -> str:
        """The name, with a number from the second call on."""
        number = self._calls[name] = self._calls.get(name, -1) + 1
        return name if number == 0 else f"{name}_{number}"

    def _add(self, name: str, layer, sources: list[str], outputs) -> str:
        name = self._fresh(name)
        shapes = b"".join(data(7, _shape(tensor.shape)) for tensor in outputs)
        attribute = data(1, "_output_shapes") + data(2, data(1, shapes))
        message = data(1, name) + data(2, type(layer).__name__)
        message += b"".join(data(3, source) for source in sources)
        self.encoded.append(message + data(5, attribute))
        return name


def _shape(shape) -> bytes:
    """A TensorShapeProto."""
    return b"".join(data(2, integer(1, -1 if n is None else n)) for n in shape)
