"""A feature: a small model, made in the same way by each Keras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: rows of the data that models are tried on
ROWS = 4


@dataclass(frozen=True)
class Feature:
    """A model to write and to read.

    Args:
        name: what the table calls it.
        build: makes the model from the module of a Keras; a compiled model is trained
            before it is written, and on after it was read.
        inputs: shapes of the inputs of models that do not know them.
        custom: makes the classes and functions by name that loading needs.
        tolerance: of predictions, relative to the largest.
        only_keras_3: why no whole .h5 file of it can be read by Keras 2 and by Keras 3;
            it is written for Keras 3 then.
    """

    name: str
    build: Callable
    inputs: tuple[tuple[int, ...], ...] | None = None
    custom: Callable | None = None
    tolerance: float = 1e-4
    only_keras_3: str | None = None

    @property
    def is_subclassed(self) -> bool:
        """Whether the model is a class of the user's: files keep its weights only."""
        return self.inputs is not None

    def data(self, model):
        """Inputs for a model, the same in each environment."""
        random = np.random.default_rng(3)
        if self.inputs is not None:
            arrays = [_numbers(random, shape, "float32") for shape in self.inputs]
        else:
            arrays = [
                _numbers(random, tuple(t.shape)[1:], _dtype_name(t))
                for t in model.inputs
            ]
        return arrays[0] if len(arrays) == 1 else arrays


def _dtype_name(tensor) -> str:
    dtype = tensor.dtype
    return getattr(dtype, "name", str(dtype))


def _numbers(random, shape, dtype: str) -> np.ndarray:
    shape = (ROWS, *(6 if size is None else size for size in shape))
    if dtype == "string" or dtype.startswith("str"):
        words = np.array(["red", "green", "blue", "sky"])
        return words[random.integers(0, len(words), shape)]
    if dtype.startswith("int"):
        return random.integers(0, 5, shape).astype(dtype)
    return random.random(shape, dtype="float32").astype(dtype)


def chain(shape, *layers, dtype=None) -> Callable:
    """A builder of a Sequential model: an input of this shape, then the layers.

    Args:
        shape: of one row.
        layers: functions of ``keras.layers`` that return a layer.
        dtype: of the input.
    """

    def build(keras):
        start = keras.Input(shape, dtype=dtype)
        return keras.Sequential([start, *(make(keras.layers) for make in layers)])

    return build
