"""Runs programs on both engines."""

from __future__ import annotations

import numpy as np

from graph.executor.callable import CompiledCallable

RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


def on_both(inputs, outputs, arrays, updates=()):
    """The results of a program on both engines; of the second, variables too."""
    results = []
    before = [variable.numpy() for variable, _ in updates]
    for engine in ("numpy", "native"):
        for (variable, _), value in zip(updates, before):
            variable.assign(value)
        run = CompiledCallable(inputs, outputs, updates, engine=engine)
        values = [run(arrays) for _ in range(2)][1]
        results.append([*values, *(variable.numpy() for variable, _ in updates)])
    return run.executable, *results


def assert_equal(first, second):
    assert [a.dtype for a in first] == [a.dtype for a in second]
    for a, b in zip(first, second):
        np.testing.assert_allclose(b, a, 2e-5, 2e-5)
