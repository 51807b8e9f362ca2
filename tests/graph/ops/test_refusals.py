"""Primitives refuse inputs that are not ready, and say what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.spec import Spec

OPS = graph.REGISTRY
F, F64, INT, B = (Spec(d, (2, 3)) for d in ("float32", "float64", "int32", "bool"))
OTHER = Spec("float32", (3, 2))
SCALAR = Spec("float32")

REFUSALS = [
    ("Add", (), [F, F64], graph.DTypeError, "add: dtypes must agree\n  got: x=float32"),
    ("Add", (), [F, OTHER], graph.ShapeError, "add: shapes must agree"),
    ("Exp", (), [INT], graph.DTypeError, "exp: x must be floating point"),
    ("LogicalNot", (), [F], graph.DTypeError, "logical_not: x must be boolean"),
    (
        "BitwiseNot",
        (),
        [F],
        graph.DTypeError,
        "bitwise_not: x must be an integer tensor",
    ),
    ("Where", (), [F, F, F], graph.DTypeError, "where: condition must be boolean"),
    ("Where", (), [B, F, F64], graph.DTypeError, "where: dtypes must agree"),
    ("Where", (), [B, F, OTHER], graph.ShapeError, "where: shapes must agree"),
    (
        "Sum",
        ((2,),),
        [F],
        graph.ArgumentError,
        "sum: axis 2 is outside a tensor of rank",
    ),
    ("Any", ((0,),), [F], graph.DTypeError, "any: x must be boolean"),
    ("Transpose", ((0, 0),), [F], graph.ShapeError, "(0, 0) does not name every axis"),
    ("Reshape", ((4,),), [F], graph.ShapeError, "6 elements do not fit shape [4]"),
    ("BroadcastTo", ((2, 4),), [F], graph.ShapeError, "cannot broadcast to [2, 4]"),
    ("BroadcastTo", ((3,),), [F], graph.ShapeError, "cannot broadcast to [3]"),
    ("Reverse", ((2,),), [F], graph.ArgumentError, "reverse: axis 2 is outside"),
    (
        "Slice",
        ((0, 2), (2, 5), (1, 1)),
        [F],
        graph.ShapeError,
        "slice: 2:5 is outside an axis of size 3",
    ),
    (
        "PadConstant",
        ((0, 0), (0, 0), (0, 0)),
        [F, F],
        graph.ShapeError,
        "pad_constant: the value must be a scalar",
    ),
    (
        "PadConstant",
        ((0,), (0,), (0,)),
        [F, SCALAR],
        graph.ShapeError,
        "pad_constant: amounts are needed for every axis",
    ),
    ("Concatenate", (0,), [F, F64], graph.DTypeError, "concatenate: dtypes must agree"),
    ("Take", (0,), [F, F], graph.DTypeError, "take: indices must be an integer tensor"),
    (
        "AddAt",
        (0,),
        [F, INT, F],
        graph.ShapeError,
        "add_at: indices have one axis, updates the rank of x",
    ),
    (
        "DotGeneral",
        (((1,), (1,)),),
        [F, OTHER],
        graph.ShapeError,
        "dot_general: axis 1 of x must equal axis 1 of y",
    ),
    ("DotGeneral", (((1,), (0,)),), [F, F64], graph.DTypeError, "dtypes must agree"),
]


@pytest.mark.parametrize(
    ("name", "attributes", "specs", "error", "text"),
    REFUSALS,
    ids=[f"{r[0]}-{i}" for i, r in enumerate(REFUSALS)],
)
def test_primitive_refuses(name, attributes, specs, error, text):
    inputs = [graph.placeholder(s.dtype, s.shape, "p") for s in specs]
    with pytest.raises(error) as caught:
        graph.apply(OPS[name](*attributes), *inputs)
    assert text in str(caught.value)
    assert "\n  got: " in str(caught.value)
    assert "\n  made by: test_refusals.py:" in str(caught.value)


def test_sizes_given_as_tensors():
    x = graph.placeholder("float32", ("n", 3), "x")
    n = graph.as_tensor(graph.shape(x)[0])
    assert graph.reshape(x, (3, n)).spec.shape[1] == graph.shape(x)[0]
    assert graph.getitem(x, slice(None, n)).spec == x.spec
    assert graph.reshape(np.ones(6), graph.as_tensor([2, 3])).shape == (2, 3)


def test_equal_specs_are_one_key():
    assert {Spec("float32", (2,)): 1}[Spec(np.float32, [2])] == 1
    assert Spec("float32", (2,)) != Spec("float32", (3,))
    assert Spec("float32") != "float32"


@pytest.mark.parametrize(("x", "dtype"), [(["1"], "float32"), ([1.0], "U3")])
def test_text_and_numbers_are_not_converted_to_one_another(x, dtype):
    for value in (np.array(x), graph.as_symbolic(np.array(x))):
        with pytest.raises(graph.DTypeError, match="text is not converted"):
            graph.cast(value, dtype)
