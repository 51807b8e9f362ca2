"""Batches of arrays."""

import numpy as np
import pytest

from graph import ArgumentError
from kerasish.base.errors import DataError
from kerasish.data.arrays import ArraySource
from kerasish.data.packing import unpack_x_y_sample_weight
from kerasish.data.source import make_source
from kerasish.data.split import split_off_validation
from kerasish.utils import set_random_seed

X = np.arange(10, dtype="float32")[:, None]


def epoch(source):
    batches = list(source.epoch())
    source.finish_epoch()
    return batches


def test_batches_keep_the_order_and_the_last_is_short():
    source = ArraySource(X, X * 2, batch_size=4)
    batches = epoch(source)
    assert [len(x) for x, _ in batches] == [4, 4, 2]
    assert source.num_batches == 3
    np.testing.assert_array_equal(np.concatenate([x for x, _ in batches]), X)
    np.testing.assert_array_equal(np.concatenate([y for _, y in batches]), X * 2)


def test_the_default_is_32_samples():
    source = ArraySource(np.zeros((70, 1)))
    assert [len(x) for x in epoch(source)] == [32, 32, 6]


def test_shuffling_keeps_samples_together_and_changes_each_epoch():
    set_random_seed(0)
    source = ArraySource(X, X * 2, X[:, 0], batch_size=4, shuffle=True)
    orders = []
    for _ in range(2):
        batches = epoch(source)
        x = np.concatenate([b[0] for b in batches])
        for other, factor in ((1, 2), (2, 1)):
            y = np.concatenate([b[other] for b in batches]).reshape(-1, 1)
            np.testing.assert_array_equal(y, x * factor)
        np.testing.assert_array_equal(np.sort(x, 0), X)
        orders.append(x[:, 0].tolist())
    assert orders[0] != orders[1]
    assert orders[0] != X[:, 0].tolist()


def test_shuffling_follows_the_seed():
    orders = []
    for _ in range(2):
        set_random_seed(3)
        source = ArraySource(X, batch_size=10, shuffle=True)
        orders.append(epoch(source)[0][:, 0].tolist())
    assert orders[0] == orders[1]


@pytest.mark.parametrize("gathered", [1, 50, 10_000])
@pytest.mark.parametrize("steps", [None, 2])
def test_rows_copied_at_once_make_the_same_batches(monkeypatch, gathered, steps):
    monkeypatch.setattr("kerasish.data.arrays.GATHERED_BYTES", 1)
    alone = shuffled_epochs(steps)
    monkeypatch.setattr("kerasish.data.arrays.GATHERED_BYTES", gathered)
    assert shuffled_epochs(steps) == alone
    assert [len(x) for x, _ in alone[0]] == [3, 3, 3, 1][:steps]


def shuffled_epochs(steps):
    set_random_seed(5)
    source = ArraySource(X, {"y": X * 2, "none": None}, None, 3, True, steps=steps)
    epochs = []
    for _ in range(4):
        batches = epoch(source)
        assert all(y["none"] is None for _, y in batches)
        epochs.append([(x.tolist(), y["y"].tolist()) for x, y in batches])
    return epochs


def test_one_shuffled_batch_is_shuffled_too():
    set_random_seed(0)
    batch = epoch(ArraySource(X, batch_size=32, shuffle=True))[0]
    assert batch[:, 0].tolist() != X[:, 0].tolist()


def test_whole_batches_can_be_shuffled():
    set_random_seed(1)
    source = ArraySource(X, batch_size=2, shuffle="batch")
    starts = [batch[:, 0].tolist() for batch in epoch(source)]
    assert sorted(starts) == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
    assert starts != sorted(starts)


def test_lists_and_dicts_keep_their_form():
    x = {"a": X, "b": [X + 1, X + 2]}
    (first, y, weight), *_ = epoch(ArraySource(x, [X, X], X[:, 0], batch_size=3))
    assert list(first) == ["a", "b"] and len(first["b"]) == 2
    np.testing.assert_array_equal(first["b"][1], X[:3] + 2)
    assert len(y) == 2 and len(weight) == 3


