"""Small work on batches: plain arrays in, finite losses, outputs joined."""

from __future__ import annotations

import math
from itertools import count, islice

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx
from kerasish.base.text import with_round_width, without_bytes
from kerasish.data.packing import unpack_x_y_sample_weight
from kerasish.training.shards import Shard

_FLOAT64 = np.dtype("float64")


def plain_batch(batch):
    """The batch as arrays that a step takes: float64 as the default float.

    Text comes in rows of few widths, since each is a trace of its own.
    """
    if type(batch) is tuple:  # x and y as arrays: looked at without a call for each
        for part in batch:
            if type(part) is not np.ndarray or part.dtype == _FLOAT64:
                break
            if part.dtype.kind in "USO":
                break
        else:
            return batch
    return _TAKES.get(type(batch), _array)(batch)


def _array(part):
    array = without_bytes(np.asarray(part))
    if array.dtype.kind == "U":
        return with_round_width(array)
    return array.astype(floatx()) if array.dtype == _FLOAT64 else array


_TAKES = {
    type(None): lambda part: None,
    tuple: lambda part: tuple([plain_batch(p) for p in part]),
    list: lambda part: [plain_batch(p) for p in part],
    dict: lambda part: {name: plain_batch(p) for name, p in part.items()},
    Shard: lambda shard: shard.with_parts([plain_batch(p) for p in shard]),
}


def in_groups(batches, size: int, limit: int | None = None, first: int = 0):
    """(number of the first, tuple of ``size`` batches or fewer), ``limit`` in all."""
    batches = islice(batches, limit)
    if size == 1:
        yield from zip(count(first), zip(batches))
        return
    while group := tuple(islice(batches, size)):
        yield first, group
        first += len(group)


def run_group(function, group: tuple, first: int):
    """function(batches); an error of `graph.debug.check_finite` says which they are."""
    try:
        return function(iter(group))
    except graph.NonFiniteError as error:
        last = first + len(group) - 1
        which = f"batch: {first}" if first == last else f"batches: {first} to {last}"
        raise error.with_line(f"{which}, counted from 0") from error


def require_finite(logs: dict, group: tuple) -> bool:
    """Whether the loss is finite; if not, looks whether the data are why.

    Raises:
        DataError: a batch holds NaN or infinity.
    """
    loss = logs.get("loss")
    if loss is None or is_finite(loss):
        return True
    for batch in group:
        _require_finite_data(batch, loss)
    return False


def _require_finite_data(batch, loss) -> None:
    for name, part in zip(("x", "y", "sample_weight"), unpack_x_y_sample_weight(batch)):
        for array in graph.flatten(part):
            if array is None or graph.kind_of(array.dtype) not in "fc":
                continue
            bad = ~np.isfinite(array)
            if bad.any():
                sample = int(np.argwhere(bad)[0][0])
                fail(
                    f"the loss is {float(np.mean(loss))} because {name} holds numbers "
                    "that are not finite",
                    f"{int(bad.sum())} of {bad.size} in this batch, first in sample "
                    f"{sample} of the batch",
                    f"clean the data: np.isfinite({name}).all() must hold",
                    DataError,
                )


def is_finite(loss) -> bool:
    """Whether a loss is; a step of the user's own may log each sample's."""
    if getattr(loss, "ndim", 0) > 0:
        return bool(np.isfinite(loss).all())
    return math.isfinite(loss)


def join_outputs(outputs: list):
    """The outputs of all batches, joined along the first axis."""
    if len(outputs) == 1:
        return outputs[0]
    flat = [graph.flatten(part) for part in outputs]
    joined = [np.concatenate(parts) for parts in zip(*flat)]
    return graph.pack_like(outputs[0], joined)
