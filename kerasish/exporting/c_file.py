"""Models as C."""

from __future__ import annotations

import re

import numpy as np

import graph
from kerasish.exporting.traced_model import Traced


def write_c(traced: Traced, name: str, path: str) -> None:
    """Writes a file of C99: the function ``<name>_predict``, and a test of itself."""
    random = np.random.default_rng(0)
    examples = [_example(random, t.spec) for t in traced.inputs]
    text = graph.to_c(
        traced.inputs,
        traced.outputs,
        traced.input_names,
        traced.output_names,
        re.sub(r"\W", "_", f"{name}_predict"),
        examples,
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _example(random: np.random.Generator, spec: graph.Spec) -> np.ndarray:
    """Numbers such as a model may get: small integers where it takes integers."""
    sizes = [size if isinstance(size, int) else 1 for size in spec.shape]
    if graph.kind_of(spec.dtype) == "f":
        return random.normal(size=sizes).astype(spec.dtype)
    return random.integers(0, 2, sizes).astype(spec.dtype)
