"""Elementwise ops: examples for the contract, and what numpy's rules ask of each."""

from __future__ import annotations

import numpy as np
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
