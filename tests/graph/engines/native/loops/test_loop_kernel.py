"""Loop nests alone, on every target: levels, passes, masks and parts."""

from __future__ import annotations

import numpy as np
import pytest

from graph.engines.native.kernel import Late
from graph.engines.native.loops.loop_kernel import SPLIT_PARTS, LoopKernel
from graph.engines.native.loops.statements import (
    Access,
    Compute,
    Fold,
    Immediate,
    Load,
    Save,
)
from graph.engines.native.loops.width import REGISTERS, lanes_of_loop
from graph.ops.elementwise.arithmetic import Add, Multiply, Subtract
from graph.ops.elementwise.exponential import Exp
from tests.graph.engines.native.kernels import TARGETS, run_kernel

F32 = np.dtype("float32")
RNG = np.random.default_rng(3)


def access(buffer, *strides):
    return Access(buffer, F32, strides)


def normal(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize("size", [0, 1, 7, 16, 1000])
def test_a_flat_chain_of_late_size(size, target):
    one = Immediate(np.float32(1).tobytes(), F32)
    statements = (
        Load(access(0, 1)),
        Load(access(1, 0)),
        one,
        Compute(Multiply(), (0, 1), F32),
        Compute(Add(), (3, 2), F32),
    )
    kernel = LoopKernel((), (), Late(0), statements, (Save(4, access(2, 1)),), 3)
    x, factor, y = normal(size), normal(1), np.full(size + 1, 9, np.float32)
    run_kernel(kernel, [x, factor, y], [size], target, parts=3)
    np.testing.assert_allclose(y[:size], x * factor + 1, 1e-6, 1e-6)
    assert y[size] == 9


def exponentials(inner, *outer):
    strides = (inner, 1) if outer else (1,)
    statements = (Load(access(0, *strides)), Compute(Exp(), (0,), F32))
    return LoopKernel(outer, (), inner, statements, (Save(1, access(1, *strides)),), 2)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 95, 96, 97])
def test_functions_of_any_number_of_elements(size, target):
    x, y = normal(size), np.full(size + 1, 9, np.float32)
    for kernel, numbers in ((exponentials(size), []), (exponentials(Late(0)), [size])):
        y[:size] = 0
        run_kernel(kernel, [x, y], numbers, target, parts=2)
        np.testing.assert_allclose(y[:size], np.exp(x), 1e-5)
        assert y[size] == 9


def test_vectors_of_functions_fill_several_registers():
    target = TARGETS[0]
    wide = REGISTERS * target.lanes
    assert lanes_of_loop(exponentials(3 * wide), target) == wide
    assert lanes_of_loop(exponentials(Late(0)), target) == wide
    assert lanes_of_loop(exponentials(2 * wide, Late(0)), target) == wide
    # not where rows have a rest, which would be done at full width
    assert lanes_of_loop(exponentials(wide + 1), target) == target.lanes
    assert lanes_of_loop(exponentials(Late(0), 5), target) == target.lanes


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("columns", [1, 5, 8, 33, 64])
def test_passes_over_the_last_axis(columns, late, target):
    """e**(x - max) and its sum: the second pass needs the fold of the first."""
    statements = (
        Load(access(0, columns if not late else Late(1), 1)),
        Fold("Max", 0, F32),
        Compute(Subtract(), (0, 1), F32),
        Compute(Exp(), (2,), F32),
        Fold("Sum", 3, F32),
    )
    stride = Late(1) if late else columns
    saves = (Save(3, access(1, stride, 1)), Save(4, access(2, 1, 0)))
    size = Late(1) if late else columns
    kernel = LoopKernel((Late(0),), (size,), None, statements, saves, 3)
    x = normal(6, columns)
    e, total = np.empty_like(x), np.empty(6, np.float32)
    run_kernel(kernel, [x, e, total], [6, columns], target, parts=2)
    expected = np.exp(x - x.max(1, keepdims=True))
    np.testing.assert_allclose(e, expected, 1e-5)
    np.testing.assert_allclose(total, expected.sum(1), 1e-5)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize("columns", [1, 3, 8, 40])
def test_parts_of_a_split_fold_save_beside_each_other(columns, target):
    statements = (Load(access(0, columns, 1)), Fold("Sum", 0, F32))
    saves = (Save(1, access(1, 0, 1)),)
    kernel = LoopKernel((), (Late(0),), columns, statements, saves, 2, columns)
    x = normal(50, columns)
    partial = np.empty((SPLIT_PARTS, columns), np.float32)
    assert kernel.parts([50]) == SPLIT_PARTS
    run_kernel(kernel, [x, partial], [50], target)
    np.testing.assert_allclose(partial.sum(0), x.sum(0), 1e-4, 1e-4)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
def test_strided_reads_and_values_of_rows_saved_everywhere(target):
    """y[i, j] = sum_k x[k, i], for a transposed x and every j."""
    statements = (Load(access(0, 1, 4)), Fold("Sum", 0, F32))
    saves = (Save(1, access(1, 7, 1)),)
    kernel = LoopKernel((4,), (7,), None, statements, saves, 2)
    x, y = normal(7, 4), np.empty((4, 7), np.float32)
    run_kernel(kernel, [x, y], [], target)
    np.testing.assert_allclose(y, np.repeat(x.sum(0)[:, None], 7, 1), 1e-5)
