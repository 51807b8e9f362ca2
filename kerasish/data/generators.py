"""Batches from generators and other iterables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx
from kerasish.base.text import without_bytes
from kerasish.data.class_weights import weights_by_class


class GeneratorSource:
    """Batches that an iterable yields.

    A generator goes on where it stopped; another iterable starts again each epoch.

    Args:
        iterable: yields x, (x, y) or (x, y, sample_weight).
        class_weight: weights by class.
        steps: batches in an epoch; None to run to the end.
    """

    batch_size = None

    def __init__(self, iterable, class_weight=None, steps=None):
        self.iterable = iterable
        self.class_weight = class_weight
        self.num_batches = steps if steps is not None else _length(iterable)
        self._running: Iterator | None = None
        self._is_generator = isinstance(iterable, Iterator)

    @staticmethod
    def accepts(x) -> bool:
        return isinstance(x, Iterable) and not isinstance(x, (str, bytes, dict))

    def epoch(self):
        if self._running is None:
            self._running = iter(self.iterable)
        given = 0
        while self.num_batches is None or given < self.num_batches:
            try:
                batch = next(self._running)
            except StopIteration:
                self._running = None
                if not given:
                    fail(
                        "the generator gave no batch",
                        type(self.iterable).__name__,
                        "yield at least one batch an epoch; a generator that is used "
                        "up cannot start again",
                        DataError,
                    )
                return
            given += 1
            yield self._plain(batch)

    def finish_epoch(self) -> None:
        if not self._is_generator:
            self._running = None

    def _plain(self, batch) -> tuple:
        batch = batch if isinstance(batch, tuple) else (batch,)
        if not 1 <= len(batch) <= 3:
            fail(
                "a generator yields x, (x, y) or (x, y, sample_weight)",
                f"a tuple of {len(batch)}",
                "nest several inputs in a list or dict: ([x1, x2], y)",
                DataError,
            )
        batch = tuple(graph.map_leaves(_as_array, part) for part in batch)
        if self.class_weight is None:
            return batch
        x, y, sample_weight = (*batch, None, None)[:3]
        return x, y, weights_by_class(y, sample_weight, self.class_weight)


def _as_array(leaf):
    if leaf is None:
        return None
    array = without_bytes(np.asarray(leaf))
    return array.astype(floatx()) if array.dtype == np.float64 else array


def _length(iterable) -> int | None:
    try:
        return len(iterable)
    except TypeError:
        return None
