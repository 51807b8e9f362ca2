"""The cell of `LSTM`."""

from __future__ import annotations

import numpy as np

from kerasish import activations
from kerasish.base import rules
from kerasish.layers.rnn.base_cell import BaseCell


class LSTMCell(BaseCell):
    """c' = f * c + i * g and h' = o * activation(c').

    With z = x @ kernel + h @ recurrent_kernel + bias in four blocks of columns: the
    gates i, f, o = recurrent_activation(z_i, z_f, z_o) and g = activation(z_g); the
    blocks stand in the order i, f, g, o.

    Args:
        units: size of the states and of the output.
        activation: of the candidate and of the output.
        recurrent_activation: of the gates.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        unit_forget_bias: whether the bias of the gate f starts with ones.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training.
        recurrent_dropout: share of the state that is zeroed in training.
        seed: of the dropout.

    Call arguments:
        inputs: (batch, features).
        states: [h, c], each (batch, units).
        training: whether dropout acts.

    Returns:
        The output and [h', c'].

    Weights:
        kernel: (features, 4 units). recurrent_kernel: (units, 4 units).
        bias: (4 units,).

    Source:
        Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735;
        the gate f: Gers et al., 2000, https://doi.org/10.1162/089976600300015015.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> cell = kerasish.layers.LSTMCell(4)
        >>> y, (h, c) = cell(np.ones((2, 3)), [np.zeros((2, 4)), np.zeros((2, 4))])
        >>> h.shape, c.shape
        ((2, 4), (2, 4))
    """

    rules = {"unit_forget_bias": rules.boolean}
    gates = 4

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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def state_size(self):
        return [self.units, self.units]

    def _start_of(self, kind):
        if kind == "bias" and self.unit_forget_bias:
            return self._bias_with_ones
        return super()._start_of(kind)

    def _bias_with_ones(self, shape, dtype=None):
        """The bias, with ones for the gate f."""
        start, n = self.bias_initializer, self.units
        parts = [start((n,), dtype=dtype), np.ones(n), start((2 * n,), dtype=dtype)]
        return np.concatenate([np.asarray(part, dtype) for part in parts])

    def step(self, projected, states, masks):
        h, c = states
        z = projected + self.recur(h, masks)
        i = self.recurrent_activation(self.columns(z, 0))
        f = self.recurrent_activation(self.columns(z, 1))
        c = f * c + i * self.activation(self.columns(z, 2))
        o = self.recurrent_activation(self.columns(z, 3))
        h = o * self.activation(c)
        return h, [h, c]
