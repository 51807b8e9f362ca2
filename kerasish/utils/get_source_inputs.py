"""The inputs that a Keras tensor is computed from."""

from __future__ import annotations

from kerasish.base.keras_tensor import KerasTensor


def get_source_inputs(tensor):
    """The Keras tensors of `Input` that a tensor needs, each once, in order.

    Args:
        tensor: a Keras tensor; what is none is returned as it is.

    Example:
        >>> import kerasish
        >>> a, b = kerasish.Input((2,), name="a"), kerasish.Input((2,), name="b")
        >>> y = kerasish.layers.Dense(1)(b + a)
        >>> [x.name for x in kerasish.utils.get_source_inputs(y)]
        ['b', 'a']
    """
    if not isinstance(tensor, KerasTensor):
        return tensor
    sources: list[KerasTensor] = []
    pending, seen = [tensor], set()
    while pending:
        found = pending.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        operation, node_index, _ = found.history
        parents = operation._inbound_nodes[node_index].input_tensors
        if parents:
            pending.extend(reversed(parents))
        else:
            sources.append(found)
    return sources
