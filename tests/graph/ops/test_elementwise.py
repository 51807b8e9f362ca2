"""Elementwise ops: examples for the contract, and what numpy's rules ask of each."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

import graph
from graph.testing import Case

RNG = np.random.default_rng(1)
X = RNG.normal(size=(2, 3, 5))
Y = RNG.normal(size=(2, 3, 5))
POSITIVE = RNG.uniform(0.2, 3.0, size=(3, 5))
FRACTION = RNG.uniform(-0.9, 0.9, size=(3, 5))
AWAY_FROM_0 = np.where(X < 0, X - 0.3, X + 0.3)
SPECIAL = np.array([[1.0, np.nan, -2.0], [np.inf, -np.inf, -0.0]])
FLOATS = ("float16", "float32", "float64")
COMPLEX = ("float32", "float64", "complex64", "complex128")
NUMBERS = ("float32", "float64", "int8", "int32", "uint16", "complex64")
ORDERED = ("float16", "float32", "float64", "int8", "int32", "uint16")
INTEGERS = ("int8", "int32", "int64", "uint8", "bool")
OPS = graph.REGISTRY


def unary(name, x, expected, dtypes=FLOATS, **options):
    return [Case(OPS[name](), [x], expected, dtypes, **options)]


def binary(name, x, y, expected, dtypes=FLOATS, **options):
    return [Case(OPS[name](), [x, y], expected, dtypes, **options)]


FLAT = {"gradient": False}
SAME = {"smooth": False}
CASES = {
    "Add": binary("Add", X, Y, np.add, (*NUMBERS, "bool")),
    "Subtract": binary("Subtract", X, Y, np.subtract, NUMBERS),
    "Multiply": binary("Multiply", X, Y, np.multiply, (*NUMBERS, "bool")),
    "Divide": binary("Divide", X, AWAY_FROM_0, np.divide, (*FLOATS, "complex128")),
    "FloorDivide": binary(
        "FloorDivide", X * 3, AWAY_FROM_0, np.floor_divide, ORDERED, **SAME
    ),
    "Mod": binary("Mod", X * 3, AWAY_FROM_0, np.mod, ORDERED),
    "Fmod": binary("Fmod", X * 3, AWAY_FROM_0, np.fmod, ORDERED),
    "Power": binary("Power", np.abs(X) + 0.1, Y, np.power)
    + binary("Power", np.abs(X), np.abs(Y), np.power, ("uint8", "int32"))
    + binary("Power", AWAY_FROM_0, Y, np.power, ("complex128",), **SAME),
    "Negative": unary("Negative", X, np.negative, NUMBERS),
    "Absolute": unary("Absolute", AWAY_FROM_0, np.absolute, (*NUMBERS, "bool")),
    "Sign": unary("Sign", AWAY_FROM_0, np.sign, ORDERED, **SAME),
    "Nextafter": binary("Nextafter", X, Y, np.nextafter, ("float64",), **SAME),
    "Exp": unary("Exp", X, np.exp, (*COMPLEX, "float16")),
    "Expm1": unary("Expm1", X, np.expm1, COMPLEX),
    "Exp2": unary("Exp2", X, np.exp2, COMPLEX),
    "Log": unary("Log", POSITIVE, np.log, COMPLEX),
    "Log1p": unary("Log1p", POSITIVE, np.log1p, COMPLEX),
    "Log2": unary("Log2", POSITIVE, np.log2, COMPLEX),
    "Log10": unary("Log10", POSITIVE, np.log10, COMPLEX),
    "Sqrt": unary("Sqrt", POSITIVE, np.sqrt, COMPLEX),
    "Cbrt": unary("Cbrt", AWAY_FROM_0, np.cbrt),
    "Rsqrt": unary("Rsqrt", POSITIVE, lambda x: 1 / np.sqrt(x), COMPLEX),
    "Logaddexp": binary("Logaddexp", X * 3, Y * 3, np.logaddexp),
    "Sigmoid": unary("Sigmoid", X * 3, scipy.special.expit),
    "Sin": unary("Sin", X, np.sin, COMPLEX),
    "Cos": unary("Cos", X, np.cos, COMPLEX),
    "Tan": unary("Tan", FRACTION, np.tan, COMPLEX),
    "Arcsin": unary("Arcsin", FRACTION, np.arcsin, COMPLEX),
    "Arccos": unary("Arccos", FRACTION, np.arccos, COMPLEX),
    "Arctan": unary("Arctan", FRACTION, np.arctan, COMPLEX),
    "Sinh": unary("Sinh", X, np.sinh, COMPLEX),
    "Cosh": unary("Cosh", X, np.cosh, COMPLEX),
    "Tanh": unary("Tanh", X, np.tanh, COMPLEX),
    "Arcsinh": unary("Arcsinh", X, np.arcsinh, COMPLEX),
    "Arccosh": unary("Arccosh", POSITIVE + 1, np.arccosh),
    "Arctanh": unary("Arctanh", FRACTION, np.arctanh, COMPLEX),
    "Arctan2": binary("Arctan2", X, AWAY_FROM_0, np.arctan2),
    "Erf": unary("Erf", X, scipy.special.erf),
    "Erfc": unary("Erfc", X, scipy.special.erfc),
    "Erfinv": unary("Erfinv", FRACTION, scipy.special.erfinv, FLOATS[1:]),
    "Lgamma": unary("Lgamma", POSITIVE, scipy.special.gammaln),
    "Digamma": unary("Digamma", POSITIVE, scipy.special.digamma, order=1),
    "Trigamma": unary(
        "Trigamma", POSITIVE, lambda x: scipy.special.polygamma(1, x), **FLAT
    ),
    "I0": unary("I0", X, scipy.special.i0),
    "I1": unary("I1", AWAY_FROM_0, scipy.special.i1),
    "Equal": binary("Equal", np.rint(X), np.rint(Y), np.equal, NUMBERS),
    "NotEqual": binary("NotEqual", np.rint(X), np.rint(Y), np.not_equal, NUMBERS),
    "Less": binary("Less", X, Y, np.less, (*ORDERED, "bool")),
    "LessEqual": binary("LessEqual", np.rint(X), Y, np.less_equal, ORDERED),
    "Greater": binary("Greater", X, Y, np.greater, ORDERED),
    "GreaterEqual": binary("GreaterEqual", X, Y, np.greater_equal, ORDERED),
    "Isnan": unary("Isnan", SPECIAL, np.isnan, **FLAT),
    "Isinf": unary("Isinf", SPECIAL, np.isinf, **FLAT),
    "Isfinite": unary("Isfinite", SPECIAL, np.isfinite, **FLAT),
    "Signbit": unary("Signbit", SPECIAL, np.signbit, **FLAT),
    "LogicalAnd": binary("LogicalAnd", X, Y, np.logical_and, ("bool",)),
    "LogicalOr": binary("LogicalOr", X, Y, np.logical_or, ("bool",)),
    "LogicalXor": binary("LogicalXor", X, Y, np.logical_xor, ("bool",)),
    "LogicalNot": unary("LogicalNot", X, np.logical_not, ("bool",)),
    "BitwiseAnd": binary("BitwiseAnd", X, Y, np.bitwise_and, INTEGERS),
    "BitwiseOr": binary("BitwiseOr", X, Y, np.bitwise_or, INTEGERS),
    "BitwiseXor": binary("BitwiseXor", X, Y, np.bitwise_xor, INTEGERS),
    "BitwiseNot": unary("BitwiseNot", X, np.invert, INTEGERS),
    "LeftShift": binary("LeftShift", X, np.abs(Y), np.left_shift, INTEGERS[:4]),
    "RightShift": binary("RightShift", X * 9, np.abs(Y), np.right_shift, INTEGERS[:4]),
    "Floor": unary("Floor", X * 3, np.floor, **SAME),
    "Ceil": unary("Ceil", X * 3, np.ceil, **SAME),
    "Trunc": unary("Trunc", X * 3, np.trunc, **SAME),
    "Rint": unary("Rint", X * 3, np.rint, **SAME),
    "Where": [Case(OPS["Where"](), [X > 0, X, Y], np.where, (*NUMBERS, "bool"))],
    "Maximum": binary("Maximum", X, Y, np.maximum, ORDERED),
    "Minimum": binary("Minimum", X, Y, np.minimum, ORDERED),
    "Real": unary("Real", X, np.real, COMPLEX),
    "Imag": unary("Imag", X, np.imag, COMPLEX),
    "Conj": unary("Conj", X, np.conj, COMPLEX),
    "MakeComplex": binary("MakeComplex", X, Y, lambda x, y: x + 1j * y, FLOATS[1:]),
    "Cast": [
        Case(
            OPS["Cast"](np.dtype("float32")),
            [X],
            lambda x: x.real.astype("f"),
            NUMBERS,
            **SAME,
        ),
        Case(OPS["Cast"](np.dtype("float64")), [X], lambda x: x.astype("d"), FLOATS),
        Case(
            OPS["Cast"](np.dtype("complex64")),
            [X],
            lambda x: x.astype("F"),
            COMPLEX,
            **SAME,
        ),
        Case(
            OPS["Cast"](np.dtype("complex128")), [X], lambda x: x.astype("D"), COMPLEX
        ),
        Case(OPS["Cast"](np.dtype("int32")), [X * 3], lambda x: x.astype("i")),
        Case(OPS["Cast"](np.dtype("bool")), [np.rint(X)], lambda x: x.astype("?")),
    ],
    "clip": [
        Case(lambda x: graph.clip(x, -0.5, 0.5), [X], lambda x: np.clip(x, -0.5, 0.5)),
        Case(lambda x: graph.clip(x, 0.1), [X], lambda x: np.maximum(x, 0.1)),
        Case(lambda x: graph.clip(x, high=0.1), [X], lambda x: np.minimum(x, 0.1)),
        Case(graph.clip, [X, X - 0.1, Y[0] + 9], np.clip),
    ],
    "add": [
        Case(graph.add, [X, Y[0]], np.add),
        Case(graph.add, [X[:, :1], Y[0]], np.add),
        Case(graph.add, [X, Y[0, 0, 0]], np.add),
        Case(graph.multiply, [X[:, :1], Y[:1]], np.multiply),
        Case(graph.add, [X[:, :, :0], Y[:, :1, :1]], np.add, resize=False),
    ],
    "where": [
        Case(graph.where, [X[:, :1] > 0, X, Y[0]], np.where),
        Case(
            lambda c, x: graph.where(c, x, 0.0),
            [X[0] > 0, X],
            lambda c, x: np.where(c, x, x.dtype.type(0)),
        ),
    ],
}


def text_of(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("wrap", [np.asarray, graph.constant], ids=["eager", "graph"])
@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("negative", "bool"),
        ("floor_divide", "bool"),
        ("mod", "bool"),
        ("power", "bool"),
        ("left_shift", "bool"),
        ("conj", "bool"),
        ("sign", "bool"),
        ("mod", "complex64"),
        ("cbrt", "complex64"),
        ("arctan2", "complex64"),
        ("signbit", "complex64"),
    ],
)
def test_dtypes_without_a_meaning_are_refused(wrap, name, dtype):
    function = getattr(graph, name)
    x = np.ones(3, dtype)
    count = function.__code__.co_argcount
    text = text_of(graph.DTypeError, function, *[wrap(x)] * count)
    assert text.startswith(
        f"{name}: it is not defined for {dtype}\n  got: x={dtype}[3]"
    )
    assert "hint: convert first" in text
    assert "made by: test_elementwise.py:" in text


def test_what_is_refused_says_what_to_do():
    x = graph.placeholder("bool", (3,), "x")
    assert text_of(graph.ShapeError, graph.subtract, x, x).startswith(
        "subtract: booleans cannot be subtracted\n  got: x=bool[3], y=bool[3]\n"
        "  hint: use logical_xor\n"
    )
    x = graph.placeholder("complex64", (3,), "x")
    assert text_of(graph.DTypeError, graph.floor, x).startswith(
        "floor: complex numbers cannot be rounded\n  got: x=complex64[3]\n"
        "  hint: round the parts\n"
    )
    x = graph.placeholder("float32", (3,), "x")
    assert text_of(graph.DTypeError, graph.bitwise_and, x, x).startswith(
        "bitwise_and: x must be an integer tensor\n  got: x=float32[3], y=float32[3]\n"
        '  hint: convert it first: graph.cast(x, "int32")\n'
    )
    assert text_of(graph.ShapeError, graph.add, x, np.ones(4)).startswith(
        "add: shapes do not broadcast\n  got: [3], [4]\n"
    )


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "rint"])
@pytest.mark.parametrize("dtype", ["int8", "int64", "bool"])
def test_integers_are_rounded_already(name, dtype):
    x = graph.constant(np.array([1, 0], dtype))
    assert getattr(graph, name)(x) is x


@pytest.mark.parametrize(
    ("x", "y", "dtype"),
    [
        (np.float32(1), np.int64(1), "float32"),
        (np.float16(1), np.int32(1), "float16"),
        (np.float32(1), np.array(1.0), "float64"),
        (np.float32(1), np.sqrt(2.0), "float32"),
        (np.int8(1), np.array(1, np.int32), "int32"),
        (np.float32(1), 1.5, "float32"),
        (np.float16(1), 2, "float16"),
        (np.int32(1), 1.5, "float64"),
        (np.int8(1), 1, "int8"),
        (np.uint8(1), True, "uint8"),
        (np.bool_(1), 1, "int64"),
        (np.float32(1), 1j, "complex64"),
        (1, 1.5, "float64"),
        (np.float64(1), np.float64(1.5), "float64"),
        (np.complex128(1), 1, "complex128"),
    ],
)
def test_dtypes_promote_as_numpy_but_integers_never_widen_floats(x, y, dtype):
    assert graph.add(x, y).dtype == dtype
    assert graph.add(y, x).dtype == dtype
    if hasattr(x, "dtype"):
        symbolic = graph.placeholder(x.dtype, (), "x")
        assert (symbolic + y).dtype == dtype
        assert (y + symbolic).dtype == dtype


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        ("int8", "float16"),
        ("int16", "float32"),
        ("int32", "float64"),
        ("bool", "float16"),
    ],
)
def test_integers_become_the_floats_that_numpy_takes(dtype, result):
    assert (
        graph.exp(np.ones(2, dtype)).dtype == np.exp(np.ones(2, dtype)).dtype == result
    )


def test_logic_takes_numbers_as_true_where_they_are_not_0():
    x, y = np.array([0, 2, 0, 3]), np.array([0.0, 0.5, 1.0, 0.0])
    for name in ("logical_and", "logical_or", "logical_xor"):
        np.testing.assert_array_equal(
            getattr(graph, name)(x, y), getattr(np, name)(x, y)
        )
    np.testing.assert_array_equal(graph.logical_not(x), np.logical_not(x))


def test_operators_are_those_of_numpy():
    x, y = np.array([[1.5, -2.0]]), np.array([[2.0], [0.5]])
    i, j = np.array([6, 5]), np.array([3, 1])
    a, b, m, n = map(graph.as_tensor, (x, y, i, j))
    pairs = [
        (a + b, x + y), (a - b, x - y), (a * b, x * y), (a / b, x / y),
        (a // b, x // y), (a % b, x % y), (abs(a) ** b, abs(x) ** y), (-a, -x),
        (+a, +x), (abs(a), abs(x)), (2 - a, 2 - x), (2 / a, 2 / x), (2**b, 2**y),
        (7 // m, 7 // i), (7 % m, 7 % i), (a == b, x == y), (a != b, x != y),
        (a < b, x < y), (a <= b, x <= y), (a > b, x > y), (a >= b, x >= y),
        (m & n, i & j), (m | n, i | j), (m ^ n, i ^ j), (m << n, i << j),
        (m >> n, i >> j), (~m, ~i), (~(a > 0), ~(x > 0)), (a**2, x**2),
        (m @ n, i @ j), (a.T, x.T), (b.ravel(), y.ravel()),
        (a.astype("int32"), x.astype("int32")), (a.reshape(2, 1), x.reshape(2, 1)),
        (a.reshape((2, -1)), x.reshape(2, 1)), (a.transpose(1, 0), x.T),
        (a.transpose(), x.T), (a.squeeze(0), x[0]), (a.clip(-1, 1), x.clip(-1, 1)),
        (a.sum(), x.sum()), (a.mean(0), x.mean(0)), (a.max(1), x.max(1)),
        (a.std(), x.std()), (a.var(1), x.var(1)), (a.prod(), x.prod()),
        (a.argmax(1), x.argmax(1)), (a.any(), x.any()), (a.all(), x.all()),
    ]  # fmt: skip
    for number, (got, want) in enumerate(pairs):
        np.testing.assert_allclose(got, want, err_msg=str(number))
        assert got.dtype == want.dtype, number


def test_arrays_on_the_left_give_tensors():
    y = np.ones(2) + graph.as_tensor([1.0, 2.0])
    assert isinstance(y, graph.EagerTensor)
    x = graph.placeholder("float64", (2,), "x")
    assert isinstance(np.ones(2) * x, graph.SymbolicTensor)
    assert isinstance(np.float64(2) * x, graph.SymbolicTensor)
    assert isinstance(np.ones((2, 2)) @ x, graph.SymbolicTensor)


def test_comparing_with_what_is_no_number():
    x = graph.as_tensor([1.0])
    assert (x == None) is False  # noqa: E711
    assert (x != "a") is True


def test_cut_complex_numbers_give_no_warning():
    assert graph.cast([1 + 2j], "float32").tolist() == [1.0]
    assert graph.cast([2j, 0], "bool").tolist() == [True, False]


@pytest.mark.parametrize("point", [0.0, -1e-320, 700.0, -700.0])
def test_sigmoid_and_softplus_like_ops_are_finite_far_out(point):
    x = np.array([point])
    np.testing.assert_allclose(graph.sigmoid(x), scipy.special.expit(x), 1e-12)
    np.testing.assert_allclose(graph.logaddexp(x, 0.0), np.logaddexp(x, 0.0), 1e-12)


def test_ties_of_maximum_go_to_the_first():
    x, y = (
        graph.placeholder("float64", (1,), "x"),
        graph.placeholder("float64", (1,), "y"),
    )
    for function in (graph.maximum, graph.minimum):
        got = graph.Session().run(
            graph.gradients(function(x, y), [x, y]), {x: [1.0], y: [1.0]}
        )
        np.testing.assert_array_equal(got, [[1.0], [0.0]])


@pytest.mark.parametrize("base", [0.0, -2.0, 2.0])
@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, 3.0])
def test_whole_powers_have_gradients_everywhere(base, exponent):
    x = graph.placeholder("float64", (), "x")
    (dx,) = graph.gradients(graph.power(x, exponent), [x])
    (ddx,) = graph.gradients(dx, [x], unconnected="zero")
    got = graph.Session().run([dx, ddx], {x: base})
    n = exponent
    want = [
        n * base ** (n - 1) if n else 0.0,
        n * (n - 1) * base ** (n - 2) if n > 1 else 0.0,
    ]
    np.testing.assert_allclose(got, want)


FUNCTIONS = sorted(
    name for name, op in OPS.items() if name in CASES and name not in ("Where", "Cast")
)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_functions_take_numbers_lists_arrays_tensors_and_variables(name):
    case = CASES[name][0]
    arrays = case.arrays(case.dtypes[-1])
    function = getattr(graph, graph.ir.op.snake_case(name))
    assert function.__doc__ == OPS[name].__doc__
    (want,) = case.wanted(arrays)
    last = arrays[-1]
    for form in (np.asarray, graph.as_tensor, graph.Variable):
        got = np.asarray(function(*arrays[:-1], form(last)))
        np.testing.assert_allclose(got, want, 1e-3, err_msg=str(form))
        assert got.dtype == want.dtype
    symbolic = function(*arrays[:-1], graph.placeholder(last.dtype, last.shape, "x"))
    assert symbolic.spec == graph.Spec(want.dtype, want.shape)
    number = last.ravel()[0].item()
    row = [a.ravel()[:3].tolist() for a in arrays]
    with np.errstate(all="ignore"):
        assert function(*row).shape == (3,)
        assert function(*row[:-1], number).shape == ((3,) if row[:-1] else ())
