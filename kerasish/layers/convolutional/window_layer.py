"""What all layers with windows of weights share: channels, bias, output sizes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer
from kerasish.layers.window_sizes import window_shape


@internal
class WindowLayer(Layer):
    """A layer on (batch, *spatial, channels), or channels first, of ``rank`` axes."""

    rank: int
    sparse_arguments = ("autocast",)
    #: whether strides and dilation may go together, as where channels stay apart
    strides_and_dilation = False

    def _check_steps(self) -> None:
        """Sets the demand on the rank; refuses strides with dilation that clash."""
        self.input_spec = InputSpec(ndim=self.rank + 2)
        both = max(self.strides) > 1 and max(self.dilation_rate) > 1
        if both and not self.strides_and_dilation:
            fail(
                f"{type(self).__name__}: strides and dilation_rate cannot both be "
                "above 1",
                {"strides": self.strides, "dilation_rate": self.dilation_rate},
                "set one of them to 1",
            )

    @property
    def channel_axis(self) -> int:
        return 1 if self.data_format == "channels_first" else -1

    def _fix_channels(self, input_shape) -> int:
        """The channels of the input, which from now on are demanded."""
        channels = input_shape[self.channel_axis]
        if channels is None:
            fail(
                f"layer {self.name!r}: the number of channels must be known",
                {"input": tuple(input_shape), "data_format": self.data_format},
                "give the input a known size on its channel axis",
                graph.ShapeError,
            )
        self.input_spec = InputSpec(
            ndim=self.rank + 2, axes={self.channel_axis: channels}
        )
        return channels

    def _add_bias(self, size) -> None:
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                (size,),
                self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                name="bias",
            )

    def _finished(self, outputs):
        """The outputs of the convolution with bias and activation."""
        if self.bias is not None:
            bias = self.bias
            if self.data_format == "channels_first":
                bias = graph.reshape(bias, (-1, *(1,) * self.rank))
            outputs = outputs + bias
        return self.activation(outputs)

    def compute_output_shape(self, input_shape):
        return window_shape(
            self.name,
            input_shape,
            self.data_format,
            list(zip(self.kernel_size, self.strides, self.dilation_rate)),
            self.padding,
            self.output_channels(input_shape[self.channel_axis]),
        )

    def output_channels(self, channels) -> int:
        """The channels of the output, given those of the input."""
        return self.filters
