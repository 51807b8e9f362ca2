"""The examples that the package onnx has of its ops, read and run.

python -m tests.stress.onnx_examples
"""

from __future__ import annotations

import collections
import warnings

import numpy as np
from onnx.backend.test.case.node import collect_testcases

import graph
import graph.exchange.onnx.reading.onnx_function
from graph.exchange.onnx.reading.table import READERS


def main() -> int:
    counts: collections.Counter = collections.Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers that overflow on purpose
        cases = collect_testcases(None)
        for case in cases:
            result = outcome(case)
            counts[result.split(":")[0]] += 1
            if result.startswith(("differs", "fails")):
                print(case.name, result, flush=True)
    print(dict(counts))
    return counts["differs"] + counts["fails"]


def outcome(case) -> str:
    """What happens with one example."""
    kinds = {node.op_type for node in case.model.graph.node}
    if not kinds <= READERS.keys():
        return "op not read"
    for inputs, outputs in case.data_sets:
        arrays = [*inputs, *outputs]
        if not all(
            isinstance(x, np.ndarray) and x.dtype.kind in "biuf" for x in arrays
        ):
            return "dtype not tried"
        try:
            results = graph.from_onnx(case.model)(*inputs)
        except NotImplementedError:
            return "refused"
        except (graph.GraphError, TypeError, ValueError) as error:
            return f"fails: {type(error).__name__}: {error}"
        for got, want in zip(map(np.asarray, results), outputs):
            if (got.shape, got.dtype) != (want.shape, want.dtype):
                return f"differs: {got.dtype}{got.shape}, not {want.dtype}{want.shape}"
            if not np.allclose(got, want, 1e-3, 1e-5, equal_nan=True):
                return f"differs: by {np.max(np.abs(got - want))}"
    return "agrees"


if __name__ == "__main__":
    raise SystemExit(main())
