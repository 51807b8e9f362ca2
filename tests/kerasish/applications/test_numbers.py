"""One small model of each family computes what it computes in Keras 3.15."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kerasish import applications

#: arguments, and of what the model makes of `image` with the weights of `weight`: how
#: many numbers, their mean and deviation, and the first of them
RECORDED = json.loads(Path(__file__).with_name("numbers.json").read_text())


def spread(shape):
    """Numbers from -1 to 1 without a pattern, the same on every machine."""
    i = np.arange(np.prod(shape, dtype=int), dtype="uint64")
    return ((i * i * 40503 + i * 2654435761) % 2**32 / 2**31 - 1).reshape(shape)


def weight(path, shape):
    """Numbers of the size of trained ones."""
    name = path.split("/")[-1]
    if name in ("gamma", "moving_variance", "variance") or name.startswith("variable"):
        return 1 + 0.3 * spread(shape)
    if len(shape) < 2:
        return 0.1 * spread(shape)
    is_depthwise = "depthwise" in path and shape[-1] == 1
    fan = np.prod(shape[:2] if is_depthwise else shape[:-1])
    return spread(shape) * 2.2 / np.sqrt(fan)


def image(shape):
    waves = np.cos(np.arange(np.prod(shape)) * 0.37)
    return (waves * 0.5 + 0.5).reshape(1, *shape)


@pytest.mark.parametrize("name", RECORDED)
def test_outputs_are_those_of_keras(name):
    recorded = RECORDED[name]
    model = getattr(applications, name)(weights=None, **recorded["arguments"])
    model.set_weights([weight(w.path, w.shape) for w in model.weights])
    found = model(image(recorded["arguments"]["input_shape"]).astype("float32"))
    found = np.asarray(found, "float64").ravel()
    assert found.size == recorded["size"]
    scale = abs(recorded["mean"]) + recorded["deviation"]
    for value, wanted in [
        (found[: len(recorded["first"])], recorded["first"]),
        (found.mean(), recorded["mean"]),
        (found.std(), recorded["deviation"]),
    ]:
        np.testing.assert_allclose(value, wanted, rtol=0, atol=1e-4 * scale)
