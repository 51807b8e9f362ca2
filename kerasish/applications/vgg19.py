"""VGG19."""

from __future__ import annotations

from kerasish.applications.vgg16 import VGG, decode_predictions, preprocess_input

VGG19 = VGG.constructor(
    "VGG19", __name__, name="vgg19", depth=19, convolutions=(2, 2, 4, 4, 4)
)

__all__ = ["VGG19", "decode_predictions", "preprocess_input"]
