"""Images from 0 to 255 that go into a convolution as they are."""

from __future__ import annotations

from kerasish.layers.layer import Layer
from kerasish.training.advice.giving import FirstBatch, advice

#: scaled images, also those that are only centred, stay below
UNSCALED = 32.0
CHANNELS = (1, 3, 4)


@advice("unscaled images")
def unscaled_images(model, batch: FirstBatch) -> str | None:
    """The first layer with weights is a convolution, and pixels are as in files."""
    images = [x for x in batch.x if x.ndim == 4 and x.shape[-1] in CHANNELS]
    if len(batch.x) != 1 or not images or not _starts_with_convolution(model):
        return None
    low, high = float(images[0].min()), float(images[0].max())
    if low < 0.0 or high <= UNSCALED:
        return None
    return (
        f"pixels run from {low:g} to {high:g}, and the first convolution gets them so; "
        "networks learn better from small numbers: add "
        "kerasish.layers.Rescaling(1 / 255) as the first layer, or divide x by 255"
    )


def _starts_with_convolution(model) -> bool:
    for layer in _flat_layers(model):
        kind = type(layer)
        if not kind.__module__.startswith("kerasish.layers."):
            return False  # it may scale
        if layer.weights:
            return "Conv" in kind.__name__
        if kind.__name__ not in ("InputLayer", "ZeroPadding2D", "Dropout", "Reshape"):
            return False
    return False


def _flat_layers(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _flat_layers(layer)
        elif isinstance(layer, Layer):
            yield layer
