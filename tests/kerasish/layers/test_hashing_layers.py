"""Hashing and HashedCrossing give the numbers of Keras on TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers
from kerasish.base.errors import ArgumentError

#: of all lengths that FarmHash treats in ways of their own
WORDS = ["", "a", "abc", "abcd", "abcdefgh", "é" * 9, "x" * 17, "y" * 33, "z" * 64]
WORDS += ["ab" * 40, "c" * 129]
INTEGERS = np.array([0, -1, 10, 12345678901, 2**62])


def test_text_goes_to_the_bins_of_farm_hash():
    found = layers.Hashing(2**31 - 1)(WORDS).tolist()
    assert found == [
        *(1699943623, 493484721, 1043552938, 2127136445, 245091680, 1535905597),
        *(760199915, 470090442, 2083540921, 893335503, 1912352731),
    ]


def test_text_with_a_salt_goes_to_the_bins_of_sip_hash():
    found = layers.Hashing(2**31 - 1, salt=[133, 137])(WORDS).tolist()
    assert found == [
        *(1380786607, 1322453157, 1436537283, 298740832, 1680863114, 1177527711),
        *(1955370521, 90585071, 1013034766, 1157289019, 1952813436),
    ]


def test_integers_are_hashed_as_decimals():
    assert layers.Hashing(100)(INTEGERS).tolist() == [35, 30, 62, 32, 3]
    assert layers.Hashing(100, salt=[1, 2])(INTEGERS).tolist() == [23, 60, 33, 11, 78]
    text = layers.Hashing(100)([str(i) for i in INTEGERS])
    assert text.tolist() == [35, 30, 62, 32, 3]
    assert layers.Hashing(100)(np.array([10.9, -1.2])).tolist() == [62, 30]


def test_bytes_are_their_text():
    as_bytes = [word.encode() for word in WORDS]
    assert layers.Hashing(99)(as_bytes).tolist() == layers.Hashing(99)(WORDS).tolist()
    objects = np.array(as_bytes, object)
    assert layers.Hashing(99)(objects).tolist() == layers.Hashing(99)(WORDS).tolist()


def test_a_mask_value_has_bin_0_alone():
    found = layers.Hashing(3, mask_value="a")(["a", *"bcdefgh"]).numpy()
    assert found[0] == 0
    assert set(found[1:]) == {1, 2}
    assert layers.Hashing(3, mask_value=7)([7, 8]).numpy()[0] == 0
    with pytest.raises(graph.DTypeError, match="mask_value is not of the kind"):
        layers.Hashing(3, mask_value=7)(["a"])


def test_the_dtype_of_numbers_is_an_integer_one():
    assert layers.Hashing(3, dtype="int32")(["a"]).dtype == "int32"
    with pytest.raises(ArgumentError, match='dtype must be "int32" or "int64"'):
        layers.Hashing(3, dtype="float32")


def test_crosses_chain_fingerprints_of_text_and_integers():
    found = layers.HashedCrossing(1000)((["A", "B", "A"], [101, -1, 102]))
    assert found.tolist() == [891, 34, 523]
    columns = np.array([["A"], ["B"], ["A"]]), np.array([[101], [-1], [102]])
    assert layers.HashedCrossing(1000)(columns).tolist() == [[891], [34], [523]]
    assert layers.HashedCrossing(1000)(("B", -1)).tolist() == 34


@pytest.mark.parametrize(
    ("inputs", "error", "match"),
    [
        ([[1, 2]], ArgumentError, "at least two inputs"),
        (np.ones(3), ArgumentError, "at least two inputs"),
        (([1, 2], [1, 2, 3]), graph.ShapeError, "have one shape"),
        (([[1, 2]], [[1, 2]]), graph.ShapeError, "have one shape"),
        (([1.5], [1]), graph.DTypeError, "crosses integers and text"),
    ],
)
def test_what_cannot_be_crossed_is_an_error(inputs, error, match):
    with pytest.raises(error, match=match):
        layers.HashedCrossing(5)(inputs)
