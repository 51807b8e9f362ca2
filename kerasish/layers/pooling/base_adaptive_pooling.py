"""What the pools to a given output size share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer


@internal
class BaseAdaptivePooling(Layer):
    """A pool over ``output_size`` bins; a subclass sets ``rank`` and ``pool``."""

    rank: int
    #: graph.adaptive_max_pool or graph.adaptive_average_pool, by name
    pool: str

    def __init__(self, output_size, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.output_size = output_size
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        pool = getattr(graph, self.pool)
        return pool(inputs, self.output_size, self.data_format)

    def compute_output_shape(self, input_shape):
        sizes = list(input_shape)
        first = 2 if self.data_format == "channels_first" else 1
        sizes[first : first + self.rank] = self.output_size
        return tuple(sizes)
