"""What the cropping layers share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.reshaping.spatial_layer import SpatialLayer


@internal
class BaseCropping(SpatialLayer):
    """Cuts the ends of the spatial axes; a subclass sets ``cropping``."""

    @property
    def pairs(self) -> tuple:
        """What is cut, (low, high) for each spatial axis."""
        return (self.cropping,) if self.rank == 1 else self.cropping

    def new_size(self, size, position):
        low, high = self.pairs[position]
        if low + high >= size:
            fail(
                f"layer {self.name!r}: nothing is left of a spatial axis",
                {"size": size, "cropping": (low, high)},
                "cut less than the axis holds",
                graph.ShapeError,
            )
        return size - low - high

    def call(self, inputs):
        self.compute_output_shape(inputs.shape)
        sizes = graph.shape(inputs)[self.first_axis :]
        slices = [
            slice(low, size - high) for (low, high), size in zip(self.pairs, sizes)
        ]
        return inputs[tuple(self.for_each_axis(slices, slice(None)))]
