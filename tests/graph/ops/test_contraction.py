"""Matrix products, tensor products and Einstein sums against numpy."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case

RNG = np.random.default_rng(3)
FLOATS = ("float16", "float32", "float64")
NUMBERS = ("float32", "float64", "int32", "complex64")
DotGeneral = graph.REGISTRY["DotGeneral"]


def normal(*shape):
    return RNG.normal(size=shape)


def pairs(function, expected, shapes, dtypes=("float32", "float64"), **options):
    return [
        Case(function, [normal(*a), normal(*b)], expected, dtypes, **options)
        for a, b in shapes
    ]


MATMUL_SHAPES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 5)),
    ((2, 3), (3, 5)),
    ((7, 2, 3), (3, 5)),
    ((2, 3), (7, 3, 5)),
    ((7, 2, 3), (7, 3, 5)),
    ((7, 2, 3), (3,)),
    ((3,), (7, 3, 5)),
    ((1, 2, 3), (7, 3, 5)),
    ((4, 1, 2, 3), (7, 3, 5)),
    ((2, 0), (0, 5)),
    ((0, 3), (3, 5)),
    ((1, 1), (1, 1)),
]
EINSUMS = [
    ("ij->ji", (2, 3)),
    ("ij->j", (2, 3)),
    ("ij->", (2, 3)),
    ("ij", (2, 3)),
    ("ba", (2, 3)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("iij->ji", (3, 3, 2)),
    ("iii->i", (3, 3, 3)),
    ("i,i->", (3,), (3,)),
    ("i,j->ij", (2,), (3,)),
    ("i,j->ji", (2,), (3,)),
    ("ij,jk", (2, 3), (3, 5)),
    ("ij,jk->ki", (2, 3), (3, 5)),
    ("ij,kj->ik", (2, 3), (5, 3)),
    ("bij,bjk->bik", (7, 2, 3), (7, 3, 5)),
    ("bij,jk->bik", (7, 2, 3), (3, 5)),
    ("bij,bj->bi", (7, 2, 3), (7, 3)),
    ("abc,cd,abe->ade", (2, 3, 5), (5, 7), (2, 3, 4)),
    ("ij,jk,kl,lm->im", (2, 3), (3, 5), (5, 7), (7, 4)),
    ("ij,kl->", (2, 3), (5, 7)),
    ("ij,jk->", (2, 3), (3, 5)),
    ("ij,ij->ij", (2, 3), (2, 3)),
    ("ii,ij->j", (3, 3), (3, 2)),
    ("...ij->...ji", (7, 2, 3)),
    ("...ij,...jk->...ik", (7, 2, 3), (7, 3, 5)),
    ("...ij,...jk->...ik", (4, 7, 2, 3), (3, 5)),
    ("...ij,...jk->...ik", (1, 2, 3), (7, 3, 5)),
    ("...i,...i", (7, 3), (3,)),
    ("i...->...", (3, 2)),
    ("...,...->...", (), (2, 3)),
    ("b...,b...->b...", (2, 3), (2, 3)),
    (" i j , j k -> i k ", (2, 3), (3, 5)),
    ("ij,jk->ik", (1, 3), (3, 5)),
    ("ij,ij->ij", (1, 3), (2, 3)),
    ("a,b,c->abc", (2,), (3,), (4,)),
    ("a,bd,c,d->cba", (2,), (3, 5), (4,), (5,)),
]


def einsum_cases():
    for subscripts, *shapes in EINSUMS:
        yield Case(
            lambda *xs, s=subscripts: graph.einsum(s, *xs),
            [normal(*shape) for shape in shapes],
            lambda *xs, s=subscripts: np.einsum(s, *xs),
            order=2 if len(shapes) < 3 else 1,
        )


CASES = {
    "DotGeneral": [
        Case(
            DotGeneral(((2, 0), (1, 3)), ((1,), (0,))),
            [normal(2, 3, 5, 4), normal(3, 5, 7, 2)],
            lambda x, y: np.einsum("abcd,bcea->bde", x, y),
            (*FLOATS, "int32", "complex128"),
        ),
        Case(
            DotGeneral(((1,), (0,))),
            [normal(2, 3), normal(3, 5)],
            np.matmul,
            (*NUMBERS, "bool"),
        ),
        Case(
            DotGeneral(((1,), (1,)), ((0,), (0,))),
            [normal(7, 3), normal(7, 3, 5)],
            lambda x, y: np.einsum("bi,bij->bj", x, y),
        ),
        Case(DotGeneral(((), ())), [normal(2), normal(3)], np.outer, NUMBERS),
    ],
    "matmul": pairs(graph.matmul, np.matmul, MATMUL_SHAPES),
    "dot": pairs(
        graph.dot,
        np.dot,
        [
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((2, 3), (3, 5)),
            ((2, 3), (5, 3, 7)),
            ((), (3,)),
        ],
    ),
    "inner": pairs(
        graph.inner, np.inner, [((3,), (3,)), ((2, 3), (5, 3)), ((), (2, 3))]
    ),
    "outer": pairs(graph.outer, np.outer, [((2,), (3,)), ((2, 3), (5,))]),
    "vdot": pairs(
        graph.vdot,
        np.vdot,
        [((3,), (3,)), ((2, 3), (2, 3))],
        ("float32", "float64", "complex128"),
    ),
    "tensordot": [
        Case(
            lambda x, y, a=axes: graph.tensordot(x, y, a),
            [normal(*shape_x), normal(*shape_y)],
            lambda x, y, a=axes: np.tensordot(x, y, a),
        )
        for shape_x, shape_y, axes in [
            ((2, 3), (5, 7), 0),
            ((2, 3), (3, 5), 1),
            ((2, 3, 5), (3, 5, 7), 2),
            ((2, 3, 5), (5, 3, 7), [[1, 2], [1, 0]]),
            ((2, 3, 5), (7, 3), [1, 1]),
            ((2, 3, 5), (7, 3), [(-2,), (-1,)]),
        ]
    ],
    "einsum": [
        *einsum_cases(),
        Case(
            lambda x, y: graph.einsum("ij,k->i", x, y),
            [normal(2, 3), normal(5)],
            lambda x, y: np.einsum("ij,k->i", x, y),
            ("int8", "int32", "complex64"),
        ),
    ],
}


def test_matmul_promotes_as_an_operator_and_with_lists():
    x = np.arange(6, dtype=np.int32).reshape(2, 3)
    y = np.ones((3, 2), np.float32)
    assert graph.matmul(x, y).dtype == np.float32
    np.testing.assert_array_equal(x @ graph.as_tensor(y), x @ y)
    np.testing.assert_array_equal(graph.as_tensor(x) @ y, x @ y)


@pytest.mark.parametrize(
    ("x", "y", "hint"),
    [
        ((2, 3), (4, 5), "the last axis of x must equal the first of y"),
        ((), (4, 5), "matmul takes no scalars; multiply instead"),
    ],
)
def test_matmul_names_what_does_not_fit(x, y, hint):
    a = graph.placeholder("float32", x, "a")
    b = graph.placeholder("float32", y, "b")
    with pytest.raises(graph.ShapeError) as caught:
        graph.matmul(a, b)
    assert str(caught.value).startswith(
        "matmul: inner sizes must agree\n"
        f"  got: x=float32{list(x)}, y=float32{list(y)}\n"
        f"  hint: {hint}\n"
        "  made by: test_contraction.py:"
    )


def test_matmul_of_batches_that_do_not_broadcast():
    with pytest.raises(graph.ShapeError, match="matmul: shapes do not broadcast"):
        graph.matmul(np.ones((2, 3, 4)), np.ones((5, 4, 3)))


def test_tensordot_needs_as_many_axes_of_both():
    with pytest.raises(graph.ArgumentError, match="as many axes of x as of y"):
        graph.tensordot(np.ones((2, 3)), np.ones((3, 2)), [[0, 1], [0]])
    with pytest.raises(graph.ShapeError, match="axis 1 of x must equal axis 0 of y"):
        graph.tensordot(np.ones((2, 3)), np.ones((4, 2)), 1)


@pytest.mark.parametrize(
    ("subscripts", "shapes", "what"),
    [
        ("ij,jk->ik", [(2, 3)], "2 terms, 1 operands"),
        ("ijk->i", [(2, 3)], "'ijk' does not name 2 axes"),
        ("ij...k->i", [(2, 3)], "'ij...k' does not name 2 axes"),
        ("ij->ik", [(2, 3)], "the result names unknown or repeated letters"),
        ("ij->ii", [(2, 3)], "the result names unknown or repeated letters"),
        ("i.j->i", [(2, 3)], "'i.j' does not name 2 axes"),
        ("ii->i", [(2, 3)], "letter 'i' stands for sizes 2 and 3"),
        ("ij,jk->ik", [(2, 3), (4, 5)], "letter 'j' stands for sizes 3 and 4"),
    ],
)
def test_einsum_explains_wrong_subscripts(subscripts, shapes, what):
    operands = [np.ones(s) for s in shapes]
    with pytest.raises(graph.ArgumentError) as caught:
        graph.einsum(subscripts, *operands)
    assert str(caught.value).startswith(f"einsum: {what}\n  got: subscripts=")


def test_einsum_orders_large_chains_cheaply():
    """A vector between two large matrices: never multiplies the matrices."""
    x, y = np.ones((40, 50)), np.ones((50, 60))
    v = np.ones(60)
    symbols = [graph.placeholder("float64", a.shape, "x") for a in (x, y, v)]
    z = graph.einsum("ij,jk,k->i", *symbols)
    assert all(size.size <= 50 for size in z.node.specs)
    assert "[40, 60]" not in graph.print_graph([z])
    np.testing.assert_allclose(
        graph.Session().run(z, dict(zip(symbols, (x, y, v)))), 3000
    )
