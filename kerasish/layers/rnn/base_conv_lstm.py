"""What the convolutional LSTMs share."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.rnn.base_cell import CELL_RULES
from kerasish.layers.rnn.base_conv_lstm_cell import ConvLSTMCell
from kerasish.layers.rnn.base_recurrent import BaseRecurrent, of_cell


@internal
class BaseConvLSTM(BaseRecurrent):
    """An LSTM over (batch, time, *spatial, channels); a subclass sets ``rank``."""

    rules = {
        "filters": rules.positive_int,
        "unit_forget_bias": rules.boolean,
        **CELL_RULES,
    }
    rank: int
    filters = of_cell("filters")
    kernel_size = of_cell("kernel_size")
    strides = of_cell("strides")
    padding = of_cell("padding")
    data_format = of_cell("data_format")
    dilation_rate = of_cell("dilation_rate")
    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        **kwargs,
    ):
        if max(strides) > 1 and max(dilation_rate) > 1:
            fail(
                f"{type(self).__name__}: strides and dilation_rate cannot both be "
                "above 1",
                {"strides": strides, "dilation_rate": dilation_rate},
                "set one of them to 1",
            )
        cell = ConvLSTMCell(
            self.rank,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name="conv_lstm_cell",
            **self.cell_arguments(kwargs),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    @property
    def input_rank(self) -> int:
        return self.rank + 3

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, time, *step = sequences_shape
        state = self.cell.state_shape((batch, *step))
        shape = (batch, time, *state[1:]) if self.return_sequences else state
        return (shape, state, state) if self.return_state else shape

    def build(self, sequences_shape, initial_state_shape=None):
        if len(sequences_shape) != self.input_rank:
            fail(
                f"layer {self.name!r}: a sequence has {self.input_rank} axes",
                {"sequences": list(sequences_shape)},
                "give it (batch, time, *spatial, channels)",
                graph.ShapeError,
            )
        super().build(sequences_shape)
