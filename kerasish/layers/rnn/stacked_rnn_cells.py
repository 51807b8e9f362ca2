"""Cells on top of one another."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.layer import Layer
from kerasish.layers.rnn.cell_calls import call_cell, cell_output_size, initial_states

_CELLS = Rule(
    "a list of cells, each with call and state_size",
    lambda v: (
        isinstance(v, (list, tuple))
        and len(v) > 0
        and all(hasattr(c, "state_size") and hasattr(c, "call") for c in v)
    ),
    (None, [], [3], "lstm"),
    list,
)


class StackedRNNCells(Layer):
    """One cell made of several: each takes the output of the one before.

    Args:
        cells: the cells, the first one on the input.

    Call arguments:
        inputs: (batch, features).
        states: a list with the states of each cell.
        training: whether dropout acts.

    Returns:
        The output of the last cell, and the list of new states.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> from kerasish import layers
        >>> cells = layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(3)])
        >>> layers.RNN(cells)(np.ones((2, 5, 6))).shape
        (2, 3)
    """

    rules = {"cells": _CELLS}

    def __init__(self, cells, **kwargs):
        super().__init__(**kwargs)
        self.cells = cells

    @property
    def state_size(self):
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> int:
        return cell_output_size(self.cells[-1])

    def get_initial_state(self, batch_size=None):
        """The states of each cell before the first step."""
        states = []
        for cell in self.cells:
            found = initial_states(cell, batch_size)
            several = isinstance(cell.state_size, (list, tuple))
            states.append(found if several else found[0])
        return states

    def build(self, input_shape):
        batch = input_shape[0]
        for cell in self.cells:
            if isinstance(cell, Layer):
                cell._build_with((tuple(input_shape),), {})
            input_shape = (batch, cell_output_size(cell))

    def call(self, inputs, states, training=False, **kwargs):
        if len(states) != len(self.cells):
            fail(
                f"layer {self.name!r}: each cell needs its states",
                {"cells": len(self.cells), "states": len(states)},
                "pass a list with one entry for each cell",
            )
        new_states = []
        for cell, state in zip(self.cells, states):
            nested = isinstance(state, (list, tuple))
            state = list(state) if nested else [state]
            inputs, new = call_cell(cell, inputs, state, training)
            new = graph.flatten(new)
            new_states.append(new if nested else new[0])
        return inputs, new_states

    def compute_output_shape(self, input_shape, states_shape=None):
        """The shapes of the output and of the states."""
        batch = input_shape[0]
        states = graph.map_leaves(lambda n: (batch, n), self.state_size)
        return (batch, self.output_size), states

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        cells = deserialize_keras_object(
            config.pop("cells"), custom_objects, family_name="layers"
        )
        return cls(cells, **config)
