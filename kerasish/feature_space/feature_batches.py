"""The values of one feature in data of many, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail
from kerasish.layers.preprocessing.adapt_batches import batches_of

#: single values are put together to batches of so many
_TOGETHER = 32


@internal
class FeatureBatches:
    """Data that can be read once for each feature.

    Args:
        data: a dict of arrays, or an iterable of dicts (or of tuples that begin with
            one) of samples or batches.
        owner: whose data they are, for messages.
    """

    def __init__(self, data, owner: str):
        self.owner = owner
        if not isinstance(data, dict) and iter(data) is data:
            data = list(data)  # an iterator can be read once
        self.data = data

    def of(self, name: str) -> Iterator[np.ndarray]:
        """The batches of a feature, (samples, 1) or with more axes."""
        values = self._values(name)
        while chunk := list(islice(values, _TOGETHER if self._is_single(name) else 1)):
            batch = np.array(chunk) if chunk[0].ndim == 0 else chunk[0]
            yield batch[:, None] if batch.ndim == 1 else batch

    def _is_single(self, name) -> bool:
        return next(self._values(name)).ndim == 0

    def _values(self, name):
        if isinstance(self.data, dict):
            self._require(name, self.data)
            yield from map(np.asarray, np.asarray(self.data[name]))
            return
        for item in batches_of(self.data, self.owner):
            self._require(name, item)
            yield np.asarray(item[name])

    def _require(self, name, item) -> None:
        if not isinstance(item, dict) or name not in item:
            fail(
                f"{self.owner}: the data have no feature {name!r}",
                {
                    "data": sorted(item)
                    if isinstance(item, dict)
                    else type(item).__name__
                },
                "adapt to a dict of arrays, or to an iterable of dicts",
                DataError,
            )
