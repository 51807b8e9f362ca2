"""Dropout in recurrent cells: the same zeros at all steps of a sequence."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.discovery import internal


@internal
class Masks(NamedTuple):
    """Factors for the input and for the state: a tensor, one for each gate, or None."""

    inputs: object = None
    state: object = None


NO_MASKS = Masks()


@internal
def masked(x, mask, gate: int):
    """x times the mask of a gate."""
    if mask is None:
        return x
    return x * (mask[gate] if isinstance(mask, list) else mask)


@internal
class CellDropout:
    """The dropout half of a cell, which has ``dropout``, ``recurrent_dropout``,
    ``seed_generator`` and ``mask_count``.

    A cell that is called step by step in training keeps its masks until
    `reset_dropout_mask`; the layer `RNN` draws new ones for each call.
    """

    _kept_masks = None

    def draw_masks(self, inputs_shape, state_shape, training) -> Masks:
        """New masks for a sequence; none out of training.

        Args:
            inputs_shape: shape of one step of the input.
            state_shape: shape of the state that dropout is applied to.
        """
        if not training:
            return NO_MASKS
        return Masks(
            self._draw(inputs_shape, self.dropout),
            self._draw(state_shape, self.recurrent_dropout),
        )

    def _draw(self, shape, rate):
        if not 0 < rate < 1:
            return None
        masks = [self._one_mask(shape, rate) for _ in range(self.mask_count)]
        return masks if self.implementation == 1 else masks[0]

    def _one_mask(self, shape, rate):
        keep = graph.random_bernoulli(self.seed_generator.next(), shape, 1 - rate)
        return graph.cast(keep, self.compute_dtype) * (1 / (1 - rate))

    def masks_for(self, inputs, state, training) -> Masks:
        """The masks of this sequence: those that are kept, or new ones."""
        if not training or (self.dropout == 0 and self.recurrent_dropout == 0):
            return NO_MASKS
        trace = graph.active_trace()
        if self._kept_masks is None or self._kept_masks[0] not in (trace, "all"):
            masks = self.draw_masks(graph.shape(inputs), graph.shape(state), training)
            self._kept_masks = (trace, masks)
        return self._kept_masks[1]

    def keep_masks(self, masks: Masks) -> None:
        """Makes all calls use these masks until the reset."""
        self._kept_masks = ("all", masks)

    def reset_dropout_mask(self) -> None:
        """Forgets the masks, before a new sequence."""
        self._kept_masks = None

    reset_recurrent_dropout_mask = reset_dropout_mask
