"""Long short-term memory."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.rnn.base_cell import CELL_RULES
from kerasish.layers.rnn.base_recurrent import (
    CUDNN,
    BaseRecurrent,
    of_cell,
    without_cudnn,
)
from kerasish.layers.rnn.lstm_cell import LSTMCell


class LSTM(BaseRecurrent):
    """c[t] = f * c[t - 1] + i * g and h[t] = o * activation(c[t]), with gates i, f, o.

    Args:
        units: size of the states and of the output.
        activation: of the candidate and of the output.
        recurrent_activation: of the gates.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        unit_forget_bias: whether the bias of the gate f starts with ones.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties on the
            weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training, the same at all steps.
        recurrent_dropout: share of the state that is zeroed in training.
        return_sequences, return_state, go_backwards, stateful, unroll: see `RNN`.
        seed: of the dropout.
        use_cudnn: "auto" or False, which mean the same here.

    Call arguments:
        sequences: (batch, time, features).
        initial_state: list of states (batch, units) to start with; zeros if None.
        mask: booleans (batch, time); False leaves the states as they are.
        training: whether dropout acts.

    Returns:
        (batch, units), or (batch, time, units) with return_sequences; with
        return_state the states after it.

    Weights:
        kernel: (features, 4 units). recurrent_kernel: (units, 4 units).
        bias: (4 units,). Blocks of columns in the order i, f, g, o; see `LSTMCell`.

    Source:
        Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.LSTM(4, return_state=True)
        >>> y, h, c = layer(np.ones((2, 5, 3)))
        >>> y.shape, bool((y.numpy() == h.numpy()).all())
        ((2, 4), True)
    """

    rules = {
        "units": rules.positive_int,
        "unit_forget_bias": rules.boolean,
        "use_cudnn": CUDNN,
        **CELL_RULES,
    }
    units = of_cell("units")
    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")

    def __init__(
        self,
        units,
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
        unroll=False,
        use_cudnn="auto",
        **kwargs,
    ):
        cell = LSTMCell(
            units,
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
            name="lstm_cell",
            **self.cell_arguments(kwargs),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )
        self.use_cudnn = without_cudnn(use_cudnn)

    def get_config(self):
        config = super().get_config()
        del config["use_cudnn"]  # Keras does not save it
        return config
