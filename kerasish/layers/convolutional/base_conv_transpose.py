"""What the transposed convolutions share."""

from __future__ import annotations

import graph
from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.layers.convolutional.window_layer import WindowLayer


@internal
class BaseConvTranspose(WindowLayer):
    """y = activation(transposed conv(x, kernel) + bias); a subclass sets ``rank``."""

    rules = {"filters": rules.positive_int, "use_bias": rules.boolean}

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.output_padding = output_padding
        self.data_format = standardize_data_format(data_format)
        self.dilation_rate = dilation_rate
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._check_steps()
        self._check_output_padding()

    def _check_output_padding(self) -> None:
        extra = self.output_padding
        if extra is not None and any(e >= s for e, s in zip(extra, self.strides)):
            fail(
                f"{type(self).__name__}: output_padding must be below the strides",
                {"output_padding": extra, "strides": self.strides},
                "leave output_padding out, or choose a smaller one",
            )

    def build(self, input_shape):
        channels = self._fix_channels(input_shape)
        self.kernel = self.add_weight(
            (*self.kernel_size, self.filters, channels),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self._add_bias(self.filters)

    def call(self, inputs):
        outputs = graph.conv_transpose(
            inputs,
            self.kernel,
            self.strides,
            self.padding,
            self.output_padding,
            self.data_format,
            self.dilation_rate,
        )
        return self._finished(outputs)

    def compute_output_shape(self, input_shape):
        first = self.data_format == "channels_first"
        sizes = input_shape[2:] if first else input_shape[1:-1]
        extras = self.output_padding
        extras = (None,) * self.rank if extras is None else extras
        windows = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, extras)
        counts = [None if w[0] is None else _size(*w, self.padding) for w in windows]
        batch = input_shape[0]
        if first:
            return (batch, self.filters, *counts)
        return (batch, *counts, self.filters)


def _size(size, window, stride, dilation, extra, padding) -> int:
    """The size of an axis after the transposed convolution."""
    reach = (window - 1) * dilation + 1
    if padding == "same":
        if extra is None:
            return size * stride
        return (size - 1) * stride + reach % 2 + extra
    if extra is None:
        return (size - 1) * stride + max(reach, stride)
    return (size - 1) * stride + reach + extra
