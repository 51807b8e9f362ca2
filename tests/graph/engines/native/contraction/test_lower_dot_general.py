"""Contractions in machine code against numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.contraction.lower_dot_general import lower_dot_general
from graph.engines.native.contraction.split_depth import count_pieces, likely_size
from graph.engines.native.kernel import Numbers
from graph.engines.native.views import View
from graph.executor.session import placeholder
from graph.ir.dims import symbol
from graph.ir.node import make_node
from graph.ops.contraction.dot_general import DotGeneral
from graph.testing.node_checks import bind_sizes
from tests.graph.engines.native.kernels import TARGETS
from tests.graph.engines.native.lowered import BadData, run_calls, run_lowered

MATRICES = ((1,), (0,))


class Strided:
    """Small integers in memory in C order, and an array that is a view of them."""

    def __init__(self, rng, shape, dtype="float32", order=None):
        order = range(len(shape)) if order is None else order
        memory = rng.integers(-4, 5, [shape[i] for i in order])
        self.memory = memory.astype(dtype)
        self.array = self.memory.transpose(np.argsort(order).tolist())

    def view(self, number, shape):
        strides = tuple(s // self.memory.itemsize for s in self.array.strides)
        return View((number,), self.memory.dtype, tuple(shape), strides)


def contract(op, operands, late=(), target=None, parts=None):
    """The result of the lowering; sizes among ``late`` are known only to the run."""
    arrays = [o.array for o in operands]
    tensors = [
        placeholder(a.dtype, [f"n{n}" if n in late else n for n in a.shape], f"x{k}")
        for k, a in enumerate(arrays)
    ]
    node, numbers = make_node(op, tensors), Numbers()
    views = [o.view(k, tensors[k].spec.shape) for k, o in enumerate(operands)]
    calls = lower_dot_general(node, views, numbers)
    env, memory = bind_sizes(tensors, arrays), [o.memory for o in operands]
    return run_calls(calls, node, memory, env, target, parts)[0]


def check(op, operands, **options):
    arrays = [np.ascontiguousarray(o.array) for o in operands]
    got = contract(op, operands, **options)
    np.testing.assert_array_equal(got, op.kernel(*arrays), f"{options}")


SIZES = [
    (0, 3, 2),
    (3, 0, 2),
    (3, 2, 0),
    (1, 1, 1),
    (2, 17, 3),
    (7, 10, 5),
    (13, 37, 19),
    (33, 8, 300),
    (5, 100, 1700),
    (200, 70, 33),
    (64, 64, 64),
]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.cpu)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("transposed", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_matrices_of_any_size_in_any_transposition(target, dtype, transposed):
    rng = np.random.default_rng(0)
    for n, (rows, columns, depth) in enumerate(SIZES):
        late = ((), (rows,), (rows, columns, depth), (depth,))[n % 4]
        shapes = [(rows, depth), (depth, columns)]
        operands = [
            Strided(rng, shape, dtype, (1, 0) if swap else None)
            for shape, swap in zip(shapes, transposed)
        ]
        check(DotGeneral(MATRICES), operands, late=late, target=target)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4, 5, 6, 9, 31, 193])
def test_one_code_serves_any_number_of_rows(rows):
    rng = np.random.default_rng(1)
    for columns in (10, 64, 70):
        operands = [Strided(rng, (rows, 21)), Strided(rng, (21, columns))]
        check(DotGeneral(MATRICES), operands, late=(rows,))


@pytest.mark.parametrize("parts", [1, 2, 7, 40])
def test_any_number_of_parts_gives_the_same(parts):
    rng = np.random.default_rng(2)
    operands = [Strided(rng, (50, 30)), Strided(rng, (30, 90))]
    check(DotGeneral(MATRICES), operands, parts=parts)


@pytest.mark.parametrize("target", TARGETS[:2], ids=lambda target: target.cpu)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("transposed", [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("rows_columns", [(1, 37), (37, 1), (1, 1), (16, 1)])
def test_one_row_and_one_column(rows_columns, transposed, dtype, target):
    rng = np.random.default_rng(5)
    rows, columns = rows_columns
    for depth, late in ((16, ()), (19, ()), (5, (5, 37)), (600, (37,)), (0, ())):
        operands = [
            Strided(rng, shape, dtype, (1, 0) if swap else None)
            for shape, swap in zip(((rows, depth), (depth, columns)), transposed)
        ]
        check(DotGeneral(MATRICES), operands, late=late, target=target)


@pytest.mark.parametrize("batch", [0, 1, 5, 90])
def test_a_long_depth_is_summed_in_pieces(batch):
    rng = np.random.default_rng(6)
    operands = [Strided(rng, (batch, 60, 9)), Strided(rng, (batch, 60, 21))]
    op = DotGeneral(((0, 1), (0, 1)))
    for late in ((), (batch,)):
        for parts in (None, 7):
            check(op, operands, late=late, parts=parts)
    repeated = Strided(rng, (2, 3000, 4)), Strided(rng, (2, 5, 3000))
    check(DotGeneral(((1,), (2,)), ((0,), (0,))), repeated)


def test_which_depths_are_long():
    n = symbol("n")
    assert [likely_size(size) for size in (7, n, n * 60, n * n + 3)] == [
        7,
        32,
        1920,
        1027,
    ]
    assert count_pieces(100, 5000) == (4, 1250)
    assert count_pieces(1 << 16, 5000) == (16, 313)
    assert count_pieces(1 << 16, 100) == (1, 100)


AXES = [
    # contract, batch, shape of x, shape of y
    (((2,), (1,)), ((0,), (0,)), (3, 4, 5), (3, 5, 6)),
    (((3,), (2,)), ((0, 1), (0, 1)), (2, 3, 4, 5), (2, 3, 5, 17)),
    (((2, 3), (0, 1)), ((), ()), (3, 20, 4, 5), (4, 5, 9)),
    (((0, 1), (0, 1)), ((), ()), (3, 4, 5), (3, 4, 6)),
    (((1, 0), (2, 1)), ((), ()), (3, 4, 5), (6, 3, 4)),
    (((2,), (0,)), ((), ()), (3, 18, 5), (5, 2, 4)),
    (((0,), (0,)), ((), ()), (7,), (7,)),
    (((2,), (0,)), ((), ()), (3, 18, 5), (5, 1)),
    (((1,), (0,)), ((), ()), (3, 5, 18), (5, 1)),
    (((2,), (2,)), ((0,), (0,)), (3, 1, 5), (3, 9, 5)),
    (((), ()), ((), ()), (3,), (4,)),
    (((), ()), ((0,), (1,)), (3, 2), (2, 3)),
]


@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("late", [False, True])
def test_any_axes_in_any_order_of_memory(axes, late):
    rng = np.random.default_rng(3)
    contract_axes, batch, *shapes = axes
    op = DotGeneral(contract_axes, batch)
    orders = [list(itertools.permutations(range(len(shape)))) for shape in shapes]
    pairs = list(itertools.product(*orders))
    for pair in [pairs[i] for i in rng.permutation(len(pairs))[:6]]:
        operands = [Strided(rng, s, "float32", o) for s, o in zip(shapes, pair)]
        check(op, operands, late=range(2, 30) if late else ())


def test_a_repeated_operand_is_read_where_it_stands():
    rng = np.random.default_rng(4)
    x, y = Strided(rng, (3, 7, 5)), Strided(rng, (5, 9))
    y.array = np.broadcast_to(y.array, (3, 5, 9))
    check(DotGeneral(((2,), (1,)), ((0,), (0,))), [x, y])
    x.array = np.broadcast_to(x.memory[:, :1], (3, 7, 5))
    check(DotGeneral(((2,), (1,)), ((0,), (0,))), [x, y])


def test_sizes_that_do_not_agree_are_reported():
    x, y = np.ones((2, 3), "float32"), np.ones((4, 5), "float32")
    with pytest.raises(BadData):
        run_lowered(DotGeneral(MATRICES), [x, y])


def test_integers_are_left_to_numpy():
    x = np.ones((2, 2), "int32")
    with pytest.raises(LookupError):
        run_lowered(DotGeneral(MATRICES), [x, x])
