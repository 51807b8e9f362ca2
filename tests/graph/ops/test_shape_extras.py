"""Making, padding, repeating, turning and cutting tensors: what numpy does."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ops.shape.arange import Iota
from graph.ops.shape.bitcast import Bitcast
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(3)
X = RNG.normal(size=(2, 3, 5))
Y = RNG.normal(size=(3, 5))
SQUARE = RNG.normal(size=(4, 4))
VECTOR = RNG.normal(size=5)
MANY = ("float32", "float64", "int32", "bool")
NUMBERS = ("float32", "float64", "int32")
PADS = ((1, 2), (0, 0), (3, 1))


def as_numpy(name, *args, **options):
    """The case of a function that has numpy's name and arguments."""
    ours, theirs = getattr(graph, name), getattr(np, name)

    def case(x, **more):
        return Case(
            lambda x: ours(x, *args, **options),
            [x],
            lambda x: theirs(x, *args, **options),
            **{"dtypes": MANY, **more},
        )

    return case


def padded(mode):
    return as_numpy("pad", PADS, mode)(X)


def size_of(x, axis=0):
    return graph.shape(x)[axis]


CASES = {
    "Iota": [
        Case(lambda x: graph.apply(Iota(size_of(x))), [Y], lambda x: np.arange(len(x)))
    ],
    "arange": [
        Case(lambda x: graph.arange(size_of(x)), [Y], lambda x: np.arange(len(x))),
        Case(
            lambda x: graph.arange(1, size_of(x) * 3, 2, "int16"),
            [Y],
            lambda x: np.arange(1, len(x) * 3, 2, np.int16),
        ),
        Case(
            lambda x: graph.arange(size_of(x), -4, -3),
            [Y],
            lambda x: np.arange(len(x), -4, -3),
        ),
        Case(
            lambda x: graph.arange(size_of(x) - 9),
            [Y],
            lambda x: np.arange(len(x) - 9),
        ),
    ],
    "linspace": [
        Case(
            lambda a, b: graph.linspace(a, b, 7, axis=1),
            [Y, Y + 2],
            lambda a, b: np.linspace(a, b, 7, axis=1),
        ),
        Case(
            lambda a: graph.linspace(a, 4.0, size_of(a), endpoint=False, retstep=True),
            [VECTOR],
            lambda a: np.linspace(a, 4.0, len(a), endpoint=False, retstep=True),
        ),
        Case(
            lambda a: graph.linspace(a, 4.0, size_of(a)),
            [VECTOR],
            lambda a: np.linspace(a, 4.0, len(a)),
        ),
    ],
    "logspace": [
        Case(
            lambda a, b: graph.logspace(a, b, 4, base=2.0, axis=-1),
            [Y, Y + 2],
            lambda a, b: np.logspace(a, b, 4, base=2.0, axis=-1),
        )
    ],
    "full": [
        Case(
            lambda x: graph.full((size_of(x), 2), graph.sum(x)),
            [VECTOR],
            lambda x: np.full((len(x), 2), x.sum()),
        )
    ],
    "zeros": [
        Case(
            lambda x: graph.zeros((2, size_of(x))), [Y], lambda x: np.zeros((2, len(x)))
        )
    ],
    "ones": [
        Case(lambda x: graph.ones((2, size_of(x))), [Y], lambda x: np.ones((2, len(x))))
    ],
    "zeros_like": [as_numpy("zeros_like")(X)],
    "ones_like": [as_numpy("ones_like")(X), as_numpy("ones_like", "int16")(X)],
    "full_like": [as_numpy("full_like", 3)(X)],
    "eye": [
        Case(
            lambda x: graph.eye(size_of(x), size_of(x, 1), 1, "int32"),
            [Y],
            lambda x: np.eye(*x.shape, 1, "int32"),
        )
    ],
    "tri": [
        Case(
            lambda x: graph.tri(size_of(x), size_of(x, 1), -1),
            [Y],
            lambda x: np.tri(*x.shape, -1, "float32"),
        )
    ],
    "tril": [as_numpy("tril", k)(X) for k in (-1, 0, 2)],
    "triu": [as_numpy("triu", k)(X) for k in (-1, 0, 2)],
    "diagonal": [as_numpy("diagonal")(X), as_numpy("diagonal", axis1=2, axis2=1)(X)]
    + [as_numpy("diagonal", k, 1, 2)(X) for k in (-2, -1, 1, 3, 4)],
    "trace": [
        as_numpy("trace", 1)(X, dtypes=NUMBERS),
        as_numpy("trace", 0, 1, 2)(X, dtypes=("float64",)),
    ],
    "diag": [as_numpy("diag", k)(x) for k in (-2, 0, 1) for x in (VECTOR, Y)],
    "diagflat": [as_numpy("diagflat", -1)(Y)],
    "pad": [as_numpy("pad", w)(X) for w in (2, (1, 3), ((1, 2),), PADS)]
    + [padded(mode) for mode in ("edge", "wrap", "reflect", "symmetric")]
    + [as_numpy("pad", (7, 9), m)(Y) for m in ("reflect", "symmetric", "wrap", "edge")]
    + [
        as_numpy("pad", 1, constant_values=5)(X, dtypes=NUMBERS),
        Case(
            lambda x: graph.pad(x, ((size_of(x), 1), (0, size_of(x, 1)))),
            [Y],
            lambda x: np.pad(x, ((len(x), 1), (0, x.shape[1]))),
        ),
        Case(
            lambda x: graph.pad(x, ((size_of(x), 1), (0, 0)), "symmetric"),
            [Y],
            lambda x: np.pad(x, ((len(x), 1), (0, 0)), "symmetric"),
        ),
        Case(
            lambda x, v: graph.pad(x, 2, constant_values=v),
            [Y, np.array(0.7)],
            lambda x, v: np.pad(x, 2, constant_values=v),
        ),
    ],
    "repeat": [
        as_numpy("repeat", 3, 1)(X),
        as_numpy("repeat", 2)(X),
        as_numpy("repeat", 0, -1)(X),
        as_numpy("repeat", [2, 0, 1], 1)(X, resize=False),
        Case(
            lambda x: graph.repeat(x, size_of(x), 1),
            [Y],
            lambda x: np.repeat(x, len(x), 1),
        ),
    ],
    "tile": [as_numpy("tile", r)(X) for r in (2, (2,), (3, 1, 2), (2, 1, 1, 3), (0, 1))]
    + [
        Case(
            lambda x: graph.tile(x, (1, size_of(x))),
            [Y],
            lambda x: np.tile(x, (1, len(x))),
        )
    ],
    "roll": [
        as_numpy("roll", *a)(X)
        for a in ((2,), (-1, 1), (7, 2), ((1, -2), (0, 2)), (1, (1, 2)), ((1, 2), 1))
    ]
    + [
        as_numpy("roll", 0, 1)(X),
        Case(
            lambda x, n: graph.roll(x, n, 1),
            [X, np.array(-4)],
            lambda x, n: np.roll(x, n, 1),
        ),
    ],
    "rot90": [as_numpy("rot90", k)(X) for k in (-1, 0, 1, 2, 3)]
    + [as_numpy("rot90", 1, (2, 0))(X)],
    "flipud": [as_numpy("flipud")(X)],
    "fliplr": [as_numpy("fliplr")(X)],
    "meshgrid": [
        Case(
            lambda *xs, kind=kind: graph.meshgrid(*xs, indexing=kind),
            [VECTOR, VECTOR[:3], VECTOR[:2]],
            lambda *xs, kind=kind: np.meshgrid(*xs, indexing=kind),
        )
        for kind in ("xy", "ij")
    ],
    "atleast_1d": [as_numpy("atleast_1d")(x) for x in (np.array(0.5), VECTOR, Y)],
    "atleast_2d": [as_numpy("atleast_2d")(x) for x in (np.array(0.5), VECTOR, Y)],
    "atleast_3d": [as_numpy("atleast_3d")(x) for x in (np.array(0.5), VECTOR, Y, X)],
    "hstack": [
        Case(lambda a, b: graph.hstack([a, b]), [x, z], lambda a, b: np.hstack([a, b]))
        for x, z in ((VECTOR, VECTOR[:2]), (Y, Y[:, :2]))
    ],
    "vstack": [
        Case(lambda a, b: graph.vstack([a, b]), [x, z], lambda a, b: np.vstack([a, b]))
        for x, z in ((VECTOR, VECTOR), (Y, Y[:2]))
    ],
    "dstack": [
        Case(lambda a, b: graph.dstack([a, b]), [x, z], lambda a, b: np.dstack([a, b]))
        for x, z in ((VECTOR, VECTOR), (Y, Y), (X, X[:, :, :2]))
    ],
    "array_split": [
        as_numpy("array_split", n, 2)(X) for n in (1, 2, 3, 5, 7)
    ] + [as_numpy("array_split", [1, 3], 2)(X)],
    "kron": [
        Case(graph.kron, [Y, SQUARE[:2, :3]], np.kron, NUMBERS),
        Case(graph.kron, [VECTOR, X], np.kron),
    ],
    "cross": [
        Case(graph.cross, [Y[:, :3], Y[:, 1:4]], np.cross, NUMBERS, symbolic=(0,)),
        Case(
            lambda x, y: graph.cross(x, y, 0, -1, 0),
            [Y, Y.T],
            lambda x, y: np.cross(x, y, 0, -1, 0),
            symbolic=False,
        ),
        Case(
            lambda x, y: graph.cross(x, y, axis=0),
            [Y, Y[::-1]],
            lambda x, y: np.cross(x, y, axis=0),
            symbolic=(1,),
        ),
    ],
    "diff": [as_numpy("diff")(X), as_numpy("diff", 2, 1)(X, dtypes=NUMBERS)]
    + [as_numpy("diff", 0)(X)],
    "Bitcast": [
        Case(
            Bitcast(np.dtype(to)),
            [RNG.integers(0, 100, (3, 4)).astype(start)],
            lambda x, to=to: x.view(to),
            gradient=False,
            symbolic=(0,) if to == "int64" else True,
        )
        for start, to in (("int32", "float32"), ("int32", "uint8"), ("int32", "int64"))
    ],
    "bitcast": [
        Case(
            lambda x: graph.bitcast(graph.cast(x, "float32"), "int16"),
            [Y],
            lambda x: np.ascontiguousarray(x.astype("float32")).view("int16"),
            gradient=False,
        )
    ],
    "Hypot": [Case(graph.REGISTRY["Hypot"](), [X, X[::-1]], np.hypot)],
    "deg2rad": [as_numpy("deg2rad")(X, dtypes=("float32", "float64"))],
    "rad2deg": [as_numpy("rad2deg")(X, dtypes=("float32", "float64"))],
    "sinc": [as_numpy("sinc")(np.append(X, [0.0, 1e-9, 0.01, 2.0]), dtypes=NUMBERS)],
    "square": [as_numpy("square")(X, dtypes=NUMBERS)],
    "reciprocal": [Case(graph.reciprocal, [X], lambda x: 1 / x)],
    "logaddexp2": [Case(graph.logaddexp2, [X * 9, X[::-1]], np.logaddexp2)],
    "isclose": [
        Case(
            lambda x: graph.isclose(x, x + 0.01, rtol=0.05),
            [X],
            lambda x: np.isclose(x, x + 0.01, rtol=0.05),
        )
    ],
    "allclose": [
        Case(lambda x: graph.allclose(x, x + 1e-9), [X], lambda x: np.allclose(x, x))
    ],
    "nan_to_num": [as_numpy("nan_to_num", posinf=7, neginf=-7)(X, dtypes=MANY)],
    "heaviside": [
        Case(
            graph.heaviside,
            [np.array([-1.0, 0.0, 2.0]), np.array(0.25)],
            np.heaviside,
            NUMBERS,
            smooth=False,
            symbolic=False,
        )
    ],
    "round": [
        as_numpy("round", d)(X * 50, gradient=False, dtypes=NUMBERS) for d in (0, 2, -1)
    ],
    "average": [
        as_numpy("average", 1)(X, dtypes=("float64",)),
        Case(
            lambda x, w: graph.average(x, 1, w),
            [X, np.array([0.2, 0.5, 0.9])],
            lambda x, w: np.average(x, 1, w),
        ),
        Case(
            lambda x, w: graph.average(x, weights=w, keepdims=True),
            [Y, np.abs(Y) + 0.1],
            lambda x, w: np.average(x, weights=w, keepdims=True),
        ),
    ],
    "ptp": [as_numpy("ptp", 1)(X, dtypes=NUMBERS), as_numpy("ptp")(X, dtypes=NUMBERS)],
    "count_nonzero": [as_numpy("count_nonzero", 1, keepdims=True)(X)],
}  # fmt: skip


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype
    np.testing.assert_array_equal(got, want)


