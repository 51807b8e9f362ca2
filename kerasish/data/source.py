"""The contract of batches, and the choice of who fulfils it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Protocol

from kerasish.base.errors import DataError, fail
from kerasish.data.arrays import ArraySource
from kerasish.data.dataset import INFINITE, Dataset
from kerasish.data.generators import GeneratorSource
from kerasish.data.py_dataset import PyDatasetSource
from kerasish.data.torch_datasets import (
    LoaderSource,
    batches_of_samples,
    is_map_style,
)


class BatchSource(Protocol):
    """Batches for epochs: x, (x,), (x, y) or (x, y, sample_weight)."""

    #: batches in an epoch, None when only the end tells
    num_batches: int | None
    #: samples in a full batch, None when unknown
    batch_size: int | None

    def epoch(self) -> Iterator:
        """The batches of one epoch."""

    def finish_epoch(self) -> None:
        """Called after each epoch."""

    def close(self) -> None:
        """Called when no epoch follows: threads and processes end."""

    def get_state(self, given: int) -> dict:
        """Where the batches stand, after so many of the epoch, as plain data."""

    def set_state(self, state: dict) -> None:
        """The next epoch goes on where `get_state` was called."""


def make_source(
    x,
    y=None,
    sample_weight=None,
    batch_size=None,
    shuffle=False,
    class_weight=None,
    steps=None,
) -> BatchSource:
    """The source for whatever a user passes as data.

    Raises:
        DataError: data of a kind that cannot be read.
    """
    if ArraySource.accepts(x):
        return ArraySource(
            x, y, sample_weight, batch_size, shuffle, class_weight, steps
        )
    if is_map_style(x):
        x = batches_of_samples(x, batch_size, bool(shuffle))
    if isinstance(x, Dataset):
        x = _with_end(x, steps).prefetch()
    kinds = (PyDatasetSource, LoaderSource, GeneratorSource)
    kind = next((kind for kind in kinds if kind.accepts(x)), None)
    if kind is not None:
        if y is not None or sample_weight is not None:
            fail(
                "a generator gives its own targets and weights",
                {"y": type(y).__name__},
                "yield (x, y) or (x, y, sample_weight) and pass x only",
                DataError,
            )
        if kind is PyDatasetSource:
            return PyDatasetSource(x, class_weight, steps, bool(shuffle))
        return kind(x, class_weight, steps)
    fail(
        "data of this kind cannot be read",
        {"x": type(x).__name__},
        "pass arrays, lists or dicts of arrays, a dataset, or a generator of batches",
        DataError,
    )


@contextlib.contextmanager
def closing(*sources: BatchSource | None):
    """After it, whatever ended it, nothing of the sources runs any more."""
    try:
        yield
    finally:
        for source in sources:
            if source is not None:
                source.close()


def _with_end(dataset: Dataset, steps) -> Dataset:
    if dataset.cardinality() == INFINITE and steps is None:
        fail(
            "the dataset has no end",
            "repeat() without a count",
            "pass steps_per_epoch (or steps, or validation_steps)",
            DataError,
        )
    return dataset
