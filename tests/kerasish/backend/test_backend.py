"""kerasish.backend: dtypes and names."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish import backend

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["bfloat16", "float16", "float32", "float64"]

#: what Keras 3.15 gives for pairs of integers, row by row
PAIRS = """
int8 int16 int32 int64 int16 int32 int64 float32
int16 int16 int32 int64 int16 int32 int64 float32
int32 int32 int32 int64 int32 int32 int64 float32
int64 int64 int64 int64 int64 int64 int64 float32
int16 int16 int32 int64 uint8 uint16 uint32 uint32
int32 int32 int32 int64 uint16 uint16 uint32 uint32
int64 int64 int64 int64 uint32 uint32 uint32 uint32
float32 float32 float32 float32 uint32 uint32 uint32 uint32
"""


def test_pairs_of_integers():
    rows = [line.split() for line in PAIRS.strip().splitlines()]
    found = [[backend.result_type(a, b) for b in INTEGERS] for a in INTEGERS]
    assert found == rows


@pytest.mark.parametrize(("a", "b"), [*itertools.product(FLOATS, FLOATS)])
def test_pairs_of_floats(a, b):
    halves = {"bfloat16", "float16"}
    wider = "float32" if {a, b} == halves else max(a, b, key=lambda n: int(n[-2:]))
    assert backend.result_type(a, b) == wider


@pytest.mark.parametrize(
    ("dtypes", "result"),
    [
        ((), "float32"),
        ((None,), "float32"),
        (("bool",), "bool"),
        (("bool", int), "int32"),
        (("bool", float), "float32"),
        (("int64", "bfloat16"), "bfloat16"),
        (("uint64", "float16"), "float16"),
        (("int8", int), "int8"),
        (("uint64", int), "uint32"),
        (("int64", float), "float32"),
        (("bfloat16", float), "bfloat16"),
        (("float64", "complex64"), "complex64"),
        ((int,), "int32"),
        ((float,), "float32"),
        ((int, float), "float32"),
        (("int8", "uint8", "float16", "bfloat16"), "float32"),
    ],
)
def test_other_promotions(dtypes, result):
    assert backend.result_type(*dtypes) == result


@pytest.mark.parametrize("dtype", ["string", "float8_e4m3fn"])
def test_unrelated_dtypes_are_refused(dtype):
    with pytest.raises(ArgumentError, match="goes with no other"):
        backend.result_type("float32", dtype)


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (None, "float32"),
        (float, "float32"),
        (int, "int32"),
        ("int", "int32"),
        (bool, "bool"),
        (complex, "complex64"),
        (str, "string"),
        (np.float64, "float64"),
        (np.dtype("uint8"), "uint8"),
        ("bfloat16", "bfloat16"),
    ],
)
def test_standard_names(dtype, name):
    assert backend.standardize_dtype(dtype) == name


def test_dtypes_of_other_frameworks_go_by_their_last_word():
    class Foreign:
        def __str__(self):
            return "torch.float16"

    assert backend.standardize_dtype(Foreign()) == "float16"


@pytest.mark.parametrize("dtype", ["float33", object(), [1]])
def test_other_things_are_no_dtypes(dtype):
    with pytest.raises(ArgumentError, match="no dtype"):
        backend.standardize_dtype(dtype)


def test_kinds_of_dtypes():
    assert [d for d in (*INTEGERS, *FLOATS, "bool") if backend.is_float_dtype(d)] == (
        FLOATS
    )
    assert [d for d in (*INTEGERS, *FLOATS, "bool") if backend.is_int_dtype(d)] == (
        INTEGERS
    )


def test_numbers_for_names_count_up_and_start_again():
    backend.clear_session()
    assert [backend.get_uid("a"), backend.get_uid("a"), backend.get_uid("b")] == [
        1,
        2,
        1,
    ]
    backend.clear_session()
    assert backend.get_uid("a") == 1


def test_keras_tensors_are_recognised():
    assert backend.is_keras_tensor(kerasish.Input((2,)))
    assert not backend.is_keras_tensor(np.ones(2))
    assert backend.backend() == "kerasish"
