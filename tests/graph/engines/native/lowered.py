"""Runs the native lowering of one op, and compares it with the kernel of the op."""

from __future__ import annotations

import numpy as np

from graph.engines import native
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Failure, Scratch, Write, lowering_of
from graph.engines.native.views import whole
from graph.executor.session import placeholder
from graph.ir.dims import evaluate
from graph.ir.node import make_node
from graph.ops.loading import load_all
from graph.testing.comparing import assert_close
from graph.testing.node_checks import bind_sizes
from graph.testing.node_checks import run_kernel as run_op
from tests.graph.engines.native.guarded import Guarded
from tests.graph.engines.native.kernels import TARGETS, run_kernel

load_all(native)


class BadData(Exception):
    """A kernel made the failure word other than 0."""


def run_lowered(
    op,
    arrays,
    symbolic=True,
    target=None,
    parts=None,
    epilogue=None,
    extra=(),
    change_views=None,
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
        change_views: a function from the views of the inputs to those that are lowered.

    Raises:
        BadData: a kernel met data that it refuses.
        LookupError: there is no lowering for the op on these inputs.
    """
    node, _, env = node_on(op, *arrays, symbolic=symbolic)
    fused = {} if epilogue is None else {"epilogue": epilogue}
    return run_node(node, [*arrays, *extra], env, target, parts, **fused)


def node_on(op, *arrays, symbolic=True):
    """A node of the op on placeholders, the arrays, and the numbers of its symbols."""
    tensors = [
        placeholder(a.dtype, _sizes(a, n, symbolic), f"x{n}")
        for n, a in enumerate(arrays)
    ]
    return make_node(op, tensors), arrays, bind_sizes(tensors, arrays)


def run_node(node, arrays, env, target=None, parts=None, **fused):
    """The outputs of a node by its lowering, where its symbolic sizes are those of
    ``env``; see `run_lowered`."""
    calls = lower_node(node, **fused)
    if calls is None:
        raise LookupError(f"no lowering for {node.op}")
    return run_calls(calls, node, arrays, env, target, parts)


def lower_node(node, **fused):
    """The calls of a node on whole arrays; None where there is no lowering."""
    views = [whole((n,), t.dtype, t.spec.shape) for n, t in enumerate(node.inputs)]
    lowering = lowering_of(node.op)
    return None if lowering is None else lowering(node, views, Numbers(), **fused)


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


def run_calls(calls, node, arrays, env, target, parts):
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


def check_node(node, arrays, env, rtol=0.0, targets=TARGETS[:2]) -> None:
    """Compares a lowering with the kernel of the op, on the targets, in parts."""
    wanted = run_op(node.op.bind(env) if node.op.takes_sizes else node.op, arrays)
    for target in targets:
        for parts in (None, 3):
            got = run_node(node, arrays, env, target, parts)
            for have, want in zip(got, wanted, strict=True):
                what = f"{node}, {target.cpu}, {env}, parts={parts}"
                assert have.dtype == want.dtype, what
                assert_close(have, want, what, rtol, arrays)


def check_lowering(op, *arrays, rtol=0.0, symbolic=(False, True)) -> None:
    """`check_node` for an op on arrays: sizes known and not."""
    for late in symbolic:
        check_node(*node_on(op, *arrays, symbolic=late), rtol)
