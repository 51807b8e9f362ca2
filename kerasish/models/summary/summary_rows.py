"""What is told of each layer of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.recorded_call import call_of
from kerasish.models.summary.output_shapes import output_shape_of


@internal
class SummaryRow(NamedTuple):
    """A layer in the table.

    Attributes:
        name: of the layer.
        class_name: of its class; of a function Keras' name of the operation.
        depth: how many models it is nested in, beside the whole one.
        output_shape: as it is written; "?" where it is not known.
        parameters: how many numbers its weights have.
        nbytes: how many bytes they take.
        trainable: whether training changes it; None for layers without weights.
        built: whether it has its weights.
        connected_to: where its inputs come from: ``name[call][output]``; empty in
            chains.
    """

    name: str
    class_name: str
    depth: int
    output_shape: str
    parameters: int
    nbytes: int
    trainable: bool | None
    built: bool
    connected_to: tuple[str, ...]


@internal
def rows_of(
    model, expand_nested: bool = False, layer_range: Sequence[str] | None = None
) -> list[SummaryRow]:
    """The layers of a model in order.

    Args:
        model: built or not.
        expand_nested: whether the layers of models inside come after these.
        layer_range: names of the first and the last layer, or patterns for them.
    """
    layers = list(getattr(model, "operations", model.layers))
    first, last = _bounds(layers, layer_range)
    network = None if is_chain(model) else model._network
    found: list[SummaryRow] = []
    for layer in layers[first:last]:
        found += _nested(layer, network, 0, expand_nested)
    return found


def _nested(layer, network, depth: int, expand: bool) -> Iterator[SummaryRow]:
    weights = getattr(layer, "weights", ())
    yield SummaryRow(
        layer.name,
        layer._kind,
        depth,
        output_shape_of(layer),
        count_of(weights),
        bytes_of(weights),
        bool(layer.trainable) if weights else None,
        getattr(layer, "built", True),
        () if network is None else _sources(layer, network),
    )
    if expand:
        for inner in getattr(layer, "layers", ()):
            yield from _nested(inner, network, depth + 1, True)


@internal
def is_chain(model) -> bool:
    """Whether each layer takes what the one before makes, or calls are not known."""
    network = getattr(model, "_network", None)
    if network is None or not hasattr(model, "operations"):
        return True
    return (
        all(
            len(network.parents(call)) <= 1 and len(call.input_tensors) <= 1
            for call in network.calls
        )
        and len({p for c in network.calls for p in network.parents(c)})
        == (len(network.calls) - 1)
        == len(network.layers) - 1
    )


def _sources(layer, network) -> tuple[str, ...]:
    own = set(network.calls)
    return tuple(
        _place_of(tensor)
        for call in getattr(layer, "_inbound_nodes", ())
        if call in own
        for tensor in call.input_tensors
    )


def _place_of(tensor) -> str:
    operation, _, output = tensor.history
    number = operation._inbound_nodes.index(call_of(tensor))
    return f"{operation.name}[{number}][{output}]"


def _bounds(layers, layer_range) -> tuple[int, int]:
    """The first layer of a range, and the one behind the last."""
    if layer_range is None:
        return 0, len(layers)
    two = isinstance(layer_range, (list, tuple)) and len(layer_range) == 2
    if not two or not all(isinstance(name, str) for name in layer_range):
        fail(
            "summary: layer_range takes the names of the first and the last layer",
            {"layer_range": repr(layer_range)},
            "write layer_range=['first', 'last']; patterns are possible, too",
        )
    places = [
        [i for i, layer in enumerate(layers) if re.match(pattern, layer.name)]
        for pattern in layer_range
    ]
    if not all(places):
        fail(
            "summary: no layer has a name that layer_range says",
            {"layer_range": list(layer_range)},
            f"the layers are {[layer.name for layer in layers]}",
        )
    start, end = places
    if min(start) > max(end):
        return min(end), max(start) + 1
    return min(start), max(end) + 1


@internal
def count_of(weights) -> int:
    """How many numbers weights have."""
    return sum(int(np.prod(w.shape, dtype=np.int64)) for w in weights)


@internal
def bytes_of(weights) -> int:
    """How many bytes they take; a weight that comes again takes none."""
    each = {id(w): w for w in weights}.values()
    return sum(int(np.prod(w.shape, dtype=np.int64)) * w.dtype.itemsize for w in each)
