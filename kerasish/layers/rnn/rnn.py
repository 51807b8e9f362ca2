"""The layer that runs a cell over a sequence."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.variable import Variable
from kerasish.layers.layer import Layer
from kerasish.layers.rnn.cell_calls import cell_output_size, initial_states
from kerasish.layers.rnn.cell_steps import forget_masks, output_of, step_of
from kerasish.layers.rnn.stacked_rnn_cells import StackedRNNCells
from kerasish.layers.rnn.time_loop import TimeLoop


def _is_cell(value) -> bool:
    return hasattr(value, "call") and hasattr(value, "state_size")


_CELL = Rule(
    "a cell, which has call(inputs, states) and state_size, or a list of cells",
    lambda v: (
        _is_cell(v) or (isinstance(v, (list, tuple)) and v and all(map(_is_cell, v)))
    ),
    (None, 3, [], "lstm"),
)


class RNN(Layer):
    """output, states = cell(x[:, t], states), over the steps t of a sequence.

    Args:
        cell: an object with ``call(inputs, states)`` that returns the output and the
            list of new states, ``state_size`` (an integer or a list) and, if the output
            has another size than the first state, ``output_size``; or a list of cells,
            which are stacked.
        return_sequences: whether the outputs of all steps are returned, or the last.
        return_state: whether the last states are returned as well.
        go_backwards: whether the steps are taken from the last to the first; the
            outputs then stand in that order.
        stateful: whether a batch starts with the states that the one before ended
            with (sample by sample); needs a fixed batch size. `reset_state` forgets.
        unroll: whether the steps are written out in the graph; needs a known time.
        zero_output_for_mask: whether outputs of masked steps are zeros in place of the
            output of the step before.

    Call arguments:
        sequences: (batch, time, ...).
        initial_state: list of states to start with; zeros if None.
        mask: booleans (batch, time); a step that is False leaves the states as they
            are.
        training: handed to the cell.

    Returns:
        (batch, time, ...) or (batch, ...); with return_state the states after it.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layer = layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)])
        >>> layer(np.ones((2, 5, 6))).shape
        (2, 3)
    """

    rules = {
        "cell": _CELL,
        "return_sequences": rules.boolean,
        "return_state": rules.boolean,
        "go_backwards": rules.boolean,
        "stateful": rules.boolean,
        "unroll": rules.boolean,
        "zero_output_for_mask": rules.boolean,
    }
    supports_masking = True

    def __init__(
        self,
        cell,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        zero_output_for_mask=False,
        **kwargs,
    ):
        if kwargs.pop("time_major", False):
            raise NotImplementedError(
                f"{type(self).__name__} has no time_major; swap the axes with "
                "keras.ops.swapaxes(x, 0, 1) and leave it out"
            )
        super().__init__(**kwargs)
        several = isinstance(cell, (list, tuple))
        self.cell = StackedRNNCells(cell) if several else cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states = None

    @property
    def state_size(self) -> list:
        size = self.cell.state_size
        return list(size) if isinstance(size, (list, tuple)) else [size]

    def __setattr__(self, name, value):
        if name == "states":  # not weights: neither saved nor counted, as in Keras
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)

    # ---- building and states

    def build(self, sequences_shape, initial_state_shape=None):
        if len(sequences_shape) < 3:
            fail(
                f"layer {self.name!r}: a sequence has at least three axes",
                {"sequences": list(sequences_shape)},
                "give it (batch, time, features)",
                graph.ShapeError,
            )
        if isinstance(self.cell, Layer):
            step_shape = (sequences_shape[0], *sequences_shape[2:])
            self.cell._build_with((step_shape,), {})
        if self.stateful:
            self._make_states(sequences_shape[0])

    def _make_states(self, batch_size):
        if batch_size is None:
            fail(
                f"layer {self.name!r}: a stateful layer needs a fixed batch size",
                None,
                "give the input a batch size: Input(..., batch_size=32)",
                graph.ShapeError,
            )
        with graph.not_tracing():
            self.states = graph.map_leaves(
                lambda start: Variable(
                    graph.as_tensor(start).numpy(),
                    dtype=self.variable_dtype,
                    trainable=False,
                    name="rnn_state",
                ),
                self.get_initial_state(batch_size),
            )

    def get_initial_state(self, batch_size) -> list:
        """The states before the first step."""
        return initial_states(self.cell, batch_size)

    def reset_state(self) -> None:
        """Sets the states of a stateful layer to zero."""
        for state in graph.flatten(self.states):
            if state is not None:
                state.assign(graph.zeros(state.shape, state.dtype))

    reset_states = reset_state

    # ---- the computation

    def call(self, sequences, initial_state=None, mask=None, training=False):
        start = self._start(sequences, initial_state)
        xs = graph.swapaxes(sequences, 0, 1)
        step, rows = step_of(self.cell, xs, start, training)
        loop = TimeLoop(
            step,
            all_outputs=self.return_sequences,
            zero_masked=self.zero_output_for_mask,
            backwards=self.go_backwards,
            unroll=self.unroll,
            output_of=output_of(self.cell),
        )
        last, outputs, states = loop.run(rows, start, _time_major_mask(mask, xs))
        forget_masks(self.cell)
        if self.stateful:
            for kept, new in zip(graph.flatten(self.states), graph.flatten(states)):
                kept.assign(new)
        y = graph.swapaxes(outputs, 0, 1) if self.return_sequences else last
        y = graph.cast(y, self.compute_dtype)
        return (y, *states) if self.return_state else y

    def _start(self, sequences, initial_state) -> list:
        """The states to start with, in the computing dtype."""
        batch = graph.shape(sequences)[0]
        if self.stateful:
            self._check_batch(batch)
        if initial_state is not None:
            nested = isinstance(initial_state, (list, tuple))
            states = list(initial_state) if nested else [initial_state]
            self._check_states(states)
        elif self.stateful:
            states = self.states
        else:
            states = self.get_initial_state(batch)
        dtype = self.compute_dtype
        return graph.map_leaves(lambda s: graph.cast(s, dtype), states)

    def _check_batch(self, batch):
        expected = graph.flatten(self.states)[0].shape[0]
        if isinstance(batch, int) and batch != expected:
            fail(
                f"layer {self.name!r}: a stateful layer keeps its batch size",
                {"built for": expected, "called with": batch},
                "pass batches of equal size, or leave stateful=False",
                graph.ShapeError,
            )

    def _check_states(self, states):
        expected = len(graph.flatten(self.state_size))
        if len(graph.flatten(states)) != expected:
            fail(
                f"layer {self.name!r}: the number of initial states differs",
                {"expected": expected, "got": len(graph.flatten(states))},
                "pass a list with one tensor for each state",
            )

    # ---- shapes and masks

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, time = sequences_shape[:2]
        size = cell_output_size(self.cell)
        shape = (batch, time, size) if self.return_sequences else (batch, size)
        if not self.return_state:
            return shape
        states = graph.map_leaves(lambda n: (batch, n), self.state_size)
        return (shape, *states)

    def compute_mask(self, inputs, mask):
        mask = graph.flatten(mask)[0] if self.return_sequences else None
        if not self.return_state:
            return mask
        return [mask, *(None for _ in graph.flatten(self.state_size))]

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        cell = deserialize_keras_object(
            config.pop("cell"), custom_objects, family_name="layers"
        )
        return cls(cell, **config)


def _time_major_mask(mask, xs):
    """The mask with the time in front, as booleans, as long as the sequence."""
    mask = graph.flatten(mask)[0]
    if mask is None:
        return None
    mask = graph.swapaxes(graph.cast(graph.as_tensor(mask), "bool"), 0, 1)
    return graph.broadcast_to(mask, (*graph.shape(xs)[:2], *graph.shape(mask)[2:]))
