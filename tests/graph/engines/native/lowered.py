"""Runs the native lowering of one op, and compares it with the kernel of the op."""

from __future__ import annotations

import numpy as np

from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import LOWERINGS, Failure, Scratch, Write
from graph.engines.native.views import whole
from graph.executor.session import placeholder
from graph.ir.dims import evaluate
from graph.ir.node import make_node
from graph.testing.comparing import assert_close
from graph.testing.node_checks import bind_sizes
from graph.testing.node_checks import run_kernel as run_op
from tests.graph.engines.native.guarded import Guarded
from tests.graph.engines.native.kernels import TARGETS, run_kernel


class BadData(Exception):
    """A kernel made the failure word other than 0."""


def run_lowered(
    op, arrays, symbolic=True, target=None, parts=None, epilogue=None, extra=()
):
    """The outputs of an op by its lowering.

    Args:
        op: the op; its attributes may be functions of nothing but numbers.
        arrays: its inputs.
        symbolic: whether every size above 1 is known only to the run; or the axes of
            each input of which that holds; or these by number of the input.
        target: the processor; this one when None.
        parts: how many parts each kernel is cut into; its own number when None.
        epilogue: what the lowering is given as such.
        extra: arrays that the epilogue reads, as views numbered after the inputs.

    Raises:
        BadData: a kernel met data that it refuses.
        LookupError: there is no lowering for the op on these inputs.
    """
    tensors = [
        placeholder(a.dtype, _sizes(a, n, symbolic), f"x{n}")
        for n, a in enumerate(arrays)
    ]
    node = make_node(op, tensors)
    views = [whole((n,), t.dtype, t.spec.shape) for n, t in enumerate(tensors)]
    numbers = Numbers()
    fused = {} if epilogue is None else {"epilogue": epilogue}
    calls = LOWERINGS[type(op)](node, views, numbers, **fused)
    if calls is None:
        raise LookupError(f"no lowering for {op}")
    env = bind_sizes(tensors, arrays)
    return _run_calls(calls, node, [*arrays, *extra], env, target, parts)


def _sizes(array, number, symbolic):
    def is_late(axis, size):
        if isinstance(symbolic, bool):
            return symbolic and size != 1
        axes = symbolic.get(number, ()) if isinstance(symbolic, dict) else symbolic
        return axis in axes

    return [
        f"n{size}" if is_late(axis, size) else size
        for axis, size in enumerate(array.shape)
    ]


def _run_calls(calls, node, arrays, env, target, parts):
    memory = Guarded()
    inputs = [memory.array(a.shape, a.dtype, a) for a in arrays]
    outputs = [
        memory.array([evaluate(s, env) for s in spec.shape], spec.dtype)
        for spec in node.specs
    ]
    failure, scratch = memory.array((), np.int64, 0), {}

    def buffer(slot):
        if isinstance(slot, Write):
            return outputs[slot.output]
        if isinstance(slot, Failure):
            return failure
        if isinstance(slot, Scratch):
            if id(slot) not in scratch:
                size = evaluate(slot.nbytes, env)
                scratch[id(slot)] = memory.array((size,), np.uint8)
            return scratch[id(slot)]
        view = slot.view
        array = inputs[view.source[0]]
        return array.ctypes.data + evaluate(view.offset, env) * view.dtype.itemsize

    for call in calls:
        sizes = [evaluate(s, env) for s in call.numbers.sizes]
        run_kernel(call.kernel, [buffer(s) for s in call.buffers], sizes, target, parts)
    memory.check()
    for given, kept in zip(inputs, arrays):
        np.testing.assert_array_equal(given, kept, "an input was changed")
    if failure:
        raise BadData
    return outputs


def check_lowering(op, arrays, rtol=0.0, symbolic=(False, True)) -> None:
    """Compares with the kernel of the op: sizes known or not, any target, any parts."""
    wanted = run_op(op, arrays)
    for late in symbolic:
        for target in TARGETS[:2]:
            for parts in (None, 3):
                got = run_lowered(op, arrays, late, target, parts)
                for have, want in zip(got, wanted, strict=True):
                    what = f"{op}, {target.cpu}, late={late}, parts={parts}"
                    assert have.dtype == want.dtype, what
                    assert have.shape == want.shape, what
                    assert_close(have, want, what, rtol)