def test_missing_parts_stay_away():
    assert epoch(ArraySource(X))[0].shape == X.shape  # x itself, as steps get it
    assert [len(part) for part in epoch(ArraySource([X, X]))[0]] == [2]
    assert len(epoch(ArraySource(X, X))[0]) == 2
    batch = epoch(ArraySource(X, None, X[:, 0]))[0]
    assert batch[1] is None and len(batch) == 3


def test_an_output_without_target_is_none():
    (_, y), *_ = epoch(ArraySource(X, [X, None], batch_size=4))
    assert y[1] is None and len(y[0]) == 4


def test_float64_becomes_the_default_float_and_others_stay():
    (x, y), *_ = epoch(ArraySource(X.astype("float64"), np.arange(10)))
    assert x.dtype == "float32" and y.dtype == np.arange(10).dtype


@pytest.mark.parametrize(
    "x, y, text",
    [
        (X, X[:9], "same number of samples"),
        ([X, X[:9]], X, "same number of samples"),
        (X[:0], X[:0], "no samples"),
        (np.float32(3), None, "batch axis"),
        (np.array([[1], [1, 2]], dtype=object), None, "must be numbers"),
    ],
)
def test_data_that_do_not_fit_are_refused(x, y, text):
    with pytest.raises(DataError, match=text):
        ArraySource(x, y)


@pytest.mark.parametrize("size", [0, -1, 2.5, "4"])
def test_a_batch_size_is_a_positive_integer(size):
    with pytest.raises(ArgumentError, match="batch_size"):
        ArraySource(X, batch_size=size)


def test_class_weights_become_sample_weights():
    y = np.array([0, 1] * 5)
    source = ArraySource(X, y, batch_size=4, class_weight={0: 1.0, 1: 3.0})
    _, _, weight = epoch(source)[0]
    np.testing.assert_array_equal(weight, [1, 3, 1, 3])


def test_the_users_arrays_are_not_written_to():
    x = X.copy()
    set_random_seed(0)
    epoch(ArraySource(x, batch_size=4, shuffle=True))
    np.testing.assert_array_equal(x, X)


def test_validation_takes_the_last_part_of_every_array():
    train, validation = split_off_validation({"a": X}, X * 2, X[:, 0], 0.25)
    assert len(train[0]["a"]) == 7 and len(validation[0]["a"]) == 3
    np.testing.assert_array_equal(validation[0]["a"], X[7:])
    np.testing.assert_array_equal(validation[1], X[7:] * 2)
    np.testing.assert_array_equal(train[2], X[:7, 0])


def test_validation_without_targets():
    train, validation = split_off_validation(X, None, None, 0.5)
    assert train[1] is None and validation[1] is None and len(train[0]) == 5


def test_a_part_without_samples_is_refused():
    with pytest.raises(DataError, match="without samples"):
        split_off_validation(X[:3], None, None, 0.99)


@pytest.mark.parametrize("fraction", [-0.1, 1.0, 2])
def test_a_fraction_lies_between_0_and_1(fraction):
    with pytest.raises(ArgumentError, match="between 0 and 1"):
        split_off_validation(X, None, None, fraction)


def test_generators_cannot_be_split():
    with pytest.raises(DataError, match="needs arrays"):
        split_off_validation(iter([X]), None, None, 0.5)


@pytest.mark.parametrize("x", [None, 3, "text", [[1.0, 2.0]], [[1.0], [2.0]]])
def test_other_kinds_of_data_are_refused(x):
    with pytest.raises(DataError):
        next(iter(make_source(x, X).epoch()))


def test_batches_are_unpacked():
    assert unpack_x_y_sample_weight((1,)) == (1, None, None)
    assert unpack_x_y_sample_weight([1, 2]) == (1, 2, None)
    assert unpack_x_y_sample_weight((1, 2, 3)) == (1, 2, 3)
    assert unpack_x_y_sample_weight(5) == (5, None, None)
    with pytest.raises(DataError, match="tuple of 4"):
        unpack_x_y_sample_weight((1, 2, 3, 4))


def test_steps_go_on_where_the_last_epoch_stopped():
    source = ArraySource(X, batch_size=3, steps=3)
    starts = [[int(x[0, 0]) for x in epoch(source)] for _ in range(3)]
    assert starts == [[0, 3, 6], [9], [0, 3, 6]]
    assert source.num_batches == 3
