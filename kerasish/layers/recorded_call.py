"""One call of a layer on Keras tensors: an edge of a functional model's graph."""

from __future__ import annotations

import graph
from kerasish.base.keras_tensor import History, KerasTensor, mark_output


class RecordedCall:
    """The layer, its arguments with Keras tensors in them, and its outputs."""

    def __init__(self, operation, args: tuple, kwargs: dict):
        self.operation = operation
        self.args = args
        self.kwargs = kwargs
        self.outputs = None

    @property
    def input_tensors(self) -> list[KerasTensor]:
        leaves = graph.flatten([list(self.args), self.kwargs])
        return [leaf for leaf in leaves if isinstance(leaf, KerasTensor)]

    @property
    def parents(self) -> list[RecordedCall]:
        """The calls that made the inputs, each once."""
        found = [call_of(t) for t in self.input_tensors]
        return list(dict.fromkeys(found))

    def record(self, outputs, names=None):
        """Makes Keras tensors of the outputs and registers the call with its layer."""
        calls = self.operation._inbound_nodes
        index = len(calls)
        calls.append(self)
        flat = graph.flatten(outputs)
        marked = []
        for i, tensor in enumerate(flat):
            if tensor is None:
                marked.append(None)
                continue
            history = History(self.operation, index, i)
            keras_tensor = mark_output(tensor, history, names[i] if names else None)
            mask = tensor.tags
            keras_tensor.tags = keras_tensor.plain.tags = mask
            marked.append(keras_tensor)
        self.outputs = graph.pack_like(outputs, marked)
        return self.outputs

    def output_at(self, index: int) -> KerasTensor:
        return graph.flatten(self.outputs)[index]

    def arguments_with(self, replace) -> tuple[tuple, dict]:
        """args and kwargs with each Keras tensor replaced."""

        def change(leaf):
            return replace(leaf) if isinstance(leaf, KerasTensor) else leaf

        args = tuple(graph.map_leaves(change, list(self.args)))
        return args, graph.map_leaves(change, self.kwargs)


def call_of(tensor: KerasTensor) -> RecordedCall:
    """The call that made a Keras tensor."""
    operation, node_index, _ = tensor.history
    return operation._inbound_nodes[node_index]
