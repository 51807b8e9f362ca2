"""Data in two parts."""

from __future__ import annotations

import random

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.data.dataset import Dataset
from kerasish.data.sampled_dataset import SampledDataset


def split_dataset(
    dataset,
    left_size=None,
    right_size=None,
    shuffle=False,
    seed=None,
    preferred_backend=None,
):
    """The first and the last part of some samples, as two datasets.

    Args:
        dataset: an array, a list, tuple or dict of arrays of one length, or a
            `kerasish.data` dataset, whose batches are taken apart.
        left_size: samples of the left part: how many, or a fraction from 0 to 1; what
            the right part leaves when None.
        right_size: the same for the right part.
        shuffle: whether samples are shuffled before.
        seed: of the order.
        preferred_backend: accepted as in Keras.

    Returns:
        Two `kerasish.data` datasets of samples; of batches, if the data had some.

    Raises:
        ArgumentError: sizes that do not fit the data.
        DataError: arrays of different lengths.

    Example:
        >>> import numpy as np
        >>> from kerasish import utils
        >>> left, right = utils.split_dataset(np.arange(10), left_size=0.8)
        >>> len(left), [int(x) for x in right]
        (8, [8, 9])
    """
    samples, batch_size = _samples_of(dataset)
    sizes = _sizes(left_size, right_size, len(samples))
    if shuffle:
        seed = random.randint(0, 1_000_000) if seed is None else seed
        random.Random(seed).shuffle(samples)
    left, right = samples[: sizes[0]], samples[len(samples) - sizes[1] :]
    return tuple(
        SampledDataset(part.__getitem__, len(part), batch_size)
        for part in (left, right)
    )


def _samples_of(dataset) -> tuple[list, int | None]:
    if isinstance(dataset, Dataset):
        if dataset.batch_size is None:
            return list(dataset), None
        return list(dataset.unbatch()), dataset.batch_size
    return _rows(graph.map_leaves(np.asarray, dataset)), None


def _rows(structure) -> list:
    leaves = graph.flatten(structure)
    lengths = {len(leaf) for leaf in leaves}
    if len(lengths) != 1:
        fail(
            "split_dataset: all arrays need the same number of samples",
            {"samples": sorted(lengths)},
            error=DataError,
        )
    return [
        graph.pack_like(structure, [leaf[i] for leaf in leaves])
        for i in range(lengths.pop())
    ]


def _sizes(left, right, total: int) -> tuple[int, int]:
    if left is None and right is None:
        fail("split_dataset: give left_size, right_size, or both")
    for name, size in (("left_size", left), ("right_size", right)):
        number = isinstance(size, (int, float, np.number)) and size is not True
        most = 1 if isinstance(size, float) else total
        if size is not None and not (number and 0 < size <= most and size < total):
            fail(
                f"split_dataset: {name} must be a fraction between 0 and 1, or a "
                f"number below that of the samples",
                {name: repr(size), "samples": total},
            )
    left = round(left * total) if isinstance(left, float) else left
    right = round(right * total) if isinstance(right, float) else right
    left = total - right if left is None else left
    right = total - left if right is None else right
    if left + right > total or not left or not right:
        fail(
            "split_dataset: the parts do not fit the data",
            {"left": left, "right": right, "samples": total},
            "both need a sample, and together no more than there are",
        )
    return left, right
