"""What the layers that adapt to data read: arrays, or batches one after the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail


@internal
def is_one_array(data) -> bool:
    """Whether the data are all there at once, rather than batch by batch."""
    return isinstance(data, graph.Tensor) or hasattr(data, "__array__")


@internal
def batches_of(data, owner: str, steps: int | None = None) -> Iterator:
    """The batches that an iterable or a dataset yields; x of (x, y).

    Args:
        data: an iterable of batches, or an object with a length and numbered batches.
        owner: whose data they are, for messages.
        steps: at most so many batches; all for None.

    Raises:
        DataError: there is no batch, or data of this kind cannot be read.
    """
    count = 0
    for batch in _opened(data, owner):
        if steps is not None and count >= steps:
            break
        count += 1
        yield batch[0] if isinstance(batch, tuple) else batch
    if not count:
        fail(
            f"{owner}: adapt got no data",
            type(data).__name__,
            "pass an array, or an iterable with at least one batch",
            DataError,
        )


def _opened(data, owner):
    is_numbered = hasattr(data, "__getitem__") and hasattr(data, "__len__")
    if is_numbered and not hasattr(data, "__iter__"):
        return (data[i] for i in range(len(data)))
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, dict)):
        return iter(data)
    fail(
        f"{owner}: adapt cannot read data of this kind",
        type(data).__name__,
        "pass an array, a tensor, or an iterable of batches",
        DataError,
    )


@internal
def float_array(batch, owner: str) -> np.ndarray:
    """A batch as an array of numbers.

    Raises:
        DataError: it is a number alone, or no number.
    """
    array = np.asarray(batch)
    if array.ndim == 0 or array.dtype.kind not in "biuf":
        fail(
            f"{owner}: adapt takes arrays, or an iterable of batches that are arrays",
            f"a batch of type {type(batch).__name__}",
            "wrap a list of numbers: np.array(data)",
            DataError,
        )
    return array