def test_arange_follows_numpy_with_float32_for_python_floats():
    same(graph.arange(5), np.arange(5))
    same(graph.arange(2, 9, 3), np.arange(2, 9, 3))
    same(graph.arange(9, 2, -3), np.arange(9, 2, -3))
    same(graph.arange(0.0, 1.0, 0.25), np.arange(0, 1, 0.25, "float32"))
    same(graph.arange(np.float64(2.0)), np.arange(2.0))
    same(graph.arange(3, dtype="float64"), np.arange(3.0))
    same(graph.arange(graph.as_tensor(3)), np.arange(3))
    same(graph.arange(5, 2), np.arange(5, 2))


def test_arange_refuses_step_0_and_limits_that_depend_on_data():
    with pytest.raises(graph.ArgumentError, match="arange: the step is 0"):
        graph.arange(1, 2, 0)
    with pytest.raises(graph.SymbolicError, match="a size cannot depend on data"):
        graph.arange(graph.placeholder("int64", (), "n"))


def test_known_sizes_give_values_and_symbolic_ones_give_tensors():
    batch = graph.shape(graph.placeholder("float32", ("batch",), "x"))[0]
    for made in (graph.zeros, graph.ones, graph.eye, graph.tri, graph.arange):
        assert isinstance(made(3), graph.EagerTensor)
        assert isinstance(made(batch), graph.SymbolicTensor)
    assert graph.eye(batch).spec.shape == (batch, batch)


