"""The base of layers that drew the size of images."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.user_warning import warn
from kerasish.layers.same_shape import SameShapeLayer


@internal
class RandomSize(SameShapeLayer):
    """y = x; a warning in training, where sizes were drawn.

    Args:
        factor, interpolation, seed: of what training drew.
    """

    def __init__(self, factor, interpolation="bilinear", seed=None, **kwargs):
        super().__init__(**kwargs)
        self.factor, self.interpolation, self.seed = factor, interpolation, seed

    def call(self, inputs, training=None):
        """The inputs."""
        if training:
            warn(
                f"layer {self.name!r}: {type(self).__name__} drew sizes in training, "
                "here images keep theirs; RandomZoom is the layer of today"
            )
        return inputs
