"""What the pools with windows share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer
from kerasish.layers.window_sizes import window_shape


@internal
class BasePooling(Layer):
    """A pool over windows; a subclass sets ``rank`` and ``pool``."""

    rank: int
    needs_build = False
    #: graph.max_pool or graph.average_pool, by name
    pool: str

    def __init__(
        self,
        pool_size,
        strides=None,
        padding="valid",
        data_format=None,
        name=None,
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        self.pool_size = pool_size
        self.strides = pool_size if strides is None else strides
        self.padding = padding
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        pool = getattr(graph, self.pool)
        return pool(
            inputs, self.pool_size, self.strides, self.padding, self.data_format
        )

    def compute_output_shape(self, input_shape):
        channels = input_shape[1 if self.data_format == "channels_first" else -1]
        return window_shape(
            self.name,
            input_shape,
            self.data_format,
            [(size, step, 1) for size, step in zip(self.pool_size, self.strides)],
            self.padding,
            channels,
        )
