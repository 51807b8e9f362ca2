"""What is written into the box of a layer."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.discovery import internal
from kerasish.utils.layer_graph import LayerBox

#: the last part of the names of packages of layers, with the colour of their boxes
_TINTS = {
    "core": "#d9e8fb",
    "convolutional": "#fde3c8",
    "pooling": "#f7d4d9",
    "normalization": "#d8f0dc",
    "regularization": "#e6e6e6",
    "activations": "#fbf3c4",
    "reshaping": "#e3dcf5",
    "merging": "#cdeeee",
    "attention": "#f6d9f0",
    "rnn": "#dfe9c9",
    "preprocessing": "#ede0d4",
}
_OTHER = "#eceff3"


@internal
class LabelParts(NamedTuple):
    """What is told of a layer, beside its class."""

    names: bool = True
    shapes: bool = False
    dtype: bool = False
    activations: bool = False
    trainable: bool = False


@internal
def title_of(layer, parts: LabelParts) -> str:
    """Name and class, or the class alone."""
    return f"{layer.name} ({layer._kind})" if parts.names else layer._kind


@internal
def details_of(box: LayerBox, parts: LabelParts) -> list[str]:
    """Lines below the title."""
    layer, rows = box.layer, []
    activation = getattr(layer, "activation", None)
    if parts.activations and activation is not None:
        rows.append(f"Activation: {getattr(activation, '__name__', activation)}")
    if box.calls:
        call = box.calls[0]
        outputs = [t for t in graph.flatten(call.outputs) if t is not None]
        if parts.shapes:
            given = shapes_shown(call.input_tensors)
            rows += [f"Input shape: {given}"] if given else []
            rows.append(f"Output shape: {shapes_shown(outputs)}")
        if parts.dtype:
            names = dict.fromkeys(t.dtype.name for t in outputs)
            rows.append(f"Output dtype: {', '.join(names)}")
    if parts.trainable and getattr(layer, "weights", None):
        rows.append("Trainable" if layer.trainable else "Non-trainable")
    return rows


@internal
def shapes_shown(tensors) -> str:
    """Shapes, one after the other."""
    return ", ".join(str(tuple(t.shape)) for t in tensors)


@internal
def tint_of(layer) -> str:
    """The colour of a layer's kind: of convolutions, poolings, ..."""
    family = type(layer).__module__.split(".")
    return next((_TINTS[part] for part in family if part in _TINTS), _OTHER)
