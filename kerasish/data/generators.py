"""Batches from generators and other iterables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import GeneratorType

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.random_state import random_state, set_random_state
from kerasish.base.user_warning import warn
from kerasish.data.class_weights import weights_by_class
from kerasish.data.leaves import as_batch_array, require_rows
from kerasish.data.positions import require_epoch_end


class GeneratorSource:
    """Batches that an iterable yields.

    A generator goes on where it stopped, and so does any other iterable whose epochs
    have a number of steps; without one it starts again each epoch.

    Args:
        iterable: yields x, (x, y) or (x, y, sample_weight).
        class_weight: weights by class.
        steps: batches in an epoch; None to run to the end.
    """

    batch_size = None
    #: what the user calls the data, for errors
    role = "the generator"

    def __init__(self, iterable, class_weight=None, steps=None):
        self.iterable = iterable
        self._steps = steps
        self.class_weight = class_weight
        self.num_batches = steps if steps is not None else _length(iterable)
        self._running: Iterator | None = None
        self._is_generator = isinstance(iterable, Iterator)
        self._keeps_place = self._is_generator or steps is not None
        self._before: dict | None = None  # what `_running` began with
        self._taken = 0  # batches of `_running`
        self._given = 0  # those that an epoch had before it goes on

    @staticmethod
    def accepts(x) -> bool:
        return isinstance(x, Iterable) and not isinstance(x, (str, bytes, dict))

    def epoch(self):
        given, self._given = self._given, 0
        if self._running is None:
            self._start()
        while self.num_batches is None or given < self.num_batches:
            try:
                batch = next(self._running)
            except StopIteration:
                self._running = None
                if not given and self._taken and not self._is_generator:
                    self._start()  # the last epoch ended where the data did
                    continue
                if not given:
                    self._fail_without_batch()
                self._tell_early_end(given)
                return
            given += 1
            self._taken += 1
            yield self._plain(batch, given)

    def _fail_without_batch(self):
        fail(
            f"{self.role} gave no batch",
            type(self.iterable).__name__,
            "yield at least one batch an epoch; a generator that is used up cannot "
            "start again: it needs steps * epochs batches",
            DataError,
        )

    def _tell_early_end(self, given: int) -> None:
        if self._is_generator and self._steps is not None:
            warn(
                f"{self.role} ended after {given} of {self._steps} batches of an "
                "epoch: it needs steps * epochs batches. The epoch ends with those"
            )

    def _start(self) -> None:
        self._before = self._beginning()
        self._running, self._taken = iter(self.iterable), 0

    def _beginning(self) -> dict:
        """What decides which batches an iteration gives."""
        own = getattr(self.iterable, "get_state", None)
        return {
            "random": None if self._is_generator else random_state(),
            "own": None if own is None else own(),
        }

    def finish_epoch(self) -> None:
        if not self._keeps_place:
            self._running = None

    def close(self) -> None:
        """Ends what makes batches ahead; a generator of the user's own goes on."""
        running, self._running = self._running, None
        if not self._is_generator and isinstance(running, GeneratorType):
            running.close()

    def get_state(self, given: int) -> dict:
        """Where the batches stand; see `ArraySource.get_state`."""
        running = self._running is not None
        return {
            "data": self._kind(),
            "before": self._before if running else self._beginning(),
            "taken": self._taken if running else 0,
            "given": given,
        }

    def _kind(self) -> dict:
        name = "generator" if self._is_generator else type(self.iterable).__name__
        return {"kind": name}

    def set_state(self, state: dict) -> None:
        """The next epoch goes on where `get_state` was called.

        Batches that were used before are made once more and thrown away. An iterable
        with methods ``get_state()`` and ``set_state(state)`` is put back by them.

        Raises:
            DataError: other data in the middle of an epoch, or too few batches.
        """
        if state["data"] != self._kind():
            require_epoch_end(state, self._kind())
            return
        self._given = state["given"]
        self._go_back(state["before"])
        if state["taken"]:
            self._start()
            self._skip(state["taken"])

    def _go_back(self, before: dict) -> None:
        """To what decided about the batches when their iteration began."""
        if before["random"] is not None:
            set_random_state(before["random"])
        if before["own"] is not None and hasattr(self.iterable, "set_state"):
            self.iterable.set_state(before["own"])

    def _skip(self, count: int) -> None:
        for batch_index in range(count):
            try:
                next(self._running)
            except StopIteration:
                fail(
                    "the generator ended before the place where training goes on",
                    {"batches": batch_index, "needed": count},
                    "pass a new generator of the same batches",
                    DataError,
                )
        self._taken = count

    def _plain(self, batch, number: int) -> tuple:
        batch = batch if isinstance(batch, tuple) else (batch,)
        if not 1 <= len(batch) <= 3:
            fail(
                "a generator yields x, (x, y) or (x, y, sample_weight)",
                f"a tuple of {len(batch)}",
                "nest several inputs in a list or dict: ([x1, x2], y)",
                DataError,
            )
        batch = tuple(graph.map_leaves(as_batch_array, part) for part in batch)
        require_rows(batch, f"batch {number} of {self.role}")
        if self.class_weight is None:
            return batch
        x, y, sample_weight = (*batch, None, None)[:3]
        return x, y, weights_by_class(y, sample_weight, self.class_weight)


def _length(iterable) -> int | None:
    try:
        return len(iterable)
    except TypeError:
        return None
