"""Images from 0 to 255 that go into the first layer as they are."""

from __future__ import annotations

import numpy as np

from kerasish.layers.layer import Layer
from kerasish.training.advice.giving import FirstBatch, advice

#: scaled images, also those that are only centred, stay below
UNSCALED = 32.0
CHANNELS = (1, 3, 4)
#: fewest pixels of a side of what is taken for an image without channels
SMALLEST = 8
_PASSES_ON = ("InputLayer", "ZeroPadding2D", "Dropout", "Reshape", "Flatten")


@advice("unscaled images")
def unscaled_images(model, batch: FirstBatch) -> str | None:
    """Pixels are as in files, and the first layer with weights gets them so."""
    if len(batch.x) != 1 or not _is_image(batch.x[0]) or not batch.x[0].size:
        return None
    low, high = float(batch.x[0].min()), float(batch.x[0].max())
    first = _first_with_weights(model)
    if first is None or low < 0.0 or not high > UNSCALED:
        return None
    return (
        f"pixels run from {low:g} to {high:g}, and layer {first.name!r} gets them so; "
        "networks learn better from small numbers: add "
        "kerasish.layers.Rescaling(1 / 255) as the first layer, or divide x by 255"
    )


def _is_image(x: np.ndarray) -> bool:
    if x.ndim == 4:
        return x.shape[-1] in CHANNELS
    # without channels: whole numbers of a byte, of a size that images have
    is_bytes = x.ndim == 3 and min(x.shape[1:]) >= SMALLEST and x.max() <= 255
    return bool(is_bytes and (x == np.floor(x)).all())


def _first_with_weights(model) -> Layer | None:
    """A convolution, or a dense layer on flattened pixels; None for what may scale."""
    is_flat = False
    for layer in _flat_layers(model):
        kind = type(layer)
        if not kind.__module__.startswith("kerasish.layers."):
            return None
        if layer.weights:
            fits = "Conv" in kind.__name__ or (is_flat and kind.__name__ == "Dense")
            return layer if fits else None
        if kind.__name__ not in _PASSES_ON:
            return None
        is_flat |= kind.__name__ in ("Flatten", "Reshape")
    return None


def _flat_layers(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _flat_layers(layer)
        elif isinstance(layer, Layer):
            yield layer
