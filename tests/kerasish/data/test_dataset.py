"""Pipelines: what each stage does to elements and their number, threads, errors."""

from __future__ import annotations

import threading
import time
import traceback

import numpy as np
import pytest

import graph
import kerasish
from kerasish.base.errors import DataError
from kerasish.data import AUTOTUNE, INFINITE, UNKNOWN, Dataset


def values(dataset):
    return [np.asarray(element).tolist() for element in dataset]


def test_sources():
    assert values(Dataset.range(1, 7, 2)) == [1, 3, 5]
    rows = {"a": np.arange(6).reshape(3, 2), "b": ["x", "y", "z"]}
    first = next(iter(Dataset.from_tensor_slices(rows)))
    assert first["a"].numpy().tolist() == [0, 1] and first["b"] == "x"
    assert len(Dataset.from_tensor_slices(rows)) == 3
    made = Dataset.from_generator(lambda: iter([1, 2]))
    assert values(made) == values(made) == [1, 2]
    assert made.cardinality() == UNKNOWN
    pairs = Dataset.zip(Dataset.range(2), Dataset.range(5).repeat())
    assert [(int(a), int(b)) for a, b in pairs] == [(0, 0), (1, 1)] and len(pairs) == 2


@pytest.mark.parametrize("threads", [None, 1, 3, AUTOTUNE])
def test_map_keeps_the_order(threads):
    def slow_first(x):
        time.sleep(0.01 if int(x) == 0 else 0)
        return x * 2

    changed = Dataset.range(7).map(slow_first, num_parallel_calls=threads)
    assert values(changed) == [0, 2, 4, 6, 8, 10, 12] and len(changed) == 7


def test_tuples_are_arguments():
    pairs = Dataset.range(4).map(lambda x: (x, x + 1))
    assert values(pairs.map(lambda x, y: x * y)) == [0, 2, 6, 12]
    assert values(pairs.filter(lambda x, y: y > 2).map(lambda x, y: x)) == [2, 3]
    assert next((n, int(x)) for n, (x, _) in pairs.enumerate(5)) == (5, 0)


def test_batches_and_back():
    batched = Dataset.range(5).batch(2)
    assert values(batched) == [[0, 1], [2, 3], [4]] and len(batched) == 3
    whole = Dataset.range(5).batch(2, drop_remainder=True)
    assert values(whole) == [[0, 1], [2, 3]] and len(whole) == 2
    assert values(batched.unbatch()) == [0, 1, 2, 3, 4]
    assert (batched.batch_size, batched.unbatch().batch_size) == (2, None)


@pytest.mark.parametrize(
    ("dataset", "want", "count"),
    [
        (Dataset.range(5).take(2), [0, 1], 2),
        (Dataset.range(5).take(9), [0, 1, 2, 3, 4], 5),
        (Dataset.range(2).take(-1), [0, 1], 2),
        (Dataset.range(5).skip(3), [3, 4], 2),
        (Dataset.range(5).skip(9), [], 0),
        (Dataset.range(5).skip(-1), [], 0),
        (Dataset.range(2).repeat(2), [0, 1, 0, 1], 4),
        (Dataset.range(2).repeat().take(3), [0, 1, 0], 3),
        (Dataset.range(2).concatenate(Dataset.range(1)), [0, 1, 0], 3),
        (Dataset.range(3).filter(lambda x: x > 0), [1, 2], UNKNOWN),
        (Dataset.range(2).cache().prefetch(), [0, 1], 2),
        (Dataset.range(2).prefetch(0), [0, 1], 2),
    ],
)
def test_order_and_number(dataset, want, count):
    assert values(dataset) == values(dataset) == want
    assert dataset.cardinality() == count


def test_numbers_that_are_not_known_have_no_length():
    assert Dataset.range(3).repeat().cardinality() == INFINITE
    with pytest.raises(TypeError, match="no end"):
        len(Dataset.range(3).repeat())
    with pytest.raises(TypeError, match="not known"):
        len(Dataset.range(3).filter(bool))


def test_shuffling_draws_from_a_buffer():
    shuffled = Dataset.range(50).shuffle(10, seed=3)
    first, second = values(shuffled), values(shuffled)
    assert sorted(first) == sorted(second) == list(range(50)) and first != second
    assert all(value < place + 10 for place, value in enumerate(first))
    assert values(Dataset.range(50).shuffle(10, seed=3)) == first
    same = Dataset.range(50).shuffle(50, seed=3, reshuffle_each_iteration=False)
    assert values(same) == values(same) != list(range(50))


