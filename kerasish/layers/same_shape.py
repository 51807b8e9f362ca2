"""The base of layers whose output has the shape of their input."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.layer import Layer


@internal
class SameShapeLayer(Layer):
    """A layer that changes values, not shapes; masks pass through."""

    supports_masking = True
    needs_build = False

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
