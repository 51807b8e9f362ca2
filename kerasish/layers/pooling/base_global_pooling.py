"""What the pools over whole axes share."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer


@internal
class BaseGlobalPooling(Layer):
    """A pool over all of the spatial axes; a subclass sets ``rank`` and ``reduce``."""

    rules = {"data_format": data_format_rule, "keepdims": rules.boolean}
    rank: int
    needs_build = False
    #: graph.max or graph.mean, by name
    reduce: str

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def spatial_axes(self) -> tuple[int, ...]:
        first = 2 if self.data_format == "channels_first" else 1
        return tuple(range(first, first + self.rank))

    def call(self, inputs):
        return getattr(graph, self.reduce)(inputs, self.spatial_axes, self.keepdims)

    def compute_output_shape(self, input_shape):
        axes = self.spatial_axes
        if self.keepdims:
            return tuple(1 if i in axes else s for i, s in enumerate(input_shape))
        return tuple(s for i, s in enumerate(input_shape) if i not in axes)
