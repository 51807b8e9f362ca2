"""Tables about int8: bytes, scores, and what old files of strangers keep."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

import kerasish
from benchmarks.quantization.trained_models import Trained

RANDOM_ROWS = 256


def score_rows(examples: Iterable[Trained]) -> Iterator[list]:
    """A row for each model: bytes and scores, before and after."""
    yield ["model", "parameters", "in int8", "float32", "int8", "measure", "float32",
           "int8", "largest change"]  # fmt: skip
    for example in examples:
        model, parameters = example.model, example.model.count_params()
        before, score = file_bytes(model), example.score(model)
        outputs = model.predict(example.inputs, verbose=0)
        quantize(model)
        change = relative_change(outputs, model.predict(example.inputs, verbose=0))
        yield [
            example.name,
            f"{parameters:,}",
            f"{int8_share(model):.0%}",
            f"{before / 1e3:.1f} kB",
            f"{file_bytes(model) / 1e3:.1f} kB",
            example.measure,
            f"{score:.4f}",
            f"{example.score(model):.4f}",
            f"{change:.4f}",
        ]


def file_rows(files: Iterable[str]) -> Iterator[list]:
    """A row for each file of a model: what int8 changes on random inputs."""
    yield ["file", "parameters", "in int8", "float32", "int8", "same choice",
           "largest change"]  # fmt: skip
    for file in files:
        model = kerasish.saving.load_model(file, compile=False)
        parameters, before = model.count_params(), file_bytes(model)
        inputs = random_inputs(model)
        outputs = model.predict(inputs, verbose=0)
        quantize(model)
        after = model.predict(inputs, verbose=0)
        same = np.mean(choices(outputs) == choices(after))
        yield [
            Path(file).name,
            f"{parameters:,}",
            f"{int8_share(model):.0%}",
            f"{before / 1e3:.1f} kB",
            f"{file_bytes(model) / 1e3:.1f} kB",
            f"{same:.1%}",
            f"{relative_change(outputs, after):.4f}",
        ]


def quantize(model: kerasish.Model) -> None:
    """int8 where there is int8; the warning about other layers is what tables show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        model.quantize("int8")


def file_bytes(model: kerasish.Model) -> int:
    """The size of a file of the model, without the state of its optimizer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.h5")
        model.save(path, include_optimizer=False)
        return path.stat().st_size


def int8_share(model: kerasish.Model) -> float:
    """How many of the parameters are int8."""
    weights = [weight.numpy() for weight in model.weights]
    small = sum(w.size for w in weights if w.dtype == np.int8)
    return small / sum(w.size for w in weights)


def relative_change(before: np.ndarray, after: np.ndarray) -> float:
    """The largest change, as a part of the largest output."""
    return float(np.abs(after - before).max() / np.abs(before).max())


def choices(outputs: np.ndarray) -> np.ndarray:
    """The class of each output: the largest, or on which side of a half."""
    return outputs.argmax(-1) if outputs.shape[-1] > 1 else outputs > 0.5


def random_inputs(model: kerasish.Model) -> np.ndarray:
    """Rows of noise, or of words where an Embedding reads them."""
    random = np.random.default_rng(0)
    (spec,) = model.inputs
    shape = (RANDOM_ROWS, *(64 if n is None else n for n in spec.shape[1:]))
    tables = [x for x in model.layers if isinstance(x, kerasish.layers.Embedding)]
    if tables:
        return random.integers(0, tables[0].input_dim, shape)
    if shape[-1] == 4:  # the letters of DNA
        return np.eye(4, dtype="float32")[random.integers(0, 4, shape[:-1])]
    return random.normal(size=shape).astype("float32")
