"""What the upsampling layers share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.reshaping.spatial_layer import SpatialLayer


@internal
class BaseUpSampling(SpatialLayer):
    """Makes the spatial axes longer; a subclass sets ``size``."""

    @property
    def factors(self) -> tuple[int, ...]:
        """How many times longer, for each spatial axis."""
        return (self.size,) if self.rank == 1 else self.size

    def new_size(self, size, position):
        return size * self.factors[position]

    def call(self, inputs):
        """Each element repeated along each axis, in one broadcast."""
        sizes = graph.shape(inputs)
        split, wide, whole = [], [], []
        for size, factor in zip(sizes, self.for_each_axis(self.factors, 1)):
            split += [size, 1] if factor > 1 else [size]
            wide += [size, factor] if factor > 1 else [size]
            whole.append(size * factor)
        repeated = graph.broadcast_to(graph.reshape(inputs, split), wide)
        return graph.reshape(repeated, whole)
