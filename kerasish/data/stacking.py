"""Samples into batches and back, whatever their nesting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import graph
from kerasish.base.errors import DataError, fail


def stack_samples(samples: list):
    """The samples as one batch: each leaf with a new first axis.

    Raises:
        DataError: samples of different nestings or shapes.
    """
    flat = [list(map(np.asarray, graph.flatten(sample))) for sample in samples]
    for number, leaves in enumerate(flat):
        got, first = ([list(a.shape) for a in part] for part in (leaves, flat[0]))
        if got != first:
            fail(
                f"sample {number} of a batch has other shapes than the first",
                {"first": first, "this": got},
                "cut or pad the samples to one length before batch(), for example "
                "with kerasish.utils.pad_sequences",
                DataError,
            )
    return graph.pack_like(samples[0], [np.stack(row) for row in zip(*flat)])


def split_batch(batch) -> Iterator:
    """The samples of a batch: rows of all leaves."""
    leaves = list(map(np.asarray, graph.flatten(batch)))
    for row in zip(*leaves, strict=True):
        yield graph.pack_like(batch, list(row))


def as_tensors(part):
    """Numbers as tensors; text stays in arrays."""
    return graph.map_leaves(_as_tensor, part)


def _as_tensor(leaf):
    array = leaf if isinstance(leaf, graph.Tensor) else np.asarray(leaf)
    return array if array.dtype.kind in "OUS" else graph.as_tensor(array)


def with_arrays(structure):
    """Lists of numbers as arrays, as in tf.data."""
    if isinstance(structure, tuple):
        return tuple(map(with_arrays, structure))
    if isinstance(structure, dict):
        return {name: with_arrays(part) for name, part in structure.items()}
    return np.asarray(structure)
