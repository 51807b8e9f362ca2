"""VGG19."""

from __future__ import annotations

from kerasish.applications.construction.vgg import VGG
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing

VGG19 = VGG.constructor("VGG19", name="vgg19", depth=19, convolutions=(2, 2, 4, 4, 4))
preprocess_input = preprocessing("caffe")

__all__ = ["VGG19", "decode_predictions", "preprocess_input"]
