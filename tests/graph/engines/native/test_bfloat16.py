"""Programs of bfloat16 are native from end to end, with casts inside other kernels."""

from __future__ import annotations

import pytest

import graph

pytest.importorskip("ml_dtypes")


@pytest.fixture
def explained(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "native")
    p = graph.placeholder("bfloat16", (24, 32), "p")
    w = graph.placeholder("bfloat16", (32, 32), "w")
    y = graph.maximum(graph.matmul(p, w) + 1.0, 0.0)
    z = graph.softmax(graph.matmul(y, w))
    moved = graph.concatenate([graph.take(z, [1, 2, 0], 0), z], 0)
    return str(graph.explain([moved, *graph.gradients(graph.sum(z * y), [w])]))


def test_no_step_is_left_to_numpy(explained):
    kinds = [line.split()[1] for line in explained.splitlines()[1:-2]]
    assert {"call", "loop"} <= set(kinds) and "numpy" not in kinds


def test_rounding_is_part_of_contractions(explained):
    products = [line for line in explained.splitlines() if "dot_general" in line]
    assert len(products) == 5 and all("dot_general, cast" in p for p in products)
