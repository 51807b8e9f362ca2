"""The cell of the convolutional LSTMs."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.layers.rnn.cell_dropout import masked
from kerasish.layers.rnn.lstm_cell import LSTMCell
from kerasish.layers.window_sizes import window_shape


@internal
class ConvLSTMCell(LSTMCell):
    """An `LSTMCell` whose products are convolutions; states have spatial axes.

    Args:
        rank: number of spatial axes.
        filters: channels of the states and of the output.
        kernel_size, strides, padding, data_format, dilation_rate: of the convolution of
            the input; that of the state has steps of 1 and keeps the size.
        others: arguments of `LSTMCell`.
    """

    def __init__(
        self,
        rank,
        filters,
        kernel_size,
        strides,
        padding,
        data_format,
        dilation_rate,
        **others,
    ):
        super().__init__(filters, **others)
        self.rank = rank
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.data_format = standardize_data_format(data_format)
        self.dilation_rate = dilation_rate
        self.implementation = 1  # each gate has dropout masks of its own

    @property
    def _channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def build(self, input_shape):
        channels = input_shape[1 if self._channels_first else -1]
        if None in input_shape[1:]:
            fail(
                f"layer {self.name!r}: only the batch and the time may be unknown",
                {"step of the input": list(input_shape)},
                "give the input known spatial sizes and channels",
                graph.ShapeError,
            )
        self._step_shape = tuple(input_shape[1:])
        columns = self.gates * self.filters
        window = tuple(self.kernel_size)
        self.kernel = self._weight("kernel", (*window, channels, columns))
        self.recurrent_kernel = self._weight(
            "recurrent", (*window, self.filters, columns)
        )
        self.bias = self._weight("bias", (columns,)) if self.use_bias else None

    def state_shape(self, input_shape) -> tuple:
        """The shape of a state for steps of this shape."""
        windows = list(zip(self.kernel_size, self.strides, self.dilation_rate))
        return window_shape(
            self.name,
            input_shape,
            self.data_format,
            windows,
            self.padding,
            self.filters,
        )

    def get_initial_state(self, batch_size=None):
        known = self.state_shape((None, *self._step_shape))[1:]
        return [graph.zeros((batch_size, *known), self.compute_dtype) for _ in "hc"]

    def project(self, inputs, masks):
        sizes = graph.shape(inputs)
        lead = sizes[: len(sizes) - self.rank - 1]

        def convolved(x, kernel):
            x = graph.reshape(x, (-1, *sizes[len(lead) :]))
            return graph.conv(
                x,
                kernel,
                self.strides,
                self.padding,
                self.data_format,
                self.dilation_rate,
            )

        y = self._for_gates(inputs, masks.inputs, self.kernel, convolved)
        if self.bias is not None:
            bias = self.bias
            if self._channels_first:
                bias = graph.reshape(bias, (-1, *(1,) * self.rank))
            y = y + bias
        return graph.reshape(y, (*lead, *graph.shape(y)[1:]))

    def recur(self, state, masks, first=0, last=None):
        def convolved(x, kernel):
            return graph.conv(x, kernel, 1, "same", self.data_format)

        return self._for_gates(state, masks.state, self.recurrent_kernel, convolved)

    def _for_gates(self, x, mask, kernel, convolved):
        """The convolutions of all gates, one by one where their masks differ."""
        if mask is None:
            return convolved(x, kernel)
        kernels = graph.split(kernel, self.gates, axis=-1)
        parts = [convolved(masked(x, mask, n), part) for n, part in enumerate(kernels)]
        return graph.concatenate(parts, axis=1 if self._channels_first else -1)

    def columns(self, x, first, last=None):
        last = first + 1 if last is None else last
        part = slice(first * self.filters, last * self.filters)
        if self._channels_first:
            return x[(..., part, *(slice(None),) * self.rank)]
        return x[..., part]
