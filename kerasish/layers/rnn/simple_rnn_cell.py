"""The cell of `SimpleRNN`."""

from __future__ import annotations

from kerasish.layers.rnn.base_cell import BaseCell


class SimpleRNNCell(BaseCell):
    """h' = activation(x @ kernel + h @ recurrent_kernel + bias).

    Args:
        units: size of the state and of the output.
        activation: of the new state.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training.
        recurrent_dropout: share of the state that is zeroed in training.
        seed: of the dropout.

    Call arguments:
        sequence: (batch, features).
        states: a list of one tensor, (batch, units).
        training: whether dropout acts.

    Returns:
        The output and the list of new states.

    Weights:
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).

    Source:
        Elman, 1990, "Finding structure in time", https://doi.org/10.1207/s15516709cog1402_1.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> cell = kerasish.layers.SimpleRNNCell(4)
        >>> y, states = cell(np.ones((2, 3)), [np.zeros((2, 4))])
        >>> y.shape, len(states)
        ((2, 4), 1)
    """

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
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            dropout,
            recurrent_dropout,
            seed,
            **kwargs,
        )

    def step(self, projected, states, masks):
        output = self.activation(projected + self.recur(states[0], masks))
        return output, [output]

    def call(self, sequence, states, training=False):
        return super().call(sequence, states, training)
