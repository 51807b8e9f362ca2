"""Datasets whose batches a method of the user's own makes, some of them ahead."""

from __future__ import annotations

from itertools import count

from kerasish.base.errors import DataError, fail
from kerasish.base.rules import boolean, non_negative_int
from kerasish.data.batches_ahead import BatchesAhead
from kerasish.data.generators import GeneratorSource
from kerasish.data.positions import require_epoch_end


class PyDataset:
    """Batch by number: ``dataset[i]``, with ``len(dataset)`` batches.

    A subclass defines ``__getitem__``, which returns x, (x, y) or (x, y,
    sample_weight), and ``__len__`` or the property ``num_batches``. It may define
    ``on_epoch_begin`` and ``on_epoch_end``, for example to draw a new order.

    While a model trains on a batch, threads or processes make the next ones of the
    epoch; batches come in order all the same. What ``__getitem__`` raises is raised in
    ``fit``, that of a process with its traceback as the cause.

    Processes are spawned: the dataset must be one that can be pickled, its class one
    that can be imported, and a script calls ``fit`` below ``if __name__ ==
    "__main__":``. They get the dataset as it is when an epoch begins, so that
    ``on_epoch_begin`` and ``on_epoch_end`` work as with threads; what ``__getitem__``
    changes stays in its process. What it draws from the generators of Python, numpy and
    Kerasish is the same for any number of processes. To have the same numbers from
    threads too, draw from ``numpy.random.default_rng((seed, index))``.

    Args:
        workers: how many threads or processes make batches; 0 or 1 for one thread.
        use_multiprocessing: whether they are processes, if workers is not 0: for work
            in Python that holds its lock. Threads start sooner, and copy nothing.
        max_queue_size: how many batches are made ahead, at most, at least one a worker;
            with 0 each is made when it is needed.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> class Squares(kerasish.utils.PyDataset):
        ...     def __len__(self):
        ...         return 2
        ...     def __getitem__(self, index):
        ...         x = np.arange(4.0).reshape(4, 1) + 4 * index
        ...         return x, x**2
        >>> model = kerasish.Sequential([kerasish.Input((1,)),
        ...                              kerasish.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> history = model.fit(Squares(workers=2), verbose=0)
    """

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        for name, value, rule in (
            ("workers", workers, non_negative_int),
            ("use_multiprocessing", use_multiprocessing, boolean),
            ("max_queue_size", max_queue_size, non_negative_int),
        ):
            rule.check(type(self).__name__, name, value)
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index):
        """The batch of a number."""
        raise NotImplementedError(
            f"{type(self).__name__} must define __getitem__(self, index): "
            "return a batch"
        )

    @property
    def num_batches(self) -> int | None:
        """Batches in an epoch; None for a dataset without end."""
        if hasattr(self, "__len__"):
            return len(self)
        raise NotImplementedError(
            f"{type(self).__name__} must define __len__, or the property num_batches "
            "(None for a dataset without end)"
        )

    def on_epoch_begin(self):
        """Called before each epoch."""

    def on_epoch_end(self):
        """Called after each epoch."""

    def __iter__(self):
        number = self.num_batches
        for index in count() if number is None else range(number):
            yield self[index]


class PyDatasetSource(GeneratorSource):
    """Batches of a PyDataset, made ahead by threads.

    Args:
        dataset: a PyDataset.
        class_weight: weights by class.
        steps: batches in an epoch; all of the dataset's when None. A dataset goes on
            in the next epoch where the last one stopped.
        shuffle: whether batches come in a new order each time.

    Raises:
        DataError: a dataset without end needs steps.
    """

    def __init__(
        self, dataset: PyDataset, class_weight=None, steps=None, shuffle=False
    ):
        number = dataset.num_batches
        if number is None and steps is None:
            fail(
                f"{type(dataset).__name__} has no end",
                "num_batches=None",
                "pass steps_per_epoch (or steps, or validation_steps)",
                DataError,
            )
        batches = BatchesAhead(dataset, shuffle, steps)
        super().__init__(batches, class_weight, steps)
        self.role = type(dataset).__name__
        self.num_batches = number if steps is None else steps
        self._keeps_place = steps is not None
        self._dataset = dataset
        self._epochs = 0
        self._has_begun = False  # the epoch that goes on

    @staticmethod
    def accepts(x) -> bool:
        return isinstance(x, PyDataset)

    def epoch(self):
        if not self._has_begun:
            self._dataset.on_epoch_begin()
        self._has_begun = False
        yield from super().epoch()

    def finish_epoch(self) -> None:
        if not self._keeps_place and self._running is not None:
            self._running.close()  # its threads end; processes wait for more
            self._running = None
        self._dataset.on_epoch_end()
        self._epochs += 1

    def close(self) -> None:
        super().close()
        self.iterable.close()

    def _beginning(self) -> dict:
        return {"random": self.iterable.random_state()}

    def get_state(self, given: int) -> dict:
        """Where the batches stand; see `ArraySource.get_state`."""
        data = {"kind": type(self._dataset).__name__, "batches": self.num_batches}
        own = getattr(self._dataset, "get_state", None)
        return {
            **super().get_state(given),
            "data": data,
            "epochs": self._epochs,
            "own": None if own is None else own(),
        }

    def set_state(self, state: dict) -> None:
        """The next epoch goes on where `get_state` was called; no batch is made for it.

        A dataset with methods ``get_state()`` and ``set_state(state)`` is put back by
        them. Another one gets the calls of ``on_epoch_begin`` and ``on_epoch_end`` that
        it had before: what they draw from seeds of their own comes out the same.

        Raises:
            DataError: other data in the middle of an epoch.
        """
        own = self.get_state(0)["data"]
        if state["data"] != own:
            require_epoch_end(state, own)
            return
        if state["own"] is not None and hasattr(self._dataset, "set_state"):
            self._dataset.set_state(state["own"])
            self._has_begun = state["given"] > 0
        else:
            for _ in range(state["epochs"]):
                self._dataset.on_epoch_begin()
                self._dataset.on_epoch_end()
        self._epochs, self._given = state["epochs"], state["given"]
        self.iterable.start_at(
            state["taken"], state["given"], state["before"]["random"]
        )
        if state["taken"]:
            self._start()
            self._taken = state["taken"]
