"""A contraction whose epilogue adds a bias and clips, against numpy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.contraction.lower_dot_general import lower_dot_general
from graph.engines.native.epilogue import Store
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Write
from graph.engines.native.views import whole
from graph.executor.session import placeholder
from graph.ir.dims import evaluate
from graph.ir.node import make_node
from graph.ops.contraction.dot_general import DotGeneral
from graph.testing.node_checks import bind_sizes
from tests.graph.engines.native.guarded import Guarded
from tests.graph.engines.native.kernels import TARGETS, run_kernel


class BiasAndRelu(NamedTuple):
    """z = max(x + bias[column], 0); slots: the result, the bias."""

    store: Store

    @property
    def key(self):
        return self

    def begin(self, b, frame):
        return BoundBiasAndRelu(self, b, frame)


class BoundBiasAndRelu:
    def __init__(self, epilogue, b, frame):
        self.store = epilogue.store.begin(b, frame)
        self.bias = frame.pointer(epilogue.store.buffer + 1)

    def emit(self, b, batch, row, column, value, mask=None):
        lanes = value.type.count
        bias = b.read(self.bias, column, "float32", lanes, mask)
        value = b.math("maxnum", b.fadd(value, bias), b.like(value, 0))
        self.store.emit(b, batch, row, column, value, mask)


CASES = [
    # shape of x, shape of y, contract, batch
    ((5, 7), (7, 10), ((1,), (0,)), ((), ())),
    ((40, 30), (30, 64), ((1,), (0,)), ((), ())),
    ((1, 30), (30, 1), ((1,), (0,)), ((), ())),
    ((50, 30), (30, 1), ((1,), (0,)), ((), ())),
    ((30, 50), (30, 1), ((0,), (0,)), ((), ())),
    ((3, 30, 50), (30, 1), ((1,), (0,)), ((), ())),
    ((1, 30), (50, 30), ((1,), (1,)), ((), ())),
    ((3, 50, 9), (20, 9), ((2,), (1,)), ((), ())),
    ((4, 5, 6), (4, 6, 17), ((2,), (1,)), ((0,), (0,))),
    ((3, 6000), (6000, 20), ((1,), (0,)), ((), ())),
    ((6000, 9), (6000, 2), ((0,), (0,)), ((), ())),
]


@pytest.mark.parametrize("target", TARGETS[:2], ids=lambda target: target.cpu)
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_bias_and_relu_in_the_epilogue(case, late, target):
    x_shape, y_shape, contract, batch = case
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(-4, 5, shape).astype("float32") for shape in (x_shape, y_shape)
    ]
    tensors = [
        placeholder("float32", [f"n{n}" if late and n > 1 else n for n in a.shape], "x")
        for a in arrays
    ]
    node, numbers = make_node(DotGeneral(contract, batch), tensors), Numbers()
    wanted = node.op.kernel(*arrays)
    columns = wanted.shape[-1]
    bias = rng.integers(-4, 5, columns).astype("float32")
    rows = wanted.size // columns // (x_shape[0] if batch[0] else 1)

    def epilogue(slots):
        store = Store(slots, rows * columns, columns)
        return BiasAndRelu(store), [Write(0), bias]

    views = [whole((n,), t.dtype, t.spec.shape) for n, t in enumerate(tensors)]
    calls = lower_dot_general(node, views, numbers, epilogue)
    env, memory, scratch = bind_sizes(tensors, arrays), Guarded(), {}
    z = memory.array(wanted.shape, "float32")

    def buffer(slot):
        if isinstance(slot, Write):
            return z
        if isinstance(slot, np.ndarray):
            return slot
        if hasattr(slot, "view"):
            return arrays[slot.view.source[0]]
        nbytes = evaluate(slot.nbytes, env)
        return scratch.setdefault(id(slot), memory.array((nbytes,), np.uint8))

    for call in calls:
        sizes = [evaluate(n, env) for n in numbers.sizes]
        run_kernel(call.kernel, list(map(buffer, call.buffers)), sizes, target)
    memory.check()
    np.testing.assert_array_equal(z, np.maximum(wanted + bias, 0))
