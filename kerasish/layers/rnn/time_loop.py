"""The loop over the steps of a sequence, with masks."""

from __future__ import annotations

from collections.abc import Callable

import graph
from kerasish.base.discovery import internal


@internal
class TimeLoop:
    """states, y[t] = step(x[t], states) over the leading axis.

    Where the mask is False the states stay what they were, and the output is the one
    of the step before (at first zeros), or zeros if asked for.

    Args:
        step: function of (x[t], states) to (output, new states).
        all_outputs: whether the outputs of all steps are wanted, or the last one.
        zero_masked: whether outputs of masked steps are zeros.
        backwards: whether the steps are taken from the last to the first; outputs
            stand in the order they were made.
        unroll: whether the steps are written out instead of looped.
        output_of: the output that goes with some states; None if it is not known.
    """

    def __init__(
        self,
        step: Callable,
        *,
        all_outputs: bool = False,
        zero_masked: bool = False,
        backwards: bool = False,
        unroll: bool = False,
        output_of: Callable | None = None,
    ):
        self.step = step
        self.all_outputs = all_outputs
        self.zero_masked = zero_masked
        self.backwards = backwards
        self.unroll = unroll
        self.output_of = output_of

    def run(self, xs, states, mask=None):
        """The last output, all outputs (or None), and the last states.

        Args:
            xs: a tensor (time, batch, ...).
            states: a structure of tensors (batch, ...).
            mask: booleans (time, batch) or None.
        """
        if self.backwards:
            xs = graph.flip(xs, 0)
            mask = None if mask is None else graph.flip(mask, 0)
        previous = self._first_output(xs, states, mask)
        rows = (xs,) if mask is None else (xs, mask)
        unroll = True if self.unroll and isinstance(graph.shape(xs)[0], int) else 1
        start = (states, previous)
        (states, previous), ys = graph.scan(self._body, start, rows, unroll=unroll)
        return self._last(states, previous, ys), ys, states

    def _first_output(self, xs, states, mask):
        """Zeros like the output, if the loop has to carry the output along."""
        if mask is None or self.zero_masked:
            if self.all_outputs or (mask is None and self.output_of is not None):
                return None
        if self.output_of is not None:
            output = self.output_of(states)
        else:
            output = self.step(xs[0], states)[0]
        return graph.zeros(graph.shape(output), output.dtype)

    def _last(self, states, previous, ys):
        if previous is not None:
            return previous
        return ys[-1] if self.all_outputs else self.output_of(states)

    def _body(self, carry, row):
        states, previous = carry
        output, new = self.step(row[0], states)
        new = _like(states, new)
        if len(row) > 1:
            kept = 0.0 if self.zero_masked else previous
            output = choose(row[1], output, kept)
            leaves = zip(graph.flatten(new), graph.flatten(states))
            new = graph.pack_like(states, [choose(row[1], a, b) for a, b in leaves])
        keeps = None if previous is None else graph.cast(output, previous.dtype)
        return (new, keeps), (output if self.all_outputs else None)


def _like(states, new):
    """The new states in the nesting and dtypes of the old ones."""
    leaves = zip(graph.flatten(states), graph.flatten(new), strict=True)
    return graph.pack_like(states, [graph.cast(b, a.dtype) for a, b in leaves])


@internal
def choose(mask, a, b):
    """a where the mask (batch,) holds, else b."""
    column = graph.reshape(mask, (*graph.shape(mask), *(1,) * (a.ndim - mask.ndim)))
    return graph.where(column, a, b)
