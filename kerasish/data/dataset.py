"""Samples that are made one by one when they are asked for, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

import graph
from kerasish.base.errors import fail


class Dataset:
    """Samples by number, given out in batches; each iteration is an epoch.

    Functions such as `kerasish.utils.image_dataset_from_directory` return one. Models
    take it for ``fit``, ``evaluate`` and ``predict``.

    Args:
        sample: the sample of a number: an array, text, or a nesting of them.
        size: how many samples there are.
        batch_size: samples in a batch; None to give out single samples.
        shuffle: whether each epoch has a new order.
        seed: of the orders.
        join: what makes a batch of a list of samples; they are stacked by default.
        class_names: of the labels, for those who need them.
        file_paths: of the samples, in the order of their numbers.

    Example:
        >>> from kerasish.data.dataset import Dataset
        >>> squares = Dataset(lambda i: (i, i * i), size=5, batch_size=2)
        >>> len(squares)
        3
        >>> [x.numpy().tolist() for x, y in squares.take(2)]
        [[0, 1], [2, 3]]
    """

    def __init__(
        self,
        sample: Callable[[int], object],
        size: int,
        batch_size: int | None = None,
        shuffle: bool = False,
        seed: int | None = None,
        join: Callable[[list], object] | None = None,
        class_names: list[str] | None = None,
        file_paths: list[str] | None = None,
    ):
        if batch_size is not None and batch_size < 1:
            fail(
                "batch_size must be a positive integer or None",
                {"batch_size": repr(batch_size)},
            )
        self._sample, self._size, self._batch_size = sample, size, batch_size
        self._random = np.random.RandomState(seed) if shuffle else None
        self._join = stack_samples if join is None else join
        self._changes: list[Callable] = []
        self._most: int | None = None
        self.class_names = class_names
        self.file_paths = file_paths

    def __len__(self) -> int:
        """Batches in an epoch, or samples if there are no batches."""
        step = 1 if self._batch_size is None else self._batch_size
        number = -(-self._size // step)
        return number if self._most is None else min(number, self._most)

    def cardinality(self) -> int:
        """The same as ``len``, as in Keras."""
        return len(self)

    def __iter__(self) -> Iterator:
        order = np.arange(self._size)
        if self._random is not None:
            self._random.shuffle(order)
        step = self._batch_size
        for index in range(len(self)):
            if step is None:
                part = _as_tensors(self._sample(int(order[index])))
            else:
                numbers = order[index * step : (index + 1) * step].tolist()
                part = _as_tensors(self._join([self._sample(i) for i in numbers]))
            for change in self._changes:
                part = change(*part) if isinstance(part, tuple) else change(part)
            yield part

    def map(self, function: Callable, **_) -> Dataset:
        """The dataset with a function applied to each batch: ``function(x, y)``."""
        changed = self._copy()
        changed._changes = [*self._changes, function]
        return changed

    def take(self, count: int) -> Dataset:
        """The first batches of each epoch; all of them for -1."""
        changed = self._copy()
        changed._most = None if count < 0 else count
        return changed

    def prefetch(self, buffer_size=None) -> Dataset:
        """The dataset itself: batches are made when they are asked for."""
        return self

    def _copy(self) -> Dataset:
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy


def stack_samples(samples: list):
    """The samples as one batch: each leaf with a new first axis."""
    leaves = zip(*map(graph.flatten, samples))
    stacked = [np.stack([np.asarray(leaf) for leaf in row]) for row in leaves]
    return graph.pack_like(samples[0], stacked)


def _as_tensors(part):
    """Numbers as tensors; text stays in arrays."""
    return graph.map_leaves(_as_tensor, part)


def _as_tensor(leaf):
    array = leaf if isinstance(leaf, graph.Tensor) else np.asarray(leaf)
    return array if array.dtype.kind in "OUS" else graph.as_tensor(array)
