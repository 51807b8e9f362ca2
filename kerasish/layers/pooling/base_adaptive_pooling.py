"""What the pools to a given output size share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer


@internal
class BaseAdaptivePooling(Layer):
    """A pool over ``output_size`` bins; a subclass sets ``rank`` and ``reduce``.

    Bin i of n along an axis goes from floor(i * size / n) to ceil((i + 1) * size / n).
    Mean and maximum of a box are those over one axis after the other.
    """

    rank: int
    #: graph.max or graph.mean, by name
    reduce: str

    def __init__(self, output_size, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.output_size = output_size
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def first_axis(self) -> int:
        return 2 if self.data_format == "channels_first" else 1

    def call(self, inputs):
        for position, bins in enumerate(self.output_size):
            inputs = self._pool_axis(inputs, self.first_axis + position, bins)
        return inputs

    def _pool_axis(self, x, axis, bins):
        size = graph.shape(x)[axis]
        if size == bins:
            return x
        parts = []
        for i in range(bins):
            part = [slice(None)] * x.ndim
            part[axis] = slice(i * size // bins, -((i + 1) * size * -1 // bins))
            parts.append(getattr(graph, self.reduce)(x[tuple(part)], axis, True))
        return graph.concatenate(parts, axis)

    def compute_output_shape(self, input_shape):
        sizes = list(input_shape)
        sizes[self.first_axis : self.first_axis + self.rank] = self.output_size
        return tuple(sizes)
