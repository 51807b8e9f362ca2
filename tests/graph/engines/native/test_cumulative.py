"""Running reductions, against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import check_lowering

OPS = graph.REGISTRY
RNG = np.random.default_rng(9)
SHAPES = [((7,), 0), ((5, 9), 0), ((5, 9), 1), ((3, 4, 150), 1), ((3, 0, 5), 1)]


@pytest.mark.parametrize(("shape", "axis"), [*SHAPES, ((1, 4, 0), 1), ((70, 2, 3), 0)])
@pytest.mark.parametrize("reverse", [False, True])
def test_running_along_an_axis(shape, axis, reverse):
    x = RNG.normal(size=shape).astype(np.float32)
    whole = RNG.integers(-3, 4, shape).astype(np.int16)
    for name in ("Cumsum", "Cumprod"):
        check_lowering(OPS[name](axis, reverse), x)
        check_lowering(OPS[name](axis, reverse), whole)
    factors = RNG.normal(size=shape).astype(np.float32)
    check_lowering(OPS["Recurrence"](axis, reverse), factors, x, rtol=1e-5)


def test_examples_of_the_ops():
    assert check_examples("Cumsum", "Cumprod", "Recurrence", rtol=None) > 10
