"""Random inputs that a model takes, and what it makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import graph
from kerasish.layers.core.embedding import Embedding

#: tried for the sizes that a model leaves open, first to last
OPEN_SIZES = (16, 64, 224)
ROWS = 2


class Unknown(Exception):
    """The inputs of a model cannot be made up; the text says why."""


@dataclass(frozen=True)
class Outputs:
    """Outputs of a model, and the shapes of the inputs that gave them."""

    arrays: list[np.ndarray]
    shapes: str

    def difference(self, other: Outputs) -> float:
        """The largest difference by the largest output; infinite if shapes differ."""
        largest = 0.0
        if [a.shape for a in self.arrays] != [a.shape for a in other.arrays]:
            return float("inf")
        for a, b in zip(self.arrays, other.arrays):
            same = (a == b) | (np.isnan(a) & np.isnan(b))
            if not same.all():
                scale = max(1.0, float(np.nanmax(np.abs(a[np.isfinite(a)]), initial=0)))
                gap = np.abs(np.where(same, 0, a - b)).max() / scale
                largest = max(largest, float(gap)) if gap == gap else float("inf")
        return largest


def outputs_on_random_inputs(model, seed: int = 0) -> Outputs:
    """What a model predicts on inputs that follow from a seed.

    Args:
        model: a built model.
        seed: of the inputs; the same inputs for models of the same inputs.

    Raises:
        Unknown: the inputs of the model are not known, or made up ones do not fit.
    """
    for inputs in _random_inputs(model, ROWS, seed):
        try:
            result = model(inputs, training=False)
        except (graph.GraphError, ValueError, TypeError):
            continue
        leaves = [np.asarray(x).astype("float64") for x in graph.flatten(result)]
        shapes = ", ".join(str(a.shape) for a in graph.flatten(inputs))
        return Outputs(leaves, shapes)
    raise Unknown("no made-up input fits the model")


def fitting_inputs(model, rows: int, seed: int = 0):
    """Random inputs that a model predicts from: an array, or the model's nesting.

    Args:
        model: a built model.
        rows: samples, unless the model takes another fixed number.
        seed: of the numbers.

    Raises:
        Unknown: the inputs of the model are not known, or made up ones do not fit.
    """
    for inputs in _random_inputs(model, rows, seed):
        try:
            model.predict_on_batch(inputs)
        except (graph.GraphError, ValueError, TypeError):
            continue
        return inputs
    raise Unknown("no made-up input fits the model")


def _random_inputs(model, rows: int, seed: int):
    """For each guess of open sizes; the same numbers for models of the same inputs."""
    structure = getattr(model, "input", None) if model.built else None
    if structure is None:
        raise Unknown("the shape of the input is not known")
    inputs = graph.flatten(structure)
    if any(graph.kind_of(x.dtype) not in "fciub" for x in inputs):
        raise Unknown("the model takes text")
    most = _most_index(model)
    for size in OPEN_SIZES:
        rng = np.random.default_rng(seed)
        arrays = [_random(rng, x, size, most, rows) for x in inputs]
        yield graph.pack_like(structure, arrays)


def _most_index(model) -> int:
    """Indices that every embedding of the model has, counted from zero."""
    layers = model._flatten_layers(include_self=False)
    sizes = [x.input_dim for x in layers if isinstance(x, Embedding)]
    return min(sizes, default=1)


def _random(rng, tensor, size: int, most: int, rows: int) -> np.ndarray:
    """Numbers for one input: indices where the model has embeddings."""
    first, *rest = tensor.shape
    shape = (
        rows if first is None else first,
        *(size if n is None else n for n in rest),
    )
    if most > 1:
        return rng.integers(0, most, shape).astype(tensor.dtype)
    if graph.kind_of(tensor.dtype) in "iub":
        return rng.integers(0, 2, shape).astype(tensor.dtype)
    return rng.uniform(0, 1, shape).astype(tensor.dtype)
