"""The cell of `GRU`."""

from __future__ import annotations

from kerasish import activations
from kerasish.base import rules
from kerasish.layers.rnn.base_cell import BaseCell


class GRUCell(BaseCell):
    """h' = z * h + (1 - z) * g, with the gates z and r.

    z, r = recurrent_activation(x @ kernel + h @ recurrent_kernel + bias) in their
    blocks of columns, and g = activation(x @ kernel_g + s + bias_g) where s is
    r * (h @ recurrent_kernel_g + recurrent_bias_g) when the reset gate acts after the
    product, and (r * h) @ recurrent_kernel_g when before. The blocks stand in the order
    z, r, g.

    Args:
        units: size of the state and of the output.
        activation: of the candidate g.
        recurrent_activation: of the gates.
        use_bias: whether biases are added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training.
        recurrent_dropout: share of the state that is zeroed in training.
        reset_after: whether the reset gate acts after the product, as in cuDNN.
        seed: of the dropout.

    Call arguments:
        inputs: (batch, features).
        states: a list of one tensor, (batch, units).
        training: whether dropout acts.

    Returns:
        The output and the list of new states.

    Weights:
        kernel: (features, 3 units). recurrent_kernel: (units, 3 units).
        bias: (2, 3 units), of the input and of the recurrence; (3 units,) without
        reset_after.

    Source:
        Cho et al., 2014, https://arxiv.org/abs/1406.1078, version 1 for reset_after.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> cell = kerasish.layers.GRUCell(4)
        >>> y, states = cell(np.ones((2, 3)), [np.zeros((2, 4))])
        >>> y.shape, len(states)
        ((2, 4), 1)
    """

    rules = {"reset_after": rules.boolean}
    gates = 3

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
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
        reset_after=True,
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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    @property
    def bias_shape(self):
        columns = self.gates * self.units
        return (2, columns) if self.reset_after else (columns,)

    def input_bias(self):
        return self.bias[0] if self.use_bias and self.reset_after else self.bias

    def step(self, projected, states, masks):
        h = states[0]
        if self.reset_after:
            inner = self.recur(h, masks)
            if self.use_bias:
                inner = inner + self.bias[1]
            gates, candidate = self.columns(inner, 0, 2), self.columns(inner, 2)
        else:
            gates, candidate = self.recur(h, masks, 0, 2), None
        gates = self.columns(projected, 0, 2) + gates
        z = self.recurrent_activation(self.columns(gates, 0))
        r = self.recurrent_activation(self.columns(gates, 1))
        if self.reset_after:
            candidate = r * candidate
        else:
            candidate = self.recur(r * h, masks, 2, 3)
        g = self.activation(self.columns(projected, 2) + candidate)
        h = z * h + (1.0 - z) * g
        return h, [h]