def test_defaults_of_dtypes():
    assert graph.zeros(2).dtype == graph.eye(2).dtype == graph.tri(2).dtype == "float32"
    assert graph.full(2, 1.5).dtype == "float32"
    assert graph.full(2, 1j).dtype == "complex64"
    assert graph.full(2, 1).dtype == "int64"
    assert graph.full(2, True).dtype == "bool"
    assert graph.full(2, np.float16(1)).dtype == "float16"
    assert graph.full((), 1.9, "int32").numpy() == 1
    assert graph.zeros_like(np.ones(2, "int8")).dtype == "int8"
    assert graph.linspace(0, 1).dtype == "float32"
    assert graph.linspace(0, 1, dtype="float64").dtype == "float64"


def test_full_refuses_negative_sizes():
    with pytest.raises(graph.ArgumentError, match="full: a size is negative"):
        graph.ones((2, -1))


def test_linspace_edges():
    same(graph.linspace(0, 1, 0), np.zeros(0, "float32"))
    same(graph.linspace(3, 4, 1), np.array([3], "float32"))
    same(graph.linspace(-2, 1, 4, dtype="int32"), np.array([-2, -1, 0, 1], "int32"))
    same(
        graph.linspace(-0.9, 1, 2, dtype="int32"),
        np.linspace(-0.9, 1, 2, dtype="int32"),
    )
    same(graph.linspace(0.1, 0.7, 9, dtype="float64"), np.linspace(0.1, 0.7, 9))
    with pytest.raises(graph.ArgumentError, match="num is negative"):
        graph.linspace(0, 1, -1)


