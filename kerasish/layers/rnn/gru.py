"""Gated recurrent units."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.rnn.base_cell import CELL_RULES
from kerasish.layers.rnn.base_recurrent import (
    CUDNN,
    BaseRecurrent,
    of_cell,
    without_cudnn,
)
from kerasish.layers.rnn.gru_cell import GRUCell


class GRU(BaseRecurrent):
    """h[t] = z * h[t - 1] + (1 - z) * g, with gates z and r.

    Args:
        units: size of the states and of the output.
        activation: of the candidate g.
        recurrent_activation: of the gates.
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
        reset_after: whether the reset gate acts after the product, as in cuDNN.
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
        kernel: (features, 3 units). recurrent_kernel: (units, 3 units).
        bias: (2, 3 units); (3 units,) without reset_after. Blocks of columns in the
        order z, r, g; see `GRUCell`.

    Source:
        Cho et al., 2014, https://arxiv.org/abs/1406.1078.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.GRU(4, return_sequences=True)
        >>> layer(np.ones((2, 5, 3))).shape
        (2, 5, 4)
    """

    rules = {
        "units": rules.positive_int,
        "reset_after": rules.boolean,
        "use_cudnn": CUDNN,
        **CELL_RULES,
    }
    units = of_cell("units")
    recurrent_activation = of_cell("recurrent_activation")
    reset_after = of_cell("reset_after")

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
        reset_after=True,
        use_cudnn="auto",
        **kwargs,
    ):
        cell = GRUCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
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
            reset_after=reset_after,
            seed=seed,
            name="gru_cell",
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
