"""What leaves as ONNX computes in onnxruntime what it computes here: ops and layers.

What is read of it again does so, too.
"""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import onnxruntime

import graph
from graph.exchange.onnx.writing.onnx_model import onnx_model
from graph.exchange.onnx.writing.table import CONVERSIONS
from graph.ir.dispatch import as_symbolic
from tests.contracts import test_layer_contract, test_op_contract

#: dtypes that onnxruntime has kernels for, whatever the op
DTYPES = ("float32", "int64", "int32", "bool")
#: layers that draw random numbers also when they predict, or look at text
LEFT_OUT = {
    "Hashing": "text",
    "HashedCrossing": "text",
    "IntegerLookup": "an index of any numbers",
    "StringLookup": "text",
    "TextVectorization": "text",
    "MelSpectrogram": "complex numbers",
}


def run(xs, ys, arrays) -> list[np.ndarray]:
    """The values of tensors by onnxruntime."""
    labels = [f"y{i}" for i in range(len(ys))]
    model = onnx_model(xs, ys, [f"x{i}" for i in range(len(xs))], labels)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    results = session.run(labels, {f"x{i}": a for i, a in enumerate(arrays)})
    assert_same(read_again(model, arrays), results)
    return results


def read_again(model, arrays) -> list[np.ndarray]:
    function = graph.from_onnx(model)
    inputs = function.placeholders()
    try:
        with graph.tracing():
            outputs = list(map(as_symbolic, function(*inputs)))
    except NotImplementedError as error:
        assert "depend on data" in str(error)
        return [y.numpy() for y in function(*arrays)]
    return graph.CompiledCallable(inputs, outputs, engine="numpy")(arrays)


def assert_same(got, want, rtol=1e-5, atol=1e-5):
    assert len(got) == len(want)
    for a, b in zip(got, want):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        np.testing.assert_allclose(a, b, rtol, atol)


def converted_cases():
    """One example of every op that is converted, with unknown sizes where it may."""
    found = {}
    for _, name, case in test_op_contract.COLLECTED:
        op = graph.REGISTRY.get(name)
        if op is None or not any(kind in CONVERSIONS.functions for kind in op.__mro__):
            continue
        dtype = next((d for d in DTYPES if d in case.dtypes), None)
        if dtype is not None and {str(a.dtype) for a in case.arrays(dtype)} <= {
            *DTYPES
        }:
            found.setdefault(name, []).append(pytest.param(case, dtype, id=name))
    return [param for cases in found.values() for param in cases[:2]]


@pytest.mark.parametrize(("case", "dtype"), converted_cases())
def test_op(case, dtype):
    arrays = case.arrays(dtype)
    for is_symbolic in (False, True) if case.symbolic is True else (False,):
        xs = [
            graph.placeholder(
                a.dtype, [f"n{n}" if is_symbolic else n for n in a.shape], f"x{i}"
            )
            for i, a in enumerate(arrays)
        ]
        with graph.tracing():
            ys = [as_symbolic(t) for t in case(*xs)]
        want = graph.CompiledCallable(xs, ys, engine="numpy")(arrays)
        assert_same(run(xs, ys, arrays), want)


def layer_cases():
    first = {}
    for param in test_layer_contract.PAIRS:
        name, case = param.values
        if not name.startswith("Random") and name not in LEFT_OUT:
            first.setdefault(name, pytest.param(name, case, id=name))
    return list(first.values())


@pytest.mark.parametrize(("name", "case"), layer_cases())
def test_layer(name, case):
    inputs = test_layer_contract.arrays_for(case)
    layer = test_layer_contract.make(name, case)
    if "training" in case.get("call", {}):
        case = case | {"call": case["call"] | {"training": False}}
    arrays = list(map(np.asarray, inputs if isinstance(inputs, list) else [inputs]))
    free = case.get("free", ())
    xs = [
        graph.placeholder(a.dtype, test_layer_contract.unknown(a, free), f"x{i}")
        for i, a in enumerate(arrays)
    ]
    with graph.tracing():
        given = xs if isinstance(inputs, list) else xs[0]
        results = test_layer_contract.call(layer, given, case)
        ys = [as_symbolic(t) for t in graph.flatten(results) if t is not None]
    try:
        got = run(xs, ys, arrays)
    except NotImplementedError as error:
        drawing = ("random_bits", "drawn", "right_shift", "nextafter")
        assert any(word in str(error) for word in drawing)
        pytest.skip("draws random numbers")
    assert_same(got, graph.CompiledCallable(xs, ys, engine="numpy")(arrays))
