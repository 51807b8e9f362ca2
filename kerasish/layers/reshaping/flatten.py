"""One axis for everything but the batch."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_data_format
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer
from kerasish.layers.reshaping.target_sizes import known_product


class Flatten(Layer):
    """y[i] = the numbers of example i along one axis.

    Args:
        data_format: "channels_first" moves the channels behind before flattening, so
            that both formats give the same order; the global one when None.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Flatten()(np.zeros((2, 3, 4))).shape
        (2, 12)
    """

    rules = {"data_format": data_format_rule}

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        if self.data_format == "channels_first" and inputs.ndim > 1:
            inputs = graph.moveaxis(inputs, 1, -1)
        sizes = graph.shape(inputs)
        return graph.reshape(inputs, (sizes[0], known_product(sizes[1:])))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], known_product(input_shape[1:]))
