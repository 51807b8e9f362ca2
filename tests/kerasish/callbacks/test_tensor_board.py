"""TensorBoard: what is logged, and what the real server shows of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import numpy as np
import pytest

import graph
import kerasish
from kerasish.callbacks.tensor_board import weight_images


def trained(folder, epochs=2, **kwargs):
    model = kerasish.Sequential(
        [kerasish.Input((3,)), kerasish.layers.Dense(2, name="dense")]
    )
    model.compile(kerasish.optimizers.SGD(0.25), "mse", metrics=["mae"])
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    callback = kerasish.callbacks.TensorBoard(folder, **kwargs)
    return model.fit(
        x, y, batch_size=4, epochs=epochs, verbose=0, callbacks=[callback],
        validation_data=(x, y),
    )  # fmt: skip


def scalars(folder):
    """{(run, tag): [(step, value), ...]} of all event files below a folder."""
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_file_loader import (
        RawEventFileLoader,
    )
    from tensorboard.compat.proto.event_pb2 import Event

    found: dict = {}
    for path in sorted(folder.rglob("events.*")):
        for event in map(Event.FromString, RawEventFileLoader(str(path)).Load()):
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    run = path.parent.name
                    pair = (event.step, value.simple_value)
                    found.setdefault((run, value.tag), []).append(pair)
    return found


def test_epochs_are_logged_by_run(tmp_path):
    history = trained(tmp_path).history
    found = scalars(tmp_path)
    assert set(found) == {
        ("train", "epoch_loss"),
        ("train", "epoch_mae"),
        ("train", "epoch_learning_rate"),
        ("validation", "epoch_loss"),
        ("validation", "epoch_mae"),
        ("validation", "evaluation_loss_vs_iterations"),
        ("validation", "evaluation_mae_vs_iterations"),
    }
    steps, values = zip(*found["train", "epoch_loss"])
    assert steps == (0, 1)
    np.testing.assert_allclose(values, history["loss"], rtol=1e-6)
    steps, values = zip(*found["validation", "evaluation_loss_vs_iterations"])
    assert steps == (2, 4)
    np.testing.assert_allclose(values, history["val_loss"], rtol=1e-6)
    assert found["train", "epoch_learning_rate"] == [(0, 0.25), (1, 0.25)]


@pytest.mark.parametrize(("frequency", "steps"), [("batch", [1, 2, 3, 4]), (3, [3])])
def test_batches_are_logged_if_asked_for(tmp_path, frequency, steps):
    trained(tmp_path, update_freq=frequency, write_steps_per_second=True)
    found = scalars(tmp_path)
    assert [step for step, _ in found["train", "batch_loss"]] == steps
    assert all(speed > 0 for _, speed in found["train", "batch_steps_per_second"])
    assert all(speed > 0 for _, speed in found["train", "epoch_steps_per_second"])


def test_steps_go_on_counting():
    callback = kerasish.callbacks.TensorBoard()
    callback.set_state({"step": 7})
    callback.on_train_batch_end(0, {})
    assert callback.get_state() == {"step": 8}


def test_weights_as_pictures():
    matrix = np.array([[0.0, 4.0], [2.0, 1.0]])
    np.testing.assert_array_equal(weight_images(matrix)[0], matrix / 4)
    assert weight_images(np.ones(5))[0].shape == (1, 5)
    kernels = weight_images(np.zeros((3, 3, 2, 8)))
    assert [picture.shape for picture in kernels] == [(3, 3)] * 3


@pytest.mark.parametrize("wrong", [0, -1, "step", 1.5])
def test_update_freq_is_checked(wrong):
    with pytest.raises(graph.ArgumentError, match="update_freq"):
        kerasish.callbacks.TensorBoard(update_freq=wrong)


def test_what_is_not_written_is_told():
    with pytest.raises(NotImplementedError, match=r"graph\.profile"):
        kerasish.callbacks.TensorBoard(profile_batch=2)


def with_words(folder, metadata):
    """A trained model whose embedding layer is written."""
    words = kerasish.layers.Embedding(4, 3, name="words")
    model = kerasish.Sequential(
        [
            kerasish.Input((2,)),
            words,
            kerasish.layers.Flatten(),
            kerasish.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    callback = kerasish.callbacks.TensorBoard(
        folder, embeddings_freq=1, embeddings_metadata=metadata
    )
    x = np.array([[0, 1], [2, 3]])
    model.fit(x, np.ones((2, 1)), epochs=2, verbose=0, callbacks=[callback])
    return words.embeddings.numpy()


def test_embeddings_of_the_last_epoch_are_written(tmp_path):
    table = with_words(tmp_path, {"words": "names.tsv"})
    written = np.loadtxt(tmp_path / "embeddings" / "words.tsv", dtype="float32")
    np.testing.assert_array_equal(written, table)
    config = (tmp_path / "projector_config.pbtxt").read_text()
    assert 'tensor_name: "words"' in config and 'metadata_path: "names.tsv"' in config


def test_metadata_of_an_unknown_layer_is_an_error(tmp_path):
    with pytest.raises(graph.ArgumentError, match="the embedding layers are words"):
        with_words(tmp_path, {"word": "names.tsv"})


@pytest.fixture
def server(tmp_path):
    """Address of a real TensorBoard that watches the folder of the test."""
    pytest.importorskip("tensorboard")
    command = [sys.executable, "-W", "ignore", "-m", "tensorboard.main"]
    options = ["--logdir", str(tmp_path), "--port", "0", "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, *options, "--load_fast", "false"], stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield match[0]
                break
        process.kill()


def ask(address, route, wanted, **query):
    """What the server answers when it has read the files."""
    url = f"{address}data/plugin/{route}?{urllib.parse.urlencode(query)}"
    deadline = time.time() + 30
    while True:
        try:
            answer = urllib.request.urlopen(url, timeout=30).read().decode()
        except urllib.error.HTTPError:
            answer = ""
        if wanted in answer or time.time() > deadline:
            return answer
        time.sleep(0.2)


def test_the_real_server_shows_it(tmp_path, server):
    pytest.importorskip("PIL")
    (tmp_path / "names.tsv").write_text("zero\none\ntwo\nthree\n")
    table = with_words(tmp_path, "names.tsv")
    history = trained(tmp_path / "run", histogram_freq=1, write_images=True).history
    tags = json.loads(ask(server, "scalars/tags", "run/validation"))
    assert "epoch_loss" in tags["run/train"] and "epoch_loss" in tags["run/validation"]
    rows = json.loads(
        ask(server, "scalars/scalars", "[", run="run/train", tag="epoch_loss")
    )
    np.testing.assert_allclose([row[2] for row in rows], history["loss"], rtol=1e-5)
    names = json.loads(ask(server, "histograms/tags", "run"))["run/train"]
    tag = next(name for name in names if name.endswith("dense/kernel/histogram"))
    rows = json.loads(
        ask(server, "histograms/histograms", "[", run="run/train", tag=tag)
    )
    assert [row[1] for row in rows] == [0, 1]
    assert sum(bucket[2] for bucket in rows[0][2]) == 6
    pictures = json.loads(ask(server, "images/tags", "run"))["run/train"]
    assert any(name.endswith("dense/kernel/image/0") for name in pictures)
    assert 'name: "dense"' in ask(
        server, "graphs/graph", "dense", run="run/train", conceptual="false"
    )
    config = json.loads(ask(server, "projector/info", "words", run="."))
    assert config["embeddings"][0]["tensorShape"] == [4, 3]
    place = {"run": ".", "name": "words", "num_rows": 10}
    assert ask(server, "projector/metadata", "two", **place).split()[2] == "two"
    url = f"{server}data/plugin/projector/tensor?{urllib.parse.urlencode(place)}"
    shown = urllib.request.urlopen(url, timeout=30).read()
    np.testing.assert_array_equal(np.frombuffer(shown, "<f4").reshape(4, 3), table)