def test_meshgrid_refuses_other_indexing():
    with pytest.raises(graph.ArgumentError, match="unknown indexing"):
        graph.meshgrid([1], [2], indexing="yx")


@pytest.mark.parametrize("mode", ["edge", "wrap", "reflect", "symmetric"])
def test_padding_an_axis_of_size_1_repeats_its_element(mode):
    same(graph.pad([[7]], 2, mode), np.pad([[7]], 2, mode))


def test_pad_takes_arrays_and_eager_tensors_as_amounts():
    want = np.pad(Y, PADS[:2])
    same(graph.pad(Y, np.array(PADS[:2])), want)
    same(graph.pad(Y, graph.as_tensor(PADS[:2])), want)
    same(graph.pad(3.0, 2), np.array(3.0))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((1, "mirror"), "unknown mode"),
        ((-1,), "an amount is negative"),
        (((1, 2, 3),), "the amounts do not fit the axes"),
        ((1, "edge", 0), "takes no constant_values"),
        ((1.5,), "a size must be an integer"),
    ],
)
def test_pad_says_what_is_wrong(arguments, text):
    with pytest.raises(graph.ArgumentError, match=text):
        graph.pad(Y, *arguments)


def test_pad_cannot_repeat_what_is_not_there():
    with pytest.raises(graph.ArgumentError, match="axis 0 is empty"):
        graph.pad(np.zeros(0), 1, "edge")
    same(graph.pad(np.zeros(0), 1), np.zeros(2))