def test_the_global_seed_decides_the_order():
    orders = []
    for _ in range(2):
        kerasish.utils.set_random_seed(7)
        orders.append(values(Dataset.range(30).shuffle(30)))
    assert orders[0] == orders[1] != list(range(30))


def test_the_cache_is_filled_by_a_whole_pass_only():
    calls = []
    cached = Dataset.range(3).map(lambda x: calls.append(int(x)) or x).cache()
    next(iter(cached))
    assert values(cached) == values(cached) == [0, 1, 2]
    assert calls == [0, 0, 1, 2]


def test_prefetching_runs_ahead_in_a_thread_that_ends():
    seen, reached = [], threading.Event()

    def elements():
        for i in range(100):
            seen.append((i, threading.current_thread().name))
            if i == 3:
                reached.set()
            yield i

    reading = iter(Dataset.from_generator(elements).prefetch(3))
    assert int(next(reading)) == 0
    assert reached.wait(5)
    time.sleep(0.05)
    assert len(seen) <= 5
    assert threading.current_thread().name not in {name for _, name in seen}
    del reading
    deadline = time.time() + 5
    while time.time() < deadline and _dataset_threads():
        time.sleep(0.01)
    assert not _dataset_threads()


def _dataset_threads():
    return [t for t in threading.enumerate() if t.name.startswith("kerasish_dataset")]


@pytest.mark.parametrize("threads", [None, 2])
def test_errors_come_with_their_own_lines(threads):
    def broken_at_two(x):
        if int(x) == 2:
            raise ZeroDivisionError("at two")
        return x

    changed = Dataset.range(5).map(broken_at_two, threads).prefetch(2)
    seen = []
    with pytest.raises(ZeroDivisionError, match="at two") as caught:
        for element in changed:
            seen.append(int(element))
    assert seen == [0, 1]
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-1] == "broken_at_two"


def test_samples_of_different_shapes_are_told():
    ragged = Dataset.from_generator(lambda: [np.ones(2), np.ones(3)]).batch(2)
    with pytest.raises(DataError, match=r"(?s)sample 1 .*\[2\].*\[3\].*pad"):
        list(ragged)


def test_models_take_pipelines():
    rows = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
    data = Dataset.from_tensor_slices((rows, rows.sum(1, keepdims=True)))
    batches = data.shuffle(10, seed=1).batch(4)
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(batches, epochs=3, verbose=0, validation_data=data.batch(5))
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert model.predict(data.batch(4), verbose=0).shape == (10, 1)
    endless = data.batch(4).repeat()
    assert len(model.fit(endless, steps_per_epoch=2, verbose=0).epoch) == 1
    with pytest.raises(DataError, match="no end"):
        model.fit(endless, verbose=0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Dataset.range(3).batch(0),
        lambda: Dataset.range(3).shuffle(0),
        lambda: Dataset.range(3).batch(AUTOTUNE),
        lambda: Dataset.range(3).map(abs, num_parallel_calls=0),
        lambda: Dataset.from_generator([1, 2]),
    ],
)
def test_wrong_arguments_are_named(wrong):
    with pytest.raises(graph.ArgumentError):
        wrong()


@pytest.mark.parametrize("arrays", [(np.ones(2), np.ones(3)), np.float32(1.0), ()])
def test_slices_need_one_number_of_rows(arrays):
    with pytest.raises(DataError, match="rows"):
        Dataset.from_tensor_slices(arrays)


def test_nothing_cannot_be_repeated_for_ever():
    with pytest.raises(DataError, match="no elements"):
        list(Dataset.range(0).repeat().take(1))


def losses(data, **kwargs):
    kerasish.utils.set_random_seed(3)
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model.fit(data, epochs=3, verbose=0, **kwargs).history["loss"]


def test_epochs_with_steps_go_on_where_the_last_one_stopped():
    rows = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    data = Dataset.from_tensor_slices((rows, rows[:, :1])).batch(4)
    want = losses(data.repeat().take(6), steps_per_epoch=2)
    assert losses(data.repeat(), steps_per_epoch=2) == want
    assert want[0] != losses(data.skip(2), steps_per_epoch=2)[0]
    whole = losses(data)
    assert losses(data, steps_per_epoch=4) == whole  # ends where the data do


def test_shuffled_epochs_without_end_do_not_depend_on_time():
    rows = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    slices = Dataset.from_tensor_slices((rows, rows[:, :1]))

    def run(pause):
        def slow(x, y):
            time.sleep(pause)
            return x, y

        data = slices.shuffle(16, seed=1).map(slow).batch(4).repeat()
        return losses(data, steps_per_epoch=3)

    assert run(0.0) == run(0.002)
