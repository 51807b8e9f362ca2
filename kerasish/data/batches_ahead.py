"""The batches of a PyDataset in their order, some of them made ahead."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from itertools import chain, count, islice

import numpy as np

from kerasish.base.random_seed import make_default_seed
from kerasish.data.ahead import mapped_ahead
from kerasish.data.worker_pool import WorkerPool


class BatchesAhead:
    """Each iteration is a pass over the batches of a dataset.

    Args:
        dataset: a PyDataset.
        shuffle: whether each pass has an order of its own.
        steps: batches of an epoch; None for all. No batch is made before
            ``on_epoch_begin`` of its own epoch.
    """

    def __init__(self, dataset, shuffle: bool, steps: int | None):
        self.dataset = dataset
        self._steps = steps
        self._random = np.random.default_rng(make_default_seed()) if shuffle else None
        #: what workers draw from, with the number of the pass; drawing a seed would
        #: move the generators that threads leave alone
        self._seed = zlib.crc32(repr(random.getstate()).encode())
        self._passes = 0
        self._first = self._given = 0
        self._pool: WorkerPool | None = None

    def random_state(self) -> dict:
        """What decides about the next pass, as plain data."""
        order = None if self._random is None else self._random.bit_generator.state
        return {"order": order, "seed": self._seed, "passes": self._passes}

    def start_at(self, first: int, given: int, state: dict) -> None:
        """The next iteration begins with its batch ``first``.

        Args:
            first: counted from 0 in the order of the pass.
            given: batches that the epoch had before it.
            state: `random_state` when the pass began.
        """
        self._first, self._given = first, given
        self._seed, self._passes = state["seed"], state["passes"]
        if self._random is not None and state["order"] is not None:
            self._random.bit_generator.state = state["order"]

    def close(self) -> None:
        """Ends the processes, if there are some."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def __iter__(self) -> Iterator:
        # at once, and not when the first batch is asked for: there may be none left
        indices = islice(self._indices(), self._first, None)
        given = self._given
        self._first = self._given = 0
        self._passes += 1
        return self._by_epochs(indices, given)

    def _indices(self) -> Iterator[int]:
        number = self.dataset.num_batches
        if number is None:
            return count()
        if self._random is None:
            return iter(range(number))
        return iter(self._random.permutation(number).tolist())

    def _by_epochs(self, indices: Iterator[int], given: int) -> Iterator:
        if self._steps is None:
            yield from self._made(indices)
            return
        left = self._steps - given
        for first in indices:
            yield from self._made(chain((first,), islice(indices, left - 1)))
            left = self._steps

    def _made(self, indices: Iterator[int]) -> Iterator:
        settings = vars(self.dataset)  # a subclass may not have called __init__
        workers = settings.get("workers", 1)
        ahead = settings.get("max_queue_size", 10)
        if not ahead:
            return map(self._batch, indices)
        if settings.get("use_multiprocessing", False) and workers:
            seeds = (self._seed, self._passes)
            return self._opened_pool(workers, ahead).made(indices, seeds)
        workers = max(1, workers)
        return mapped_ahead(self._batch, indices, workers, max(ahead, workers))

    def _opened_pool(self, workers: int, ahead: int) -> WorkerPool:
        if self._pool is None or not self._pool.is_open:
            self._pool = WorkerPool(self.dataset, workers, ahead)
        return self._pool

    def _batch(self, index: int):
        batch = self.dataset[index]
        return tuple(batch) if isinstance(batch, list) else batch
