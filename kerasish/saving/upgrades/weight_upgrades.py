"""Weights as older Keras laid them out, put into today's order and shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kerasish.layers.core.wrapper import Wrapper
from kerasish.layers.rnn.bidirectional import Bidirectional
from kerasish.saving.upgrades.rules import weight_rules


def upgrade_weights(
    layer, arrays: list[np.ndarray], version: str | None, backend: str | None = None
) -> list[np.ndarray]:
    """The arrays in the layout of the layer.

    Args:
        layer: whose weights they will be; a wrapper or a model with those inside.
        arrays: as they stand in the file, trainable ones first.
        version: ``keras_version`` of the file.
        backend: ``backend`` of the file: "tensorflow", "theano" or "cntk".

    Returns:
        The arrays by the rules; as they were where their number fits no layer.
    """
    parts = list(_leaves(layer))
    if not any(weight_rules(part, version, backend) for part in parts):
        return arrays
    if len(parts) == 1:
        return _upgraded(parts[0], arrays, version, backend)
    split = _split(parts, arrays, version, backend)
    if split is None:
        return arrays
    trainable: list[np.ndarray] = []
    frozen: list[np.ndarray] = []
    for part, own in zip(parts, split):
        own = _upgraded(part, own, version, backend)
        count = len(part.trainable_weights)
        trainable += own[:count]
        frozen += own[count:]
    return trainable + frozen


def _leaves(layer) -> Iterator:
    """The layers inside that have weights, in order."""
    if isinstance(layer, Bidirectional):
        inside = [layer.forward_layer, layer.backward_layer]
    elif isinstance(layer, Wrapper) and len(layer.weights) == len(layer.layer.weights):
        inside = [layer.layer]
    elif getattr(type(layer), "is_made_of_layers", False):
        inside = layer.layers
    else:
        yield layer
        return
    for part in inside:
        yield from _leaves(part)


def _upgraded(layer, arrays, version, backend):
    try:
        found = arrays
        for rule in weight_rules(layer, version, backend):
            found = rule.change(layer, found)
    except (LookupError, ValueError):
        return arrays  # of another layer: the caller compares shapes and tells
    return found


def _split(parts, arrays, version, backend) -> list[list[np.ndarray]] | None:
    """The arrays of each part: the trainable ones of all stand before the others."""
    found: list[list[np.ndarray]] = [[] for _ in parts]
    rest = list(arrays)
    for kind in ("trainable_weights", "non_trainable_weights"):
        for own, part in zip(found, parts):
            count = len(getattr(part, kind))
            if count == len(part.weights) > 0:
                count = _stored_count(part, rest, version, backend)
            own += rest[:count]
            del rest[:count]
    return None if rest else found


def _stored_count(layer, arrays, version, backend) -> int:
    """How many arrays a layer has in the file, all of them in a row."""
    for rule in weight_rules(layer, version, backend):
        if rule.takes is not None:
            return rule.takes(layer, arrays)
    return len(layer.weights)
