"""Linear algebra: numpy's and scipy's results, gradients by differences."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(21)
X = RNG.normal(size=(4, 4)) + np.diag([3.0, -2.5, 2.0, 4.0])
MANY = RNG.normal(size=(2, 3, 3)) + 2 * np.eye(3)
TALL = RNG.normal(size=(5, 3))
WIDE = TALL.T.copy()
RIGHT = RNG.normal(size=(4, 2))
DOUBLE = ("float32", "float64", "complex128")
ONE_SIZE = {"resize": False, "rtol": 2e-4}
PLAIN = {**ONE_SIZE, "dtypes": DOUBLE}


def np_t(x):
    return np.swapaxes(x, -1, -2)


def np_spd(x):
    return x @ np_t(x).conj() + np.eye(x.shape[-1], dtype=x.dtype)


def spd(x):
    """A positive definite matrix of any."""
    turned = graph.swapaxes(graph.conj(x), -1, -2)
    return graph.matmul(x, turned) + graph.eye(graph.shape(x)[-1], dtype=x.dtype)


def np_triangular(a, b, lower, transpose):
    a = np.tril(a) if lower else np.triu(a)
    return np.linalg.solve(np_t(a) if transpose else a, b)


def np_lu(x):
    return scipy.linalg.lu_factor(x)[0]


def rebuilt(x):
    """A function of the singular vectors in which their phases cancel."""
    u, s, vh = graph.svd(x, full_matrices=False)
    s = graph.cast(graph.expand_dims(s, -2), x.dtype)
    return graph.matmul(u * (s * s), vh), graph.matmul(u, vh)


def spectrum(x):
    """A function of the eigenvectors in which their phases cancel."""
    w, v = graph.eigh(spd(x))
    vh = graph.conj(graph.swapaxes(v, -1, -2))
    return w, graph.matmul(
        v * graph.cast(graph.expand_dims(graph.log(w), -2), x.dtype), vh
    )


CASES = {
    "Cholesky": [
        Case(
            lambda x, up=up: graph.cholesky(spd(x), up),
            [x],
            lambda x, up=up: np_t(np.linalg.cholesky(np_spd(x))).conj()
            if up
            else np.linalg.cholesky(np_spd(x)),
            **PLAIN,
        )
        for x in (X, MANY)
        for up in (False, True)
    ],
    "cholesky_inverse": [
        Case(
            lambda x: graph.cholesky_inverse(graph.cholesky(spd(x))),
            [MANY],
            lambda x: np.linalg.inv(np_spd(x)),
            **PLAIN,
        ),
        Case(
            lambda x: graph.cholesky_inverse(graph.cholesky(spd(x), True), True),
            [MANY],
            lambda x: np.linalg.inv(np_spd(x)),
            **PLAIN,
        ),
    ],
    "TriangularSolve": [
        Case(
            lambda a, b, lo=lo, tr=tr: graph.solve_triangular(a, b, lo, tr),
            [X, RIGHT],
            lambda a, b, lo=lo, tr=tr: np_triangular(a, b, lo, tr),
            **PLAIN,
        )
        for lo in (False, True)
        for tr in (False, True)
    ]
    + [
        Case(
            lambda a, b: graph.solve_triangular(a, b, True),
            [X, RIGHT[:, 0]],
            lambda a, b: np_triangular(a, b, True, False),
            **ONE_SIZE,
        ),
        Case(
            lambda a, b: graph.solve_triangular(a, b),
            [MANY, RNG.normal(size=(1, 3, 2))],
            lambda a, b: np_triangular(a, b, False, False),
            **ONE_SIZE,
        ),
    ],
    "Solve": [
        Case(graph.solve, [X, RIGHT], np.linalg.solve, **PLAIN),
        Case(graph.solve, [X, RIGHT[:, 1]], np.linalg.solve, **ONE_SIZE),
        Case(graph.solve, [MANY, RNG.normal(size=(3, 2))], np.linalg.solve, **ONE_SIZE),
    ],
    "Inv": [Case(graph.inv, [x], np.linalg.inv, **PLAIN) for x in (X, MANY)],
    "Det": [Case(graph.det, [x], np.linalg.det, **PLAIN) for x in (X, MANY)],
    "Slogdet": [
        Case(graph.slogdet, [x], lambda x: tuple(np.linalg.slogdet(x)), **PLAIN)
        for x in (X, MANY)
    ],
    "logdet": [
        Case(graph.logdet, [MANY], lambda x: np.linalg.slogdet(x)[1], **ONE_SIZE)
    ],
    "Qr": [
        Case(
            lambda x, mode=mode: graph.qr(x, mode),
            [x],
            lambda x, mode=mode: tuple(np.linalg.qr(x, mode)),
            symbolic=False,
            **ONE_SIZE,
        )
        for x, mode in (
            (X, "reduced"),
            (TALL, "reduced"),
            (WIDE, "reduced"),
            (MANY, "complete"),
            (WIDE, "complete"),
        )
    ]
    + [
        Case(
            lambda x: graph.qr(x, "complete"),
            [TALL],
            lambda x: tuple(np.linalg.qr(x, "complete")),
            gradient=False,
            **PLAIN,
        )
    ],
    "Svd": [
        Case(
            lambda x: graph.svd(x, full_matrices=False),
            [x],
            lambda x: tuple(np.linalg.svd(x, full_matrices=False)),
            order=1,
            **ONE_SIZE,
        )
        for x in (X, MANY, TALL, WIDE)
    ]
    + [
        Case(graph.svd, [X], lambda x: tuple(np.linalg.svd(x)), order=1, **ONE_SIZE),
        Case(
            graph.svd,
            [TALL],
            lambda x: tuple(np.linalg.svd(x)),
            gradient=False,
            **PLAIN,
        ),
    ],
    "Svdvals": [
        Case(
            lambda x: graph.svd(x, compute_uv=False),
            [x],
            lambda x: np.linalg.svd(x, compute_uv=False),
            **PLAIN,
        )
        for x in (MANY, TALL, WIDE)
    ],
    "Eigh": [
        Case(
            lambda x: graph.eigh(spd(x)),
            [x],
            lambda x: tuple(np.linalg.eigh(np_spd(x))),
            order=1,
            **ONE_SIZE,
        )
        for x in (X, MANY)
    ],
    "Eig": [
        Case(
            graph.eig,
            [MANY],
            lambda x: tuple(np.linalg.eig(x)),
            gradient=False,  # their signs jump; see the tests of gradients
            **PLAIN,
        )
    ],
    "Lu": [Case(lambda x: graph.lu_factor(x)[0], [X], np_lu, **PLAIN)]
    + [
        Case(lambda x: graph.lu_factor(x)[0], [x], np_lu, gradient=False, **PLAIN)
        for x in (TALL, WIDE)
    ],
    "Pinv": [
        Case(graph.pinv, [x], lambda x: np.linalg.pinv(x), **PLAIN)
        for x in (X, MANY, TALL, WIDE)
    ],
    "lstsq": [
        Case(
            graph.lstsq,
            [a, b],
            lambda a, b: np.linalg.lstsq(a, b, rcond=None)[0],
            **PLAIN,
        )
        for a, b in (
            (TALL, RNG.normal(size=(5, 2))),
            (WIDE, RNG.normal(size=(3, 2))),
            (TALL, RNG.normal(size=5)),
        )
    ],
    "matrix_rank": [
        Case(graph.matrix_rank, [x], np.linalg.matrix_rank, **PLAIN)
        for x in (X, MANY, TALL, WIDE, np.outer(TALL[:, 0], TALL[0]))
    ],
    "Expm": [
        Case(lambda x: graph.expm(x * 0.3), [x], lambda x: scipy.linalg.expm(x * 0.3),
             **PLAIN)
        for x in (X, MANY)
    ],
    "matrix_power": [
        Case(
            lambda x, n=n: graph.matrix_power(x, n),
            [MANY],
            lambda x, n=n: np.linalg.matrix_power(x, n),
            **ONE_SIZE,
        )
        for n in (-2, 0, 1, 2, 5)
    ],
    "norm": [
        Case(
            lambda x, o=o, a=a: graph.norm(x, o, a, keepdims=True),
            [MANY],
            lambda x, o=o, a=a: np.linalg.norm(x, o, a, keepdims=True),
            **ONE_SIZE,
        )
        for o, a in (
            (None, None), (None, 1), (None, (0, 2)), (2, 0), (3, 1), (0.5, 2), (1, 0),
            (np.inf, 1), (-np.inf, 1), (0, 1), (-1, 1),
            ("fro", (2, 0)), ("nuc", (1, 2)), (1, (1, 2)), (-1, (0, 2)),
            (np.inf, (1, 2)), (-np.inf, (2, 1)), (2, (1, 2)), (-2, (2, 0)),
        )
    ]
    + [
        Case(graph.norm, [X], np.linalg.norm, **PLAIN),
        Case(lambda x: graph.norm(x, 1), [X], lambda x: np.linalg.norm(x, 1),
             **ONE_SIZE),
        Case(lambda x: graph.norm(x, 3, 0), [X], lambda x: np.linalg.norm(x, 3, 0),
             **PLAIN),
    ],
}  # fmt: skip


@pytest.mark.parametrize("x", [X[:3, :3], MANY, TALL, WIDE], ids=lambda x: str(x.shape))
def test_gradient_of_complex_svd_in_which_phases_cancel(x):
    gradcheck(rebuilt, [x + 1j * x[..., ::-1]])


def test_second_order_of_svd_and_eigh():
    gradcheck(rebuilt, [TALL], order=2)
    gradcheck(spectrum, [X[:3, :3]], order=2)


@pytest.mark.parametrize("number", range(4))
def test_gradients_of_eig_in_which_signs_cancel(number):
    def parts(x):
        w, v = graph.eig(x)
        return [part(t) for t in (w, v * v) for part in (graph.real, graph.imag)]

    # the eigenvalues of the first are real, two of the second are not
    for x in (MANY[0] + np.diag([0.0, 3.0, 6.0]), MANY[1]):
        gradcheck(lambda x: parts(x)[number], [x], order=2)


def test_gradient_of_eig_of_complex_matrices():
    def f(a, b):
        w, v = graph.eig(graph.make_complex(a, b))
        return graph.imag(w) * graph.real(w) + graph.real(v * v)

    gradcheck(f, [MANY[0], MANY[1]])


def test_gradient_of_complex_eigh_in_which_phases_cancel():
    gradcheck(spectrum, [MANY + 1j * MANY[..., ::-1]])


@pytest.mark.parametrize("x", [MANY, TALL, WIDE], ids=lambda x: str(x.shape))
def test_gradient_of_complex_qr(x):
    gradcheck(lambda x: graph.qr(x), [x + 1j * x[..., ::-1]])


def test_equal_singular_values_and_eigenvalues_have_finite_gradients():
    x = graph.placeholder("float64", (3, 3), "x")
    u, s, _ = graph.svd(x)
    w, v = graph.eigh(x)
    loss = graph.sum(u) + graph.sum(s) + graph.sum(w) + graph.sum(v)
    (dx,) = graph.gradients(loss, [x])
    for value in (np.eye(3), np.zeros((3, 3))):
        assert np.isfinite(graph.Session().run(dx, {x: value})).all()


def test_the_gradient_of_pinv_of_less_than_full_rank():
    left, right = RNG.normal(size=(4, 2)), RNG.normal(size=(2, 3))
    gradcheck(lambda a, b: graph.pinv(graph.matmul(a, b)), [left, right], order=2)


def test_pinv_and_rank_take_a_tolerance():
    x = np.diag([1.0, 0.01])
    np.testing.assert_allclose(graph.pinv(x, 0.1).numpy(), [[1, 0], [0, 0]])
    assert graph.matrix_rank(x, 0.1).numpy() == 1
    assert graph.matrix_rank(np.zeros((2, 2))).numpy() == 0


def test_pivots_rebuild_the_matrix():
    lu, pivots = (np.asarray(t) for t in graph.lu_factor(MANY))
    assert pivots.dtype == "int32"
    for factors, exchanges, x in zip(lu, pivots, MANY):
        want = scipy.linalg.lu_factor(x)
        np.testing.assert_allclose(factors, want[0])
        np.testing.assert_array_equal(exchanges, want[1])


def test_lu_gives_the_order_instead_of_exchanges():
    lu, order = (np.asarray(t) for t in graph.lu_factor(MANY, exchanges=False))
    for x, factors, rows in zip(MANY, lu, order):
        size = len(x)
        product = (np.tril(factors, -1) + np.eye(size)) @ np.triu(factors)
        np.testing.assert_allclose(product, x[rows])


def test_lu_of_a_singular_matrix_has_a_0_on_the_diagonal():
    lu, _ = graph.lu_factor([[1.0, 2.0], [2.0, 4.0]])
    assert lu.numpy()[1, 1] == 0


def test_norms_at_0_have_gradient_0():
    for order in (None, 2, 3):
        x = graph.placeholder("float64", (2,), "x")
        (dx,) = graph.gradients(graph.norm(x, order, 0), [x])
        assert graph.Session().run(dx, {x: [0.0, 0.0]}).tolist() == [0, 0]


SINGULAR = np.array([[[2.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [2.0, 4.0]]])
NEGATIVE = np.array([[1.0, 2.0], [2.0, 1.0]])
FAILURES = [
    (graph.cholesky, NEGATIVE, "the matrix is not positive definite"),
    (
        lambda x: graph.cholesky(-x),
        SINGULAR,
        r"number \[0\] .* is not positive definite",
    ),
    (graph.inv, SINGULAR, r"number \[1\] of the leading axes\) is singular"),
    (lambda x: graph.solve(x, x), SINGULAR, r"number \[1\] of the leading axes\)"),
    (
        lambda x: graph.solve_triangular(x - 2, x),
        SINGULAR,
        r"number \[0\] .* singular: its diagonal element 0 is 0",
    ),
]


@pytest.mark.parametrize(("function", "x", "text"), FAILURES)
def test_matrices_without_a_result_are_named_eagerly_and_in_a_session(
    function, x, text
):
    with pytest.raises(np.linalg.LinAlgError, match=text):
        function(x)
    tensor = graph.placeholder("float64", x.shape, "x")
    with pytest.raises(graph.ExecutionError, match=text) as caught:
        graph.Session().run(function(tensor), {tensor: x})
    assert "made by" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: graph.inv(TALL), graph.ShapeError, "inv: x must be square"),
        (lambda: graph.det([1.0]), graph.ShapeError, "must be a matrix"),
        (lambda: graph.inv(X.astype("float16")), graph.DTypeError, "float16 is too"),
        (lambda: graph.solve(X, RIGHT[:3]), graph.ShapeError, "as many rows as a"),
        (lambda: graph.qr(X, "raw"), graph.ArgumentError, "unknown mode"),
        (lambda: graph.norm(X, "abs"), graph.ArgumentError, "no norm of matrices"),
        (lambda: graph.norm(X, "fro", 1), graph.ArgumentError, "no norm of vectors"),
        (lambda: graph.norm(MANY, 2), graph.ArgumentError, "3 axes"),
        (lambda: graph.matrix_power(X, 0.5), graph.ArgumentError, "must be an integer"),
    ],
)
def test_wrong_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize(
    ("function", "x", "text"),
    [
        (lambda x: graph.svd(x)[0], TALL, "use full_matrices=False"),
        (lambda x: graph.qr(x, "complete")[0], TALL, "mode='reduced'"),
        (lambda x: graph.lu_factor(x)[0], TALL, "only for square matrices"),
    ],
)
def test_gradients_that_do_not_exist_say_so(function, x, text):
    tensor = graph.placeholder("float64", x.shape, "x")
    with pytest.raises(NotImplementedError, match=text):
        graph.gradients(function(tensor), [tensor])


def test_integers_become_float64_and_single_precision_stays():
    assert graph.inv([[2, 0], [0, 2]]).dtype == "float64"
    x = X.astype("float32")
    for function in (graph.inv, graph.det, graph.pinv, graph.expm, graph.norm):
        assert function(x).dtype == "float32"


def test_no_matrices_give_no_results():
    none = np.zeros((0, 3, 3))
    assert graph.inv(none).shape == (0, 3, 3)
    assert graph.solve_triangular(none, none).shape == (0, 3, 3)
    assert [t.shape for t in graph.lu_factor(none)] == [(0, 3, 3), (0, 3)]
    assert graph.expm(none).shape == (0, 3, 3)
