"""What the locally connected layers share."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.legacy.linear_layer import LinearLayer
from kerasish.layers.window_sizes import window_shape


@internal
class BaseLocallyConnected(LinearLayer):
    """A convolution whose kernel is another one at each place; sets ``rank``."""

    rank: int

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.data_format = standardize_data_format(data_format)

    @property
    def _is_first(self) -> bool:
        return self.data_format == "channels_first"

    def build(self, input_shape):
        shape = self.compute_output_shape(input_shape)
        places = shape[2:] if self._is_first else shape[1:-1]
        self._sizes = tuple(input_shape[2:] if self._is_first else input_shape[1:-1])
        channels = input_shape[1 if self._is_first else -1]
        window, count = channels, 1
        for size, places_on_axis in zip(self.kernel_size, places):
            window, count = window * size, count * places_on_axis
        self._places = tuple(places)
        self.kernel = self._add_kernel((count, window, self.filters))
        self.bias = self._add_bias((*places, self.filters))

    @property
    def _margins(self) -> tuple:
        """How far the first windows stand out of the input: by half, with "same"."""
        is_same = self.padding == "same"
        return tuple(size // 2 if is_same else 0 for size in self.kernel_size)

    def call(self, inputs):
        kernel = self.kernel
        y = graph.einsum("bpw,pwf->bpf", self._windows(inputs), kernel)
        batch, bias = graph.shape(inputs)[0], self.bias
        y = graph.reshape(y, (batch, *self._places, self.filters))
        if self._is_first:
            y = graph.moveaxis(y, -1, 1)
            if bias is not None:  # Keras laid its elements out anew, it did not turn it
                bias = graph.reshape(bias, (self.filters, *self._places))
        return self.activation(y if bias is None else y + bias)

    def _windows(self, x):
        """(batch, places, elements of a window), in the order of the input's axes."""
        start = 2 if self._is_first else 1
        if self.padding == "same":
            margins = [(0, 0)] * x.ndim
            for axis, (low, size) in enumerate(zip(self._margins, self.kernel_size)):
                margins[start + axis] = (low, size)
            x = graph.pad(x, margins)
        for axis in range(self.rank):
            count, size = self._places[axis], self.kernel_size[axis]
            starts = range(0, count * self.strides[axis], self.strides[axis])
            index = [[first + i for i in range(size)] for first in starts]
            x = graph.take(x, index, axis=start + 2 * axis)
        pairs = range(start, start + 2 * self.rank, 2)
        others = [i for i in range(1, x.ndim) if i not in pairs]
        x = graph.transpose(x, (0, *pairs, *others))
        count = self.kernel.shape[0]
        return graph.reshape(x, (graph.shape(x)[0], count, self.kernel.shape[1]))

    def compute_output_shape(self, input_shape):
        windows = [(k, s, 1) for k, s in zip(self.kernel_size, self.strides)]
        return window_shape(
            self.name,
            input_shape,
            self.data_format,
            windows,
            self.padding,
            self.filters,
        )