def test_repeat_needs_as_many_repeats_as_elements():
    with pytest.raises(graph.ShapeError, match="axis 1 has size 5"):
        graph.repeat(Y, [1, 2], 1)
    with pytest.raises(graph.SymbolicError, match="cannot depend on data"):
        graph.repeat(Y, graph.placeholder("int32", (), "n"), 1)


def test_roll_of_nothing_and_of_unequal_arguments():
    same(graph.roll(np.zeros(0), 3), np.zeros(0))
    with pytest.raises(graph.ArgumentError, match="3 shifts for 2 axes"):
        graph.roll(Y, (1, 2, 3), (0, 1))


def test_rot90_and_diagonal_need_two_different_axes():
    with pytest.raises(graph.ArgumentError, match="two axes are needed"):
        graph.rot90(X, 1, (0, 1, 2))
    with pytest.raises(graph.ArgumentError, match="two different axes"):
        graph.diagonal(Y, 0, 1, -1)


def test_matrices_are_needed():
    with pytest.raises(graph.ShapeError, match="tril: takes matrices"):
        graph.tril(VECTOR)
    with pytest.raises(graph.ShapeError, match="a vector or a matrix, not 3 axes"):
        graph.diag(X)


def test_diagonals_outside_the_matrix_are_empty():
    same(graph.diagonal(Y, 9), np.zeros(0))
    same(graph.diagonal(Y, -9), np.zeros(0))


def test_several_tensors_are_made_at_least_of_a_rank():
    assert [t.shape for t in graph.atleast_2d(1, [2, 3])] == [(1, 1), (1, 2)]


def test_array_split_needs_a_part():
    with pytest.raises(graph.ShapeError, match="0 parts"):
        graph.array_split(Y, 0)


def test_cross_of_two_components_is_the_third():
    same(graph.cross([1, 2], [3, 4]), np.array(-2))
    same(graph.cross([1, 2], [3, 4, 5]), np.array([10, -5, -2]))
    with pytest.raises(graph.ShapeError, match="cross: 4 components"):
        graph.cross(SQUARE, SQUARE)


