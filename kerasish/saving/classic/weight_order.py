"""The order of a layer's weights in the classic layout, when layers were frozen.

The layout has a layer's trainable weights first. For a model inside a model this
depends on what was frozen when it was saved, and differs between versions of Keras. The
names of the weights show which order it was.
"""

from __future__ import annotations

import re


def classic_weights(layer) -> list:
    """The weights of a layer in the order of the layout: trainable ones first."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def in_order_of_layer(layer, stored: list) -> list:
    """What a file holds of a layer, in the order of `classic_weights`.

    Weights are matched by the names of layer and weight if these are distinct and the
    same on both sides. Else the orders that Keras writes are tried, and where nothing
    fits, the order stays.

    Args:
        layer: a built layer.
        stored: (name, dataset) pairs in the order of the file.
    """
    own = classic_weights(layer)
    if len(own) != len(stored):
        return stored
    named = _by_names(own, stored)
    if named is not None or _fits(own, stored):
        return stored if named is None else named
    for order in (layer.weights, _as_built(layer)):
        if len(order) == len(own) and _fits(order, stored):
            found = {id(w): item for w, item in zip(order, stored)}
            return [found[id(w)] for w in own]
    return stored


def _as_built(layer) -> list:
    """Trainable weights first, as if no layer were frozen."""
    first = {
        id(w) for inner in layer._flatten_layers() for w in inner._tracker.trainable
    }
    return sorted(layer.weights, key=lambda w: id(w) not in first)


def _fits(order, stored) -> bool:
    """Equal shapes, and the same kinds of weights if both sides have the same kinds."""
    if any(tuple(w.shape) != tuple(d.shape) for w, (_, d) in zip(order, stored)):
        return False
    own = [_part(w.path) for w in order]
    other = [_part(name) for name, _ in stored]
    return own == other or sorted(own) != sorted(other)


def _by_names(own, stored) -> list | None:
    found = {_layer_and_part(item[0]): item for item in stored}
    keys = [_layer_and_part(w.path) for w in own]
    if len(set(keys)) != len(own) or set(found) != set(keys):
        return None
    matched = [found[key] for key in keys]
    if all(tuple(w.shape) == tuple(d.shape) for w, (_, d) in zip(own, matched)):
        return matched
    return None


def _part(name: str) -> str:
    """ "kernel" of "block/conv/kernel_1:0"."""
    return re.sub(r"(_\d+)?(:\d+)?$", "", name.rsplit("/", 1)[-1])


def _layer_and_part(name: str) -> tuple[str, ...]:
    """("conv", "kernel") of "block/conv/kernel:0"."""
    owner = name.split("/")[-2:-1]
    return (*owner, _part(name))
