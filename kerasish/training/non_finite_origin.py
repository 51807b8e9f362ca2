"""Where the first number that is not finite came from, found by running steps again."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

import graph
from kerasish.training.batches import plain_batch
from kerasish.training.recent_steps import KeptStep, RecentSteps, copies, put


class Origin(NamedTuple):
    """The first bad step, and what is known of it.

    Args:
        step: the first step with a number that is not finite.
        loss: of that step alone, as the logs say it.
        error: names op, layer and line; None where the step, op by op, stays finite.
        largest: path and value of the largest weight before the step.
        is_exact: whether the steps, run again, gave what they had given.
    """

    step: KeptStep
    loss: float
    error: graph.NonFiniteError | None
    largest: tuple[str, float] | None
    is_exact: bool


def find_origin(recent: RecentSteps) -> Origin | None:
    """Runs the kept steps again, and the first bad one op by op.

    The state at the end is that of before. None where the steps stay finite.
    """
    now = copies(recent.variables())
    try:
        return _search(recent)
    finally:
        put(now)


def _search(recent: RecentSteps) -> Origin | None:
    recent.rewind()
    good = found = None
    given, is_exact = recent.losses(), True
    for kept in recent:
        before = copies(recent.variables())
        loss = _loss_of(recent, kept)
        wanted = given.get(kept[:2], loss)
        is_exact &= np.array_equal(wanted, loss, equal_nan=True)
        loss = float(np.mean(loss))
        if math.isfinite(loss) and not recent.bad_weights():
            good = kept, before
        else:
            found = kept, loss, before
            break
    if found is None:
        return None
    kept, loss, before = found
    put(before)
    largest = _largest(recent.model)
    return Origin(
        kept, loss, _first_error(recent, kept, before, good), largest, is_exact
    )


def _first_error(recent, kept, before, good) -> graph.NonFiniteError | None:
    """What a check says. Infinities that a good step has too, such as those of masks,
    are no fault."""
    error = None
    if good is not None and _error_of(recent, *good) is not None:
        error = _error_of(recent, kept, before, allow_infinity=True)
    return _error_of(recent, kept, before) if error is None else error


def _loss_of(recent, kept):
    return recent.step(plain_batch(kept.batch)).get("loss", 0.0)


def _error_of(recent, kept, state, allow_infinity=False):
    """The error of a check of one step, from a state; None if it stays finite."""
    put(state)
    try:
        with graph.debug.check_finite(allow_infinity=allow_infinity):
            recent.step(plain_batch(kept.batch))
    except graph.NonFiniteError as error:
        return error
    return None


def _largest(model) -> tuple[str, float] | None:
    sizes = [
        (w.path, float(np.abs(w.array).max()))
        for w in model.trainable_variables
        if w.array.size
    ]
    return max(sizes, key=lambda pair: pair[1], default=None)
