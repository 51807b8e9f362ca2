"""VGG16."""

from __future__ import annotations

from kerasish.applications.construction.vgg import VGG
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing

VGG16 = VGG.constructor("VGG16", name="vgg16", depth=16, convolutions=(2, 2, 3, 3, 3))
preprocess_input = preprocessing("caffe")

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]
