"""What the zero padding layers share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.reshaping.spatial_layer import SpatialLayer


@internal
class BaseZeroPadding(SpatialLayer):
    """Puts zeros around the spatial axes; a subclass sets ``padding``."""

    @property
    def pairs(self) -> tuple:
        """How many zeros, (low, high) for each spatial axis."""
        return (self.padding,) if self.rank == 1 else self.padding

    def new_size(self, size, position):
        return size + sum(self.pairs[position])

    def call(self, inputs):
        return graph.pad(inputs, self.for_each_axis(self.pairs, (0, 0)))
