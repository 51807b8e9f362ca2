"""Arrays in HDF5, which has no bfloat16: two bytes a number, and a note beside them."""

from __future__ import annotations

import numpy as np

import graph


def write_array(group, name: str, array: np.ndarray) -> None:
    """A dataset of the numbers; for bfloat16 with the attribute of Keras' files."""
    dataset = group.create_dataset(name, data=array)
    if graph.is_bfloat16(array.dtype):
        dataset.attrs["dtype"] = graph.BFLOAT16


def numbers_of(array: np.ndarray) -> np.ndarray:
    """What was read, with opaque pairs of bytes as the bfloat16 that they are."""
    is_opaque = array.dtype.kind == "V" and array.dtype.itemsize == 2
    return array.view(graph.as_dtype(graph.BFLOAT16)) if is_opaque else array
