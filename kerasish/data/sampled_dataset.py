"""Datasets of samples that have numbers and are made one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from kerasish.base.errors import fail
from kerasish.data.dataset import Dataset
from kerasish.data.passes import RandomOrder
from kerasish.data.stacking import stack_samples


class SampledDataset(Dataset):
    """Samples by number, given out in batches; each iteration is an epoch.

    Functions such as `kerasish.utils.image_dataset_from_directory` return one.

    Args:
        sample: the sample of a number: an array, text, or a nesting of them.
        size: how many samples there are.
        batch_size: samples in a batch; None to give out single samples.
        shuffle: whether each epoch has a new order.
        seed: of the orders.
        join: what makes a batch of a list of samples; they are stacked by default.
        class_names: of the labels, for those who need them.
        file_paths: of the samples, in the order of their numbers.
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
        super().__init__(self._batches, -(-size // (batch_size or 1)))
        self._sample, self._size, self.batch_size = sample, size, batch_size
        self._order = RandomOrder(seed) if shuffle else None
        self._orders = (self._order,) if shuffle else ()
        self._join = stack_samples if join is None else join
        self.class_names = class_names
        self.file_paths = file_paths

    def _batches(self) -> Iterator:
        order = np.arange(self._size)
        if self._order is not None:
            self._order.shuffle(order)
        if self.batch_size is None:
            yield from map(self._sample, order.tolist())
            return
        for start in range(0, self._size, self.batch_size):
            numbers = order[start : start + self.batch_size].tolist()
            yield self._join([self._sample(i) for i in numbers])
