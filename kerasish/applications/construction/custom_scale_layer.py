"""The sum at the end of an Inception-ResNet block."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers import Layer


@internal
class CustomScaleLayer(Layer):
    """y = x1 + scale * x2.

    Args:
        scale: of the second input.

    Call arguments:
        inputs: [x1, x2], tensors of one shape.

    Source:
        Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual
        Connections on Learning", 2016, https://arxiv.org/abs/1602.07261, section 3.3.
    """

    keras_module = "keras.src.applications.inception_resnet_v2"
    rules = {"scale": rules.finite_number}

    def __init__(self, scale, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs):
        shortcut, branch = inputs
        return shortcut + branch * self.scale
