"""The data of a validation, and of a step on one batch."""

from __future__ import annotations

import graph
from kerasish.base.errors import DataError, fail
from kerasish.data.arrays import ArraySource
from kerasish.data.packing import unpack_x_y_sample_weight
from kerasish.data.source import make_source


def single_batch(x, y=None, sample_weight=None, class_weight=None):
    """All samples as one batch."""
    size = len(next(a for a in graph.flatten(x) if a is not None))
    source = ArraySource(x, y, sample_weight, max(size, 1), False, class_weight)
    return next(iter(source.epoch()))


def validation_source(data, batch_size, steps):
    """The batches of ``fit(validation_data=...)``.

    Raises:
        DataError: arrays that are not in a tuple.
    """
    if isinstance(data, (tuple, list)) and len(data) in (1, 2, 3):
        return make_source(*unpack_x_y_sample_weight(tuple(data)), batch_size)
    if ArraySource.accepts(data):
        fail(
            "validation_data must be (x, y) or (x, y, sample_weight)",
            {"validation_data": type(data).__name__},
            "pass a tuple, or a generator of batches",
            DataError,
        )
    source = make_source(data, batch_size=batch_size, steps=steps)
    source.role = "validation_data"
    return source
