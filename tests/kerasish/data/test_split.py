"""validation_split: the last samples, or chosen ones; warnings where classes differ."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish.base.errors import DataError
from kerasish.data import Split
from kerasish.data.split import split_off_validation
from kerasish.training.advice import TrainingAdvice

X = np.arange(20, dtype="float32")[:, None]
SORTED = np.repeat([0, 1], [12, 8])


def values(parts):
    return [part[0][:, 0].tolist() for part in parts]


def test_a_number_takes_the_last_as_keras_does():
    whole = X[:, 0].tolist()
    for split in (0.3, Split(0.3)):
        parts = split_off_validation(X, None, None, split)
        assert values(parts) == [whole[:14], whole[14:]]


def test_shuffled_samples_follow_the_seed_and_stay_together():
    first = split_off_validation({"a": X}, X * 2, X[:, 0], Split(0.25, shuffle=True))
    (train, y, weight), (validate, *_) = first
    np.testing.assert_array_equal(train["a"] * 2, y)
    np.testing.assert_array_equal(train["a"][:, 0], weight)
    both = np.concatenate([train["a"], validate["a"]])[:, 0]
    assert sorted(both.tolist()) == X[:, 0].tolist() and len(validate["a"]) == 5
    assert validate["a"][:, 0].tolist() != X[15:, 0].tolist()
    again = split_off_validation({"a": X}, X * 2, X[:, 0], Split(0.25, shuffle=True))
    np.testing.assert_array_equal(again[1][0]["a"], validate["a"])
    other = Split(0.25, shuffle=True, seed=1).rows(20)[1]
    assert other.tolist() != validate["a"][:, 0].astype(int).tolist()


@pytest.mark.parametrize(
    "y", [SORTED, SORTED[:, None].astype("float32"), np.eye(2)[SORTED]]
)
@pytest.mark.parametrize("shuffle", [False, True])
def test_each_class_is_divided(y, shuffle):
    train, validate = Split(0.25, shuffle, stratify=True).rows(20, y)
    assert np.bincount(SORTED[validate]).tolist() == [3, 2]
    assert np.bincount(SORTED[train]).tolist() == [9, 6]
    if not shuffle:
        assert validate.tolist() == [9, 10, 11, 18, 19]


def test_rare_classes_are_trained_on():
    classes = np.array(["a"] * 7 + ["b"] * 2 + ["c"])
    train, validate = Split(0.5, stratify=classes).rows(10)
    assert "c" in classes[train] and "c" not in classes[validate]
    assert sorted(classes[validate]) == ["a"] * 4 + ["b"]


@pytest.mark.parametrize("fraction", [0, 1, -0.5, "half", None])
def test_fractions_are_checked(fraction):
    with pytest.raises(ArgumentError, match="between 0 and 1"):
        Split(fraction)


@pytest.mark.parametrize(
    ("arguments", "text"), [({"seed": -1}, "seed must"), ({"shuffle": 3}, "shuffle")]
)
def test_arguments_are_checked(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        Split(0.5, **arguments)


@pytest.mark.parametrize("y", [X / 3, [SORTED, SORTED], None])
def test_targets_that_are_no_classes(y):
    with pytest.raises(DataError, match="one class for each sample"):
        split_off_validation(X, y, None, Split(0.5, stratify=True))


def test_data_in_files_are_not_chosen_from(tmp_path):
    stored = np.lib.format.open_memmap(
        tmp_path / "x.npy", "w+", dtype="float32", shape=(20, 1)
    )
    assert len(split_off_validation(stored, SORTED, None, Split(0.25))[1][0]) == 5
    with pytest.raises(DataError, match="stay in files"):
        split_off_validation(stored, SORTED, None, Split(0.25, stratify=True))


# ---- in fit


def fit(y, split, loss="sparse_categorical_crossentropy", units=3, **arguments):
    kerasish.utils.set_random_seed(0)
    end = kerasish.layers.Dense(units, activation="softmax" if units > 1 else None)
    model = kerasish.Sequential([kerasish.Input((1,)), end])
    model.compile("sgd", loss)
    x = np.arange(len(y), dtype="float32")[:, None] / len(y)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = model.fit(x, y, validation_split=split, verbose=0, **arguments)
    assert all(w.category is TrainingAdvice for w in caught)
    assert all(w.filename == __file__ for w in caught)
    return [str(w.message) for w in caught], history.history


LONG = np.repeat([0, 1, 2], 100)


@pytest.mark.parametrize(
    ("y", "text"),
    [
        (LONG, "training has no sample of class 2. "),
        (
            np.r_[np.tile([0, 1, 2], 100), np.tile([0, 2], 100)],
            "validation has no sample of class 1",
        ),
        (np.r_[np.tile([0, 1, 2], 200), np.tile([0, 0, 0, 0, 1, 2], 50)], "class 0 is"),
        (np.eye(3)[LONG], "training has no sample of class 2. "),
    ],
)
def test_skew_is_told_with_the_way_out(y, text):
    loss = (
        "categorical_crossentropy" if y.ndim == 2 else "sparse_categorical_crossentropy"
    )
    (message,), _ = fit(y, 0.4, loss)
    assert message.startswith("skewed validation_split: ")
    assert text in message
    assert "validation_split=kerasish.data.Split(0.4, stratify=True)" in message


def test_what_is_right_is_not_told():
    shuffled = np.random.default_rng(0).permutation(LONG)
    assert fit(shuffled, 0.3)[0] == []
    assert fit(LONG, Split(0.3, stratify=True))[0] == []
    assert fit(LONG, Split(0.3, shuffle=True))[0] == []
    assert fit(LONG[:, None] * 1.0, 0.3, "mse", 1)[0] == []


def test_a_training_goes_on_with_the_same_samples(tmp_path):
    split = Split(0.3, shuffle=True, stratify=True, seed=4)
    _, whole = fit(LONG, split, epochs=3)
    fit(LONG, split, epochs=2, resume=tmp_path / "backup")
    _, found = fit(LONG, split, epochs=3, resume=tmp_path / "backup")
    assert found == whole
