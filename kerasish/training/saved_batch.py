"""Batches in files, to look at and to run again."""

from __future__ import annotations

import os

import numpy as np

from kerasish.data.packing import unpack_x_y_sample_weight


def save_batch(path, batch, epoch: int, number: int) -> str:
    """Writes a batch into an ``.npz`` file that ``numpy.load`` reads.

    Its arrays are "x", "y" and "sample_weight", or where these are lists or dicts
    "x/0", "x/name"; and "epoch" and "batch", counted from 0.

    Returns:
        The path, which ends in ``.npz``.
    """
    path = os.fspath(path)
    path = path if path.endswith(".npz") else f"{path}.npz"
    arrays = {"epoch": np.array(epoch), "batch": np.array(number)}
    for name, part in zip(("x", "y", "sample_weight"), unpack_x_y_sample_weight(batch)):
        arrays |= dict(_named(name, part))
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    np.savez(path, **arrays)
    return path


def _named(name, part):
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _named(f"{name}/{key}", value)
    elif isinstance(part, (list, tuple)):
        for number, value in enumerate(part):
            yield from _named(f"{name}/{number}", value)
    elif part is not None:
        yield name, np.asarray(part)
