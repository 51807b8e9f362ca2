"""Weights by class."""

import numpy as np
import pytest

from kerasish.base.errors import DataError
from kerasish.data.class_weights import in_order_of, weights_by_class

WEIGHTS = {0: 1.0, 1: 2.0, 2: 0.5}
LABELS = np.array([0, 2, 1, 1])


@pytest.mark.parametrize(
    "y",
    [
        LABELS,
        LABELS[:, None],
        LABELS.astype("float32"),
        np.eye(3)[LABELS],
        [LABELS],
        {"out": LABELS},
    ],
)
def test_labels_of_all_forms(y):
    weights = weights_by_class(y, None, WEIGHTS)
    np.testing.assert_array_equal(weights, [1, 0.5, 2, 2])
    assert weights.dtype == "float32"


def test_keys_may_be_numpy_integers():
    weights = weights_by_class(
        LABELS, None, {np.int64(k): v for k, v in WEIGHTS.items()}
    )
    np.testing.assert_array_equal(weights, [1, 0.5, 2, 2])


def test_weights_for_classes_that_do_not_occur_do_no_harm():
    np.testing.assert_array_equal(weights_by_class(LABELS[:1], None, WEIGHTS), [1])


def test_a_class_without_weight_is_named():
    with pytest.raises(DataError, match="no weight for a class") as error:
        weights_by_class(LABELS, None, {0: 1.0})
    assert "[1, 2]" in str(error.value)


def test_sample_weights_too_are_refused():
    with pytest.raises(DataError, match="exclude each other"):
        weights_by_class(LABELS, np.ones(4), WEIGHTS)


@pytest.mark.parametrize("y", [None, [LABELS, LABELS], {"a": LABELS, "b": LABELS}])
def test_they_need_one_output(y):
    with pytest.raises(DataError, match="models with one output"):
        weights_by_class(y, None, WEIGHTS)


BOTH = {"a": WEIGHTS, "b": {0: 3.0, 1: 4.0, 2: 5.0}}


def test_weights_for_each_output():
    for y, weights in (
        ({"a": LABELS, "b": LABELS}, BOTH),
        ([LABELS, LABELS], list(BOTH.values())),
    ):
        found = weights_by_class(y, None, weights)
        found = list(found.values()) if isinstance(found, dict) else found
        np.testing.assert_array_equal(found, [[1, 0.5, 2, 2], [3, 5, 4, 4]])
    found = weights_by_class(
        {"a": LABELS, "b": LABELS}, None, {"a": WEIGHTS, "b": None}
    )
    assert found["b"] is None
    assert in_order_of(BOTH, [LABELS, LABELS], ["b", "a"]) == [BOTH["b"], BOTH["a"]]


@pytest.mark.parametrize(
    ("y", "weights"),
    [
        ([LABELS, LABELS], BOTH),
        ({"a": LABELS, "c": LABELS}, BOTH),
        ([LABELS, LABELS], [WEIGHTS]),
        (LABELS, BOTH),
    ],
)
def test_weights_by_output_must_fit_the_targets(y, weights):
    with pytest.raises(DataError, match="by output does not fit"):
        weights_by_class(y, None, weights)
