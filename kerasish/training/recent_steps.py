"""The last steps of a training, kept so that they can be run again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

import graph
from kerasish.training.batches import plain_batch
from kerasish.training.compiled_step import CompiledStep

#: steps between two copies of the state, and bytes of batches that are kept meanwhile
KEPT_STEPS, KEPT_BYTES = 32, 1 << 24
#: a state of so few bytes is copied less often, since steps are short, too
SMALL_STATE, KEPT_SMALL_STEPS = 1 << 20, 256
#: a larger state is copied only if that is asked for
STATE_BYTES = 1 << 26


class KeptStep(NamedTuple):
    """A step that was made.

    Args:
        epoch, number: where in the training, counted from 0.
        batch: what it was made on.
    """

    epoch: int
    number: int
    batch: object


class RecentSteps:
    """A copy of what steps change, now and then, and the batches since.

    A copy in 32 steps, or in 256 short ones, is about one percent of the work. Nothing
    is kept of a state of more than 64 MB unless ``is_wanted``.

    Args:
        model: a compiled model.
        step: takes a batch.
        is_wanted: whether also a large state is copied.

    Attributes:
        missing: why nothing is kept; "" while something is.
    """

    def __init__(self, model, step, is_wanted: bool = False):
        self.model, self.step, self.is_wanted = model, step, is_wanted
        self.missing = ""
        self._state: dict = {}
        self._groups: list[tuple] = []
        self._losses: list = []
        self._most_groups = 0
        self._is_poisoned = False

    def add(self, epoch: int, first: int, group: tuple) -> None:
        """Keeps the batches of the step that comes next."""
        if self.missing:
            return
        if first == 0 or len(self._groups) >= self._most_groups:
            self._begin(group)
        self._groups.append((epoch, first, group))

    def note(self, loss) -> None:
        """Keeps what the step gave."""
        if not self.missing:
            self._losses.append(loss)

    def losses(self) -> dict:
        """What steps gave, by epoch and number of the last batch of each."""
        groups = zip(self._groups, self._losses)
        return {(e, first + len(g) - 1): loss for (e, first, g), loss in groups}

    def __iter__(self) -> Iterator[KeptStep]:
        for epoch, first, group in self._groups:
            for number, batch in enumerate(group, first):
                yield KeptStep(epoch, number, batch)

    def _begin(self, group) -> None:
        """A new copy. Where weights are bad already, what led there stays."""
        variables = self._changing(plain_batch(group[0]))
        bad = self.bad_weights()
        if bad:
            if not self._groups or self._is_poisoned:
                self._give_up(f"{', '.join(bad[:3])} had such numbers before")
            self._is_poisoned = True
            return
        size = sum(v.array.nbytes for v in variables)
        if size > STATE_BYTES and not self.is_wanted:
            self._give_up(
                f"the state of the training is {size / 2**20:.0f} MB, of which fit "
                "keeps no copy unless asked by callbacks.TerminateOnNaN(explain=True)"
            )
            return
        self._state = copies(variables)
        self._groups, self._losses = [], []
        held = sum(a.nbytes for batch in group for a in _arrays(batch))
        few = KEPT_STEPS if size > SMALL_STATE else KEPT_SMALL_STEPS
        self._most_groups = max(1, min(few // len(group), KEPT_BYTES // max(held, 1)))

    def _give_up(self, why: str) -> None:
        self.missing, self._state, self._groups, self._losses = why, {}, [], []

    def _changing(self, batch) -> list:
        if isinstance(self.step, CompiledStep):
            return self.step.changes(batch)
        model = self.model  # run eagerly
        if model.built:
            model._build_optimizer()
        optimizer = () if model.optimizer is None else model.optimizer.variables
        return [*model.variables, *optimizer, *model.metrics_variables]

    def bad_weights(self) -> list[str]:
        """Paths of the trained weights that hold numbers that are not finite."""
        weights = self.model.trainable_variables
        return [w.path for w in weights if not np.isfinite(w.array).all()]

    def variables(self) -> list:
        """What is copied."""
        return list(self._state)

    def rewind(self) -> None:
        """Puts everything back to the state before the first of the steps."""
        put(self._state)


def copies(variables) -> dict:
    """The values of variables, by variable."""
    return {v: np.array(v.array) for v in variables}


def put(state: dict) -> None:
    """Gives variables their values of then."""
    for variable, array in state.items():
        variable.commit(np.array(array))


def _arrays(batch) -> list:
    return [np.asarray(a) for a in graph.flatten(batch) if a is not None]
