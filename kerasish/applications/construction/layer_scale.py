"""A learnt factor for each channel."""

from __future__ import annotations

from kerasish import initializers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class LayerScale(SameShapeLayer):
    """y = gamma * x, with a gamma for each channel.

    Args:
        init_values: where gamma starts.
        projection_dim: number of channels.

    Weights:
        gamma: (projection_dim,).

    Source:
        Touvron et al., "Going deeper with Image Transformers", 2021,
        https://arxiv.org/abs/2103.17239, equation 3.
    """

    keras_module = "keras.src.applications.convnext"
    rules = {
        "init_values": rules.finite_number,
        "projection_dim": rules.positive_int,
    }

    def __init__(self, init_values, projection_dim, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values
        self.projection_dim = projection_dim

    def build(self, input_shape):
        self.gamma = self.add_weight(
            (self.projection_dim,), initializers.Constant(self.init_values)
        )

    def call(self, inputs):
        return inputs * self.gamma
