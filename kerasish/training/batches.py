"""Small work on batches: plain arrays in, finite losses, outputs joined."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx


def plain_batch(batch):
    """The batch as arrays that a step takes: float64 as the default float."""
    return tuple([_plain(part) for part in batch])


def _plain(part):
    if type(part) is np.ndarray:
        return part.astype(floatx()) if part.dtype == np.float64 else part
    if part is None:
        return None
    if isinstance(part, (list, tuple)):
        return [_plain(p) for p in part]
    if isinstance(part, dict):
        return {k: _plain(v) for k, v in part.items()}
    return _plain(np.asarray(part))


def require_finite(logs: dict, batch) -> None:
    """If the loss is not finite, looks whether the data are why.

    Raises:
        DataError: the batch holds NaN or infinity.
    """
    loss = logs.get("loss")
    if loss is None or np.isfinite(loss):
        return
    for name, part in zip(("x", "y", "sample_weight"), batch):
        for array in graph.flatten(part):
            if array is None or array.dtype.kind not in "fc":
                continue
            bad = ~np.isfinite(array)
            if bad.any():
                sample = int(np.argwhere(bad)[0][0])
                fail(
                    f"the loss is {float(loss)} because {name} holds numbers that are "
                    "not finite",
                    f"{int(bad.sum())} of {bad.size} in this batch, first in sample "
                    f"{sample} of the batch",
                    f"clean the data: np.isfinite({name}).all() must hold",
                    DataError,
                )


def join_outputs(outputs: list):
    """The outputs of all batches, joined along the first axis."""
    if len(outputs) == 1:
        return outputs[0]
    flat = [graph.flatten(part) for part in outputs]
    joined = [np.concatenate(parts) for parts in zip(*flat)]
    return graph.pack_like(outputs[0], joined)
