"""Data, disks and callbacks that fail in the middle: a clear error, nothing lost."""

from __future__ import annotations

import resource
import threading
from contextlib import contextmanager

import numpy as np
import pytest

import graph
import kerasish
from kerasish import callbacks, layers
from kerasish.base.errors import DataError, FileError

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture(autouse=True)
def nothing_runs_on(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def compiled():
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def batch(rows=4, targets=None, dtype="float32", width=3):
    targets = rows if targets is None else targets
    return np.ones((rows, width), dtype), np.ones((targets, 1), "float32")


def fit(*batches, **arguments):
    model = compiled()
    model.fit(iter(batches), verbose=0, **arguments)
    return model.history.history


# ---- batches


def test_a_generator_that_ends_early_is_warned_of_and_then_an_error():
    model, batches = compiled(), [batch()] * 5
    with (
        pytest.warns(UserWarning, match="ended after 1 of 4 batches"),
        pytest.raises(DataError, match=r"gave no batch\n.*\n.*steps \* epochs"),
    ):
        model.fit(iter(batches), steps_per_epoch=4, epochs=3, verbose=0)
    assert model.history.epoch == [0, 1]


def test_a_generator_that_raises_leaves_the_epochs_before():
    def source():
        for _ in range(5):
            yield batch()
        raise OSError("the network is gone")

    model = compiled()
    with pytest.raises(OSError, match="the network is gone") as caught:
        model.fit(source(), steps_per_epoch=2, epochs=3, verbose=0)
    assert model.history.epoch == [0, 1]
    assert caught.value.__notes__ == [
        "  the logs of 2 epochs are kept: model.history.history"
    ]


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (batch(4, 3), r"batch 2 of the generator has arrays with other numbers of s"),
        (batch(4, 1), r"x=float32\[4, 3\], y=float32\[1, 1\]"),
        ((*batch(), np.ones(3)), r"sample_weight=float32\[3\]"),
        (batch(0), "batch 2 of the generator has no samples\n.*\n.*leave batches"),
        (None, "batch 2 of the generator has no samples"),
        ((), "a tuple of 0"),
        ((*batch(), 1, 2), "a tuple of 4"),
        ((np.array([[1.0], [1.0, 2.0]], object), np.ones(2)), "pad_sequences"),
        (batch(width=4), r"expects shape \[None, 3\]"),
        ((np.full((4, 3), "a"), np.ones((4, 1))), "turn the text into numbers"),
        (batch(dtype="complex64"), "would lose the imaginary parts"),
    ],
)
def test_bad_batches_are_told(bad, text):
    with pytest.raises((ValueError, TypeError), match=text):
        fit(batch(), bad)


def test_other_dtypes_and_short_batches_are_fine():
    kinds = ["float64", "int64", "uint8", "bool", "float16", "float32"]
    losses = fit(*(batch(n + 1, dtype=kind) for n, kind in enumerate(kinds)))
    assert np.isfinite(losses["loss"][0])


def test_an_empty_batch_is_predicted_as_nothing():
    rows = [np.ones((2, 3)), np.ones((0, 3))]
    assert compiled().predict(iter(rows), verbose=0).shape == (2, 1)


def test_validation_data_are_named():
    model = compiled()
    with pytest.raises(DataError, match="batch 2 of validation_data has arrays"):
        model.fit(*batch(), validation_data=iter([batch(), batch(4, 2)]), verbose=0)
    assert model.history.epoch == []

    def source():
        yield batch()
        raise KeyError("validation is gone")

    with pytest.raises(KeyError, match="validation is gone"):
        model.fit(*batch(), validation_data=source(), epochs=2, verbose=0)


@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_threads_of_a_pipeline_end_with_an_error(method):
    def source():
        yield batch()
        raise KeyError("no more")

    data = kerasish.data.Dataset.from_generator(source).prefetch(2)
    with pytest.raises(KeyError, match="no more"):
        getattr(compiled(), method)(data, verbose=0)


# ---- disks


@contextmanager
def full_disk(size):
    """Files cannot grow beyond a size."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, UNLIMITED)


class FullFrom(callbacks.Callback):
    """The disk is full from an epoch on."""

    def __init__(self, epoch, size):
        super().__init__()
        self.first, self.size = epoch, size

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.first:
            resource.setrlimit(
                resource.RLIMIT_FSIZE, (self.size, resource.RLIM_INFINITY)
            )


def fit_on_full_disk(callback, size):
    model = compiled()
    with full_disk(resource.RLIM_INFINITY), pytest.raises(Exception) as caught:
        model.fit(
            *batch(), epochs=3, verbose=0, callbacks=[FullFrom(1, size), callback]
        )
    assert model.history.epoch == [0, 1]
    assert "2 epochs are kept" in caught.value.__notes__[0]
    return caught.value


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.weights.h5"])
def test_a_checkpoint_on_a_full_disk_leaves_the_one_before(name, tmp_path):
    path = tmp_path / name
    weights = name.endswith("weights.h5")
    checkpoint = callbacks.ModelCheckpoint(path, save_weights_only=weights)
    error = fit_on_full_disk(checkpoint, 5000)
    assert isinstance(error, FileError)
    assert "the file that was there is untouched" in str(error)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    compiled().load_weights(path) if weights else kerasish.models.load_model(path)


def test_a_log_on_a_full_disk_has_whole_rows(tmp_path):
    path = tmp_path / "log.csv"
    error = fit_on_full_disk(callbacks.CSVLogger(path), 40)
    assert isinstance(error, OSError)
    assert error.filename == str(path)
    lines = path.read_text().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["epoch", "0"]


def test_events_on_a_full_disk_are_whole(tmp_path):
    error = fit_on_full_disk(callbacks.TensorBoard(tmp_path, write_graph=False), 200)
    assert isinstance(error, OSError)
    (path,) = (tmp_path / "train").iterdir()
    assert error.filename == str(path)
    data, events = path.read_bytes(), 0
    while data:  # size, checksum, event, checksum
        size = int.from_bytes(data[:8], "little") + 16
        assert len(data) >= size
        data, events = data[size:], events + 1
    assert events >= 2


@pytest.mark.parametrize("size", [0, 2000, 9000, 60000])
def test_weights_that_do_not_fit_are_an_error_wherever_it_comes(size, tmp_path):
    model = kerasish.Sequential(
        [kerasish.Input((8,)), *(layers.Dense(8) for _ in range(40))]
    )
    with full_disk(size), pytest.raises(FileError, match="File too large"):
        model.save_weights(tmp_path / "m.weights.h5")
    assert list(tmp_path.iterdir()) == []


# ---- callbacks


def test_a_callback_that_raises_says_where_the_history_is():
    class Fails(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                raise graph.ArgumentError("my own")

    model = compiled()
    with pytest.raises(graph.ArgumentError, match="my own") as caught:
        model.fit(*batch(), epochs=3, verbose=0, callbacks=[Fails()])
    assert caught.value.__notes__[-1].endswith("kept: model.history.history")
    assert len(model.history.history["loss"]) == 2
