"""Datasets and loaders of PyTorch, known by what they have; torch is not imported."""

from __future__ import annotations

from collections.abc import Iterable

import graph
from kerasish.base.random_seed import make_default_seed
from kerasish.data.arrays import DEFAULT_BATCH_SIZE
from kerasish.data.generators import GeneratorSource
from kerasish.data.leaves import as_batch_array
from kerasish.data.sampled_dataset import SampledDataset


class LoaderSource(GeneratorSource):
    """Batches of a ``torch.utils.data.DataLoader``, or of what is like one.

    A loader gives lists where its dataset gives tuples: they are x, y and
    sample_weight.
    """

    role = "the loader"

    @staticmethod
    def accepts(x) -> bool:
        is_loader = hasattr(x, "dataset") and hasattr(x, "collate_fn")
        return is_loader and isinstance(x, Iterable)

    def _plain(self, batch, number: int) -> tuple:
        return super()._plain(_as_tuple(batch), number)


def is_map_style(x) -> bool:
    """Whether it gives samples by number, as ``torch.utils.data.Dataset`` does.

    What can be iterated gives batches.
    """
    has_both = hasattr(x, "__len__") and hasattr(x, "__getitem__")
    return has_both and not isinstance(x, (Iterable, type))


def batches_of_samples(dataset, batch_size=None, shuffle=False) -> SampledDataset:
    """The samples of a dataset in batches: x, (x, y) or (x, y, sample_weight).

    Args:
        dataset: gives the sample of a number.
        batch_size: samples in a batch, 32 when None.
        shuffle: whether each epoch has a new order.
    """

    def sample(index: int):
        return graph.map_leaves(as_batch_array, _as_tuple(dataset[index]))

    return SampledDataset(
        sample,
        len(dataset),
        DEFAULT_BATCH_SIZE if batch_size is None else batch_size,
        shuffle=shuffle,
        seed=make_default_seed() if shuffle else None,
    )


def _as_tuple(parts):
    return tuple(parts) if isinstance(parts, list) else parts
