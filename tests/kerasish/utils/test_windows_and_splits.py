"""timeseries_dataset_from_array and split_dataset, as Keras 3.15 has them."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import utils
from kerasish.base.errors import DataError


def windows(*args, **kwargs):
    data = list(utils.timeseries_dataset_from_array(*args, **kwargs))
    return [tuple(np.asarray(p).tolist() for p in b) if isinstance(b, tuple)
            else np.asarray(b).tolist() for b in data]  # fmt: skip


def test_windows():
    series = np.arange(10)
    assert windows(series, None, 3, sequence_stride=2, sampling_rate=2) == [
        [[0, 2, 4], [2, 4, 6], [4, 6, 8]]
    ]
    batches = windows(series, series * 10, 2, batch_size=4, start_index=1, end_index=7)
    assert batches == [
        ([[1, 2], [2, 3], [3, 4], [4, 5]], [10, 20, 30, 40]),
        ([[5, 6]], [50]),
    ]
    assert windows(series, series[:3], 2, batch_size=None)[2] == ([2, 3], 2)


def test_lists_have_the_dtypes_of_tensors_and_arrays_keep_theirs():
    for values, dtypes in (
        ([1, 2, 3], ["int32"]),
        ([1.0, 2.0, 3.0], ["float32"]),
        (np.arange(3), ["int64"]),
        (np.arange(3.0), ["float64"]),
    ):
        data = utils.timeseries_dataset_from_array(values, None, 2)
        assert [str(x.dtype) for x in data] == dtypes


def test_windows_of_a_part_take_the_targets_of_that_part():
    """Targets count from the start of the data, as in Keras."""
    batches = windows(np.arange(10), np.arange(10), 2, start_index=4, end_index=9)
    assert batches == [([[4, 5], [5, 6], [6, 7], [7, 8]], [4, 5, 6, 7])]


def test_shuffled_windows_keep_their_targets():
    ((x, y),) = utils.timeseries_dataset_from_array(
        np.arange(30), np.arange(30), 2, shuffle=True, seed=1
    )
    assert x.numpy()[:, 0].tolist() == y.numpy().tolist() != list(range(29))


@pytest.mark.parametrize(
    "arguments",
    [{"start_index": -1}, {"start_index": 10}, {"end_index": 10}, {"end_index": 0},
     {"start_index": 5, "end_index": 5}, {"sampling_rate": 0}, {"sampling_rate": 10},
     {"sequence_stride": 0}, {"sequence_stride": 10}],
)  # fmt: skip
def test_wrong_windows(arguments):
    with pytest.raises(graph.ArgumentError, match=list(arguments)[-1]):
        utils.timeseries_dataset_from_array(np.arange(10), None, 2, **arguments)


@pytest.mark.parametrize(
    "sizes, expected",
    [
        ({"left_size": 0.8}, (8, 2)),
        ({"left_size": 3}, (3, 7)),
        ({"right_size": 0.25}, (8, 2)),
        ({"left_size": 0.5, "right_size": 0.2}, (5, 2)),
        ({"left_size": 2, "right_size": 3}, (2, 3)),
    ],
)
def test_split_sizes(sizes, expected):
    left, right = utils.split_dataset(np.arange(10), **sizes)
    assert (len(left), len(right)) == expected
    assert [int(x) for x in left] == list(range(expected[0]))
    assert [int(x) for x in right] == list(range(10 - expected[1], 10))


def test_split_of_nestings_and_datasets():
    pair = (np.arange(6), {"a": np.arange(6) * 2})
    left, _ = utils.split_dataset(pair, left_size=2)
    assert [(int(x), int(y["a"])) for x, y in left] == [(0, 0), (1, 2)]
    data = utils.timeseries_dataset_from_array(np.arange(8), None, 1, batch_size=3)
    left, right = utils.split_dataset(data, left_size=0.5)
    assert [b.numpy().ravel().tolist() for b in left] == [[0, 1, 2], [3]]
    assert len(right) == 2
    shuffled, _ = utils.split_dataset(np.arange(9), 5, shuffle=True, seed=2)
    assert [int(x) for x in shuffled] == [3, 6, 4, 5, 7]  # random.Random(2)


@pytest.mark.parametrize(
    "sizes",
    [{}, {"left_size": 0}, {"left_size": 10}, {"right_size": 1.5}, {"left_size": "a"},
     {"left_size": 0.7, "right_size": 0.7}, {"left_size": 0.01}, {"left_size": True}],
)  # fmt: skip
def test_wrong_splits(sizes):
    with pytest.raises(graph.ArgumentError, match="split_dataset"):
        utils.split_dataset(np.arange(10), **sizes)


def test_arrays_of_different_lengths():
    with pytest.raises(DataError, match="same number"):
        utils.split_dataset((np.arange(3), np.arange(4)), 1)


def test_targets_that_end_too_soon():
    with pytest.raises(DataError, match="targets end before"):
        utils.timeseries_dataset_from_array(
            np.arange(20), np.arange(12), 2, start_index=3, end_index=15
        )