def test_diff_of_too_little_and_too_often():
    same(graph.diff([1, 2], 5), np.zeros(0, int))
    with pytest.raises(graph.ArgumentError, match="n is negative"):
        graph.diff([1], -1)


def test_bitcast_needs_whole_elements():
    with pytest.raises(graph.ShapeError, match="12 bytes along the last axis"):
        graph.bitcast(np.zeros((2, 3), "int32"), "float64")
    with pytest.raises(graph.ShapeError, match="a scalar of 4 bytes"):
        graph.bitcast(np.float32(1), "int16")
    assert graph.bitcast(np.float32(1), "int32").numpy() == 1065353216


def test_isclose_treats_nan_and_infinity_as_numpy():
    x = np.array([np.inf, np.inf, -np.inf, np.nan, 1.0, 1.0])
    y = np.array([np.inf, 1.0, np.inf, np.nan, np.inf, 1.0 + 1e-7])
    for equal_nan in (False, True):
        same(
            graph.isclose(x, y, equal_nan=equal_nan),
            np.isclose(x, y, equal_nan=equal_nan),
        )
    same(graph.isclose([1, 2], [1, 3]), np.array([True, False]))


def test_nan_to_num_replaces_each_kind():
    x = np.array([np.nan, np.inf, -np.inf, 2.0], np.float32)
    same(graph.nan_to_num(x), np.nan_to_num(x))
    same(graph.nan_to_num(x, 1, 2, 3), np.nan_to_num(x, nan=1, posinf=2, neginf=3))


def test_heaviside_of_nan_is_nan():
    assert np.isnan(graph.heaviside(np.nan, 1.0).numpy())


def test_second_derivative_of_sinc_is_right_at_and_around_0():
    x = graph.placeholder("float64", (None,), "x")
    (dx,) = graph.gradients(graph.sinc(x), [x])
    (ddx,) = graph.gradients(dx, [x])
    got = graph.Session().run(ddx, {x: [0.0, 1e-7, 0.0159]})
    near = np.pi * 0.0159
    want = np.pi**2 * (-1 / 3 + near**2 / 10 - near**4 / 168)
    np.testing.assert_allclose(got, [-(np.pi**2) / 3] * 2 + [want], rtol=1e-9)


def test_hypot_is_safe_at_0_and_for_large_numbers():
    np.testing.assert_allclose(graph.hypot(3e200, 4e200).numpy(), 5e200)
    x = graph.placeholder("float64", (), "x")
    (dx,) = graph.gradients(graph.hypot(x, x), [x])
    assert float(graph.Session().run(dx, {x: 0.0})) == 0.0
    gradcheck(graph.hypot, [3e10, 4e10])


def test_logaddexp2_does_not_overflow():
    np.testing.assert_allclose(graph.logaddexp2([5000.0], [5000.0]).numpy(), [5001.0])


def test_a_vector_of_weights_needs_one_axis():
    with pytest.raises(graph.ShapeError, match="a vector of weights for 3 axes"):
        graph.average(X, weights=[1.0, 2.0, 3.0])


def test_triangles_and_diagonals_of_booleans_are_booleans():
    x = np.array([[True, True], [True, True]])
    for name in ("tril", "triu", "diag", "diagflat"):
        np.testing.assert_array_equal(getattr(graph, name)(x), getattr(np, name)(x))
        assert getattr(graph, name)(x).dtype == "bool"


@pytest.mark.parametrize(("num", "endpoint"), [(1, True), (0, True), (0, False)])
def test_numbers_without_a_gap_have_no_step(num, endpoint):
    found, step = graph.linspace(2.0, 3.0, num, endpoint, retstep=True)
    expected, _ = np.linspace(2.0, 3.0, num, endpoint, retstep=True)
    np.testing.assert_array_equal(found, expected)
    assert np.isnan(step.item())
