"""Every example of an op, on all rows at once: what `graph.map` gives row by row."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, assert_close
from tests.contracts.test_op_contract import COLLECTED

CASES = [(name, case) for _, name, case in COLLECTED if name in graph.REGISTRY]


def _names():
    numbers: dict[str, int] = {}
    for name, _ in CASES:
        numbers[name] = numbers.get(name, -1) + 1
        yield f"{name}-{numbers[name]}"


def rows_of(array):
    """Three rows that differ where they may, within the range of the example."""
    turned = array[::-1] if array.ndim else array
    half = array * array.dtype.type(0.75) if array.dtype.kind in "fc" else array
    return np.stack([array, turned, half])


def compare(case: Case, arrays, chosen) -> None:
    """Chosen inputs have rows, the others are the same for all."""
    feeds = [rows_of(a) if i in chosen else a for i, a in enumerate(arrays)]
    xs = [graph.placeholder(f.dtype, f.shape) for f in feeds]

    def one(row):
        row = iter(row)
        return case(*[next(row) if i in chosen else x for i, x in enumerate(xs)])

    rows = [xs[i] for i in chosen]
    together, apart = graph.vectorized_map(one, rows), graph.map(one, rows)
    got, want = graph.Session().run([together, apart], dict(zip(xs, feeds)))
    for a, b in zip(got, want, strict=True):
        assert a.dtype == b.dtype
        assert_close(a, b, f"rows of inputs {chosen}", case.rtol, feeds)


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=list(_names()))
def test_rows_together_give_what_rows_one_by_one_give(case: Case):
    arrays = case.arrays(case.dtypes[0])
    everything = tuple(range(len(arrays)))
    for chosen in sorted({everything, *((i,) for i in everything)} - {()}):
        compare(case, arrays, chosen)
