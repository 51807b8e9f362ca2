"""The simplest recurrent layer."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.rnn.base_cell import CELL_RULES
from kerasish.layers.rnn.base_recurrent import BaseRecurrent, of_cell
from kerasish.layers.rnn.simple_rnn_cell import SimpleRNNCell


class SimpleRNN(BaseRecurrent):
    """h[t] = activation(x[t] @ kernel + h[t - 1] @ recurrent_kernel + bias).

    Args:
        units: size of the states and of the output.
        activation: of the new state.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties on the
            weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training, the same at all steps.
        recurrent_dropout: share of the state that is zeroed in training.
        return_sequences, return_state, go_backwards, stateful, unroll: see `RNN`.
        seed: of the dropout.

    Call arguments:
        sequences: (batch, time, features).
        initial_state: list of states (batch, units) to start with; zeros if None.
        mask: booleans (batch, time); False leaves the states as they are.
        training: whether dropout acts.

    Returns:
        (batch, units), or (batch, time, units) with return_sequences; with
        return_state the states after it.

    Weights:
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).

    Source:
        Elman, 1990, "Finding structure in time",
        https://doi.org/10.1207/s15516709cog1402_1.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.SimpleRNN(4, return_sequences=True)
        >>> layer(np.ones((2, 5, 3))).shape
        (2, 5, 4)
    """

    sparse_arguments = ("autocast", "seed")
    rules = {"units": rules.positive_int, **CELL_RULES}
    units = of_cell("units")

    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        seed=None,
        **kwargs,
    ):
        cell = SimpleRNNCell(
            units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name="simple_rnn_cell",
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
