"""Random examples and labels for a workload."""

from __future__ import annotations

import numpy as np

from benchmarks.workloads.catalogue import VOCABULARY, Workload


def examples(workload: Workload, count: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y; images and sequences have their channels last."""
    random = np.random.default_rng(0)
    shape = (count, *workload.example)
    if workload.words:
        x = random.integers(0, VOCABULARY, shape).astype("int32")
    else:
        x = random.random(shape, dtype="float32")
    y = random.integers(0, max(2, workload.classes), count)
    return x, y.astype("float32" if workload.classes == 1 else "int32")
