"""Copies of strided views, against numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from graph.engines.native.copying import copy_call, place_call
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Write
from graph.engines.native.transposing import TransposeKernel
from graph.engines.native.views import View, row_major
from graph.ir.dims import Dim, evaluate, symbol
from tests.graph.engines.native.guarded import Guarded
from tests.graph.engines.native.kernels import TARGETS, run_kernel

BOTH = pytest.mark.parametrize("target", TARGETS[:2], ids=["host", "baseline"])
SHAPES = [(), (0,), (1,), (7,), (3, 0, 2), (5, 33), (2, 3, 17)]


def view_of(array: np.ndarray, late: bool) -> tuple[View, dict]:
    """The array as a view; with late sizes also every stride that is not -1, 0, 1."""
    env: dict = {}

    def size(number, least):
        if not late or -1 <= number <= least:
            return int(number)
        name = symbol("n")
        (atom,) = name.terms[0][0]
        env[atom] = int(number)
        return name

    shape = [size(n, 1) for n in array.shape]
    steps = [size(s // array.itemsize, 1) for s in array.strides]
    return View((0,), array.dtype, tuple(shape), tuple(steps)), env


def check_copy(array, target=None):
    for late, parts in itertools.product((False, True), (1, 3)):
        view, env = view_of(array, late)
        numbers = Numbers()
        call = copy_call(view, Write(0), numbers)
        memory = Guarded()
        out = memory.array(array.shape, array.dtype)
        sizes = [evaluate(n, env) for n in numbers.sizes]
        address = array.ctypes.data
        run_kernel(call.kernel, [address, out], sizes, target, parts)
        memory.check()
        np.testing.assert_array_equal(out, array, f"late={late}, parts={parts}")


def numbers_like(shape, dtype):
    return np.arange(1, int(np.prod(shape)) + 1).reshape(shape).astype(dtype)


@BOTH
@pytest.mark.parametrize("dtype", ["bool", "int8", "float16", "float32", "complex128"])
@pytest.mark.parametrize(
    "shape", [(), (0,), (1,), (7,), (3, 0, 2), (5, 33), (2, 3, 17)]
)
def test_whole_arrays(shape, dtype, target):
    check_copy(numbers_like(shape, dtype), target)


@BOTH
@pytest.mark.parametrize("dtype", ["int8", "int16", "float32", "float64"])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("shape", [(5, 3, 4), (9, 2, 19), (1, 37, 16)])
def test_transposes(shape, order, dtype, target):
    check_copy(numbers_like(shape, dtype).transpose(order), target)


@BOTH
def test_transposes_of_several_strips_and_chunks(target):
    check_copy(numbers_like((300, 70), "float32").T, target)
    check_copy(numbers_like((70, 520), "float64").T, target)


@BOTH
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_slices_steps_reversals_and_repeats(dtype, target):
    x = numbers_like((6, 21, 10), dtype)
    check_copy(x[1:4, 3:, 2:9], target)
    check_copy(x[::2, ::3, ::2], target)
    check_copy(x[..., ::-1], target)
    check_copy(x[::-1, :, 1:], target)
    check_copy(np.broadcast_to(x[:, :1], (4, 6, 5, 10)), target)
    check_copy(np.broadcast_to(x[:, :, :1], (6, 21, 37)), target)
    check_copy(np.broadcast_to(x[:0, :, :1], (0, 21, 37)), target)


@BOTH
def test_long_runs_are_cut(target):
    check_copy(numbers_like((2, 9001), "float32"), target)
    check_copy(numbers_like((9001,), "float32")[::-1], target)


def test_more_parts_for_more_bytes():
    def parts(rows):
        numbers = Numbers()
        view, _ = view_of(np.zeros((rows, 64), np.float32).T, False)
        return copy_call(view, Write(0), numbers).kernel.parts(())

    assert parts(8) == 1
    assert 1 < parts(4096) <= parts(1 << 20) <= 32


def test_exchanged_axes_are_copied_by_tiles():
    view, _ = view_of(np.zeros((40, 30)).T, False)
    assert isinstance(copy_call(view, Write(0), Numbers()).kernel, TransposeKernel)


@BOTH
def test_into_a_part_of_a_buffer(target):
    x, memory = numbers_like((5, 9), "float32"), Guarded()
    out = memory.array((10, 24), "float32", 0)
    view, _ = view_of(x, False)
    call = place_call(view, Write(0), (48, 2), 24 + 3, Numbers())
    run_kernel(call.kernel, [x, out], (), target)
    memory.check()
    np.testing.assert_array_equal(out[1::2, 3:21:2], x)
    assert np.count_nonzero(out) == x.size


def test_symbolic_strides_join_axes():
    n = symbol("n")
    view = View((0,), np.dtype("float32"), (n, 3, 4), row_major((n, 3, 4)))
    kernel = copy_call(view, Write(0), Numbers()).kernel
    assert len(kernel.sizes) == 1 and isinstance(n * 12, Dim)
