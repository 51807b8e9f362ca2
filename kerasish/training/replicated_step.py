"""A step of a model that runs on all ranks, each with rows of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np

import graph
from kerasish.base.replica import Replica, replicating
from kerasish.training.batches import plain_batch
from kerasish.training.compiled_step import CompiledStep, EagerStep
from kerasish.training.shards import Shard
from kerasish.training.state_of_ranks import StateOfRanks


class ReplicatedStep:
    """Makes steps of batches steps of shards.

    What a rank needs to know of its shard is fed as the sizes of an array without
    elements. So it is there as sizes, and other ones need no other code.

    Args:
        step: a CompiledStep or EagerStep of ``(batch, places)``.
        is_by_row: whether it gives something for each row: nothing is left of it for a
            row that stands in.
    """

    def __init__(self, step, is_by_row: bool = False):
        self.step, self.is_by_row = step, is_by_row

    def take(self, shard: Shard):
        """What a call on the plain form of the shard gives."""
        return self(plain_batch(shard))

    def __call__(self, shard: Shard):
        batch = tuple(shard)
        leaves = graph.flatten(batch)
        held = len(next(a for a in leaves if a is not None))
        places = np.empty((held, 0, shard.rows, shard.first, shard.total), np.uint8)
        if isinstance(self.step, CompiledStep):
            self.step.free_axes |= {(len(leaves), axis) for axis in (2, 3, 4)}
        results = self.step((batch, places))
        if self.is_by_row and not shard.rows:
            return graph.map_leaves(lambda a: a[:0], results)
        return results

    def is_current(self) -> bool:
        """Whether the step still holds."""
        return self.step.is_current()

    @property
    def free_axes(self) -> set:
        """See `CompiledStep`."""
        return getattr(self.step, "free_axes", set())


def replicated(function: Callable, model, strategy) -> Callable:
    """The function of a batch, as one of ``(batch, places)`` for `ReplicatedStep`."""

    def run(batch_and_places):
        batch, places = batch_and_places
        held, _, rows, first, total = graph.shape(places)
        replica = Replica(strategy.communicator, rows, total, strategy.sync_batchnorm)
        state = StateOfRanks(replica, model)
        replica.settle, replica.note_same = state.settle, state.note_same
        randoms = contextlib.nullcontext()
        if graph.active_trace() is not None:
            randoms = graph.random_rows(held, first, total)
        with replicating(replica), randoms:
            results = function(batch)
            state.settle()
        return results

    return run


def of_batch(check: Callable) -> Callable:
    """A check of a batch and nodes, as one of ``(batch, places)``."""
    return lambda batch_and_places, nodes: check(batch_and_places[0], nodes)


def is_eager(step) -> bool:
    """Whether a step runs op by op, on values."""
    return isinstance(getattr(step, "step", step), EagerStep)
