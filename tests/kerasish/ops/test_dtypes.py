"""The dtypes that functions return: those of Keras on TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import ops
from kerasish.ops.dtypes import result_dtype

BOOL, I8, U8, I16 = (np.ones(3, t) for t in ("bool", "int8", "uint8", "int16"))
I32, I64, U32 = (np.ones(3, t) for t in ("int32", "int64", "uint32"))
F16, F32, F64 = (np.ones(3, t) for t in ("float16", "float32", "float64"))


def dtype_of(value) -> str:
    return value.dtype.name


@pytest.mark.parametrize(
    ("x1", "x2", "wanted"),
    [
        (F32, 1, "float32"),
        (F32, 1.5, "float32"),
        (F16, 1.5, "float16"),
        (F64, 1.5, "float64"),
        (I8, 1, "int8"),
        (I8, 1.5, "float32"),
        (I64, 1.5, "float32"),
        (BOOL, 1, "int32"),
        (BOOL, 1.5, "float32"),
        (I32, True, "int32"),
        (1, 2, "int32"),
        (1, 2.0, "float32"),
        (I8, U8, "int16"),
        (I32, U32, "int64"),
        (I64, F16, "float16"),
        (I64, F32, "float32"),
        (F16, F32, "float32"),
        (F32, F64, "float64"),
        ([1, 2, 3], [1.5, 2.0, 3.0], "float32"),
        (np.float64(2), F32, "float32"),
        (np.ones(3), F32, "float64"),
    ],
)
@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "subtract"])
def test_two_values_meet_in_one_dtype(name, x1, x2, wanted):
    function = getattr(ops, name)
    assert dtype_of(function(x1, x2)) == wanted
    assert dtype_of(function(x2, x1)) == wanted


@pytest.mark.parametrize("name", ["exp", "sin", "sqrt", "floor", "mean", "std"])
def test_functions_of_floats_make_integers_the_default_float(name):
    function = getattr(ops, name)
    for x in (BOOL, U8, I32, I64, 1, 1.5, [1, 2]):
        assert dtype_of(function(x)) == "float32"
    for x in (F16, F32, F64):
        assert function(x).dtype == x.dtype


def test_the_default_float_is_the_users():
    kerasish.config.set_floatx("float64")
    try:
        assert dtype_of(ops.exp(1)) == dtype_of(ops.divide(1, 2)) == "float64"
        assert dtype_of(ops.zeros((2,))) == dtype_of(ops.hanning(3)) == "float64"
        assert dtype_of(ops.add(I32, 0.5)) == "float64"
    finally:
        kerasish.config.set_floatx("float32")


def test_some_functions_make_int64_a_float64():
    for name in ("cbrt", "i0", "deg2rad", "rad2deg"):
        assert dtype_of(getattr(ops, name)(I64)) == "float64"
        assert dtype_of(getattr(ops, name)(I32)) == "float32"
    assert dtype_of(ops.hypot(I64, I32)) == "float64"
    assert dtype_of(ops.divide(I64, I32)) == "float32"


@pytest.mark.parametrize("name", ["sum", "prod", "nansum"])
def test_sums_of_narrow_integers_are_32_bits_wide(name):
    function = getattr(ops, name)
    found = [dtype_of(function(x)) for x in (BOOL, I8, U8, I16, I32, I64, F16)]
    assert found == ["int32", "int32", "uint32", "int32", "int32", "int64", "float16"]


def test_running_sums_keep_the_dtype_and_squares_too():
    for function in (ops.cumsum, ops.cumprod, ops.square):
        assert dtype_of(function(BOOL)) == "int32"
        assert dtype_of(function(I8)) == "int8"
    assert dtype_of(ops.cumsum(I8, dtype="float32")) == "float32"


def test_positions_and_counts_are_int32():
    for name in ("argmax", "argmin", "nanargmax", "argsort", "count_nonzero", "size"):
        assert dtype_of(getattr(ops, name)(F64)) == "int32"
    assert dtype_of(ops.searchsorted(F32, F64)) == "int32"
    assert dtype_of(ops.digitize(F32, F32)) == "int32"
    assert dtype_of(ops.bincount(I64)) == "int32"
    assert dtype_of(ops.bincount(I64, weights=F32)) == "float32"
    assert [dtype_of(i) for i in ops.nonzero(F32)] == ["int32"]


def test_products_of_int8_have_room():
    assert dtype_of(ops.matmul(I8, I8)) == "int32"
    assert dtype_of(ops.einsum("i,i->", I8, I8)) == "int32"
    assert dtype_of(ops.matmul(I16, I16)) == "int16"
    assert dtype_of(ops.dot(I8, 1)) == "int32"


def test_ranges_and_constants():
    assert dtype_of(ops.arange(3)) == "int32"
    assert dtype_of(ops.arange(3.0)) == "float32"
    assert dtype_of(ops.arange(np.int64(3))) == "int64"
    assert dtype_of(ops.linspace(0, 1, 3)) == "float32"
    assert dtype_of(ops.full((2,), 3)) == "float32"
    assert dtype_of(ops.full_like(I8, 3.7)) == "int8"
    assert dtype_of(ops.array([1, 2])) == "int32"
    assert dtype_of(ops.eye(2, dtype="int32")) == "int32"


def test_complex_numbers_stay():
    z = np.array([3 + 4j], "complex64")
    assert dtype_of(ops.add(z, 1)) == dtype_of(ops.exp(z)) == "complex64"
    assert dtype_of(ops.absolute(z)) == dtype_of(ops.angle(z)) == "float32"
    assert result_dtype(graph.as_tensor(F32), 1j) == "complex64"
    assert result_dtype(1j, 2) == "complex64"


def test_numbers_beside_eager_floats_do_not_change_their_dtype():
    for x in (F16, F32, F64):
        x = graph.as_tensor(x)
        for name in ("add", "divide", "power", "maximum", "true_divide"):
            assert getattr(ops, name)(x, 2.5).dtype == x.dtype
            assert getattr(ops, name)(2, x).dtype == x.dtype
        assert ops.clip(x, 0, 1).dtype == x.dtype
        assert ops.less(x, 2).tolist() == [True] * 3
        assert dtype_of(ops.argmax(x)) == "int32"


def test_positions_among_variables_are_computed_again_in_a_graph():
    v = kerasish.Variable(np.array([1.0, 5.0, 2.0]))
    place = ops.argmax(v * 2.0) + 0
    v.assign([9.0, 5.0, 2.0])
    assert int(place) == 1
    assert int(graph.Session().run(graph.as_symbolic(place))) == 0


def test_plans_follow_the_default_float():
    mask, x = ops.array([True, False]), ops.array([1, 2])
    assert ops.where(mask, x, 1.5).dtype == "float32"
    kerasish.config.set_floatx("float64")
    try:
        assert ops.where(mask, x, 1.5).dtype == "float64"
    finally:
        kerasish.config.set_floatx("float32")
    assert ops.where(mask, x, 1.5).dtype == "float32"


def test_integers_beyond_32_bits_are_int64():
    assert ops.convert_to_tensor(2**31 - 1).dtype == "int32"
    big = ops.convert_to_tensor([1, -(2**31) - 1])
    assert big.dtype == "int64" and big.tolist() == [1, -(2**31) - 1]
    assert ops.array(2**40).item() == 2**40


def test_int64_correlates_in_double_precision():
    x = np.array([2**30, 1, 3])
    found = ops.correlate(x, np.array([1]))
    assert found.dtype == "float64" and found.tolist() == [2**30, 1, 3]
    assert ops.correlate(x.astype("int32"), [1]).dtype == "float32"


def test_only_two_of_int8_are_multiplied_in_int32():
    x = np.full((1, 1), 100, "int8")
    assert ops.matmul(x, x).dtype == "int32"
    assert ops.matmul(x, x > 0).dtype == "int8"


def test_places_of_other_dtypes_are_cut_to_integers():
    x = np.array([[1, 2], [3, 4]])
    assert ops.take_along_axis(x, np.array([[True], [False]]), 1).tolist() == [[2], [3]]
    assert ops.take_along_axis(x, np.array([[1.9], [0.0]]), 1).tolist() == [[2], [3]]
