"""What the ordinary convolutions share."""

from __future__ import annotations

import graph
from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.layers.convolutional.window_layer import WindowLayer
from kerasish.layers.large_weights.large_weight import LargeWeight


@internal
class BaseConv(WindowLayer, LargeWeight):
    """y = activation(conv(x, kernel) + bias); a subclass sets ``rank``."""

    sparse_arguments = LargeWeight.sparse_arguments
    large_weight = "kernel"
    rules = {
        **LargeWeight.rules,
        "filters": rules.positive_int,
        "groups": rules.positive_int,
        "use_bias": rules.boolean,
    }

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        lora_rank=None,
        lora_alpha=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.data_format = standardize_data_format(data_format)
        self.dilation_rate = dilation_rate
        self.groups = groups
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._start_lora(lora_rank, lora_alpha)
        self._check_groups("filters", filters)
        self._check_steps()

    def _check_groups(self, what, count):
        if count % self.groups:
            fail(
                f"{type(self).__name__}: groups must divide the {what}",
                {"groups": self.groups, what: count},
                f"choose groups that divide both the {what} and the other channels",
            )

    def build(self, input_shape):
        channels = self._fix_channels(input_shape)
        self._check_groups("channels of the input", channels)
        self.compute_output_shape(input_shape)
        self.kernel = self.add_weight(
            (*self.kernel_size, channels // self.groups, self.filters),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self._add_bias(self.filters)
        self._enable_lora_of_arguments()

    def convolution_op(self, inputs, kernel):
        """The convolution; a subclass may put another one in its place."""
        return graph.conv(
            inputs,
            kernel,
            self.strides,
            self.padding,
            self.data_format,
            self.dilation_rate,
            self.groups,
        )

    def call(self, inputs):
        return self._finished(self.convolution_op(inputs, self.kernel))
