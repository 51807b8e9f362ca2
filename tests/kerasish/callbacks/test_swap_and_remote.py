"""SwapEMAWeights and RemoteMonitor."""

from __future__ import annotations

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

import graph
import kerasish
from kerasish import callbacks, optimizers

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X[:, :1]


def compiled(optimizer):
    kerasish.utils.set_random_seed(1)
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile(optimizer, "mse")
    return model


def with_averages():
    return optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5)


class Watch(callbacks.Callback):
    """Notes the first weight at some hooks."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def _note(self, hook):
        self.seen.append((hook, float(self.model.get_weights()[0][0, 0])))

    def on_train_batch_end(self, batch, logs=None):
        self._note("batch")

    def on_test_begin(self, logs=None):
        self._note("test")

    def on_epoch_end(self, epoch, logs=None):
        self._note("epoch")


def fit(*given, optimizer=None, epochs=2):
    model = compiled(with_averages() if optimizer is None else optimizer)
    model.fit(X, Y, epochs=epochs, batch_size=4, verbose=0, validation_data=(X, Y),
              callbacks=[*given])  # fmt: skip
    return model


@pytest.mark.parametrize("on_epoch", [False, True])
def test_averages_are_in_the_model_while_it_is_evaluated(on_epoch):
    swapped, plain = Watch(), Watch()
    model = fit(callbacks.SwapEMAWeights(swap_on_epoch=on_epoch), swapped)
    other = fit(plain)
    for (hook, with_swap), (_, without) in zip(swapped.seen, plain.seen):
        differs = hook == "test" or (hook == "epoch" and on_epoch)
        assert (with_swap != without) == differs, hook
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_evaluate_and_predict_use_the_averages_and_give_the_weights_back():
    model = compiled(with_averages())
    for _ in range(3):
        model.train_on_batch(X, Y)
    weights = model.get_weights()
    averages = [a.numpy() for _, a in model.optimizer._averaged()]
    swap = callbacks.SwapEMAWeights()
    predicted = model.predict(X, verbose=0, callbacks=[swap])
    np.testing.assert_allclose(predicted, X @ averages[0] + averages[1], rtol=1e-5)
    assert model.evaluate(X, Y, verbose=0, callbacks=[swap]) > 0
    for a, b in zip(model.get_weights(), weights):
        np.testing.assert_array_equal(a, b)


def test_averages_inside_other_optimizers_are_found():
    inner = optimizers.SGD(use_ema=True)
    fit(callbacks.SwapEMAWeights(), optimizer=optimizers.LossScaleOptimizer(inner))
    inner = optimizers.SGD(use_ema=True)
    several = optimizers.MultiOptimizer(lambda variable: inner)
    fit(callbacks.SwapEMAWeights(), optimizer=several)


def test_an_optimizer_without_averages_is_told_before_training():
    with pytest.raises(graph.ArgumentError, match="use_ema=True"):
        fit(callbacks.SwapEMAWeights(), optimizer=optimizers.SGD())


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            got.append((self.path, self.headers, self.rfile.read(size)))
            self.send_response(404 if self.path.startswith("/no") else 200)
            self.end_headers()

        def log_message(self, *args):
            """Nothing is printed."""

    got = []
    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", got
        http.shutdown()
        thread.join()


def test_logs_are_posted_in_a_form(server):
    root, got = server
    callbacks.RemoteMonitor(root).on_epoch_end(3, {"loss": np.float32(0.5), "n": 2})
    path, headers, body = got[0]
    assert path == "/publish/epoch/end/"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = urllib.parse.parse_qs(body.decode())
    assert json.loads(form["data"][0]) == {"epoch": 3, "loss": 0.5, "n": 2}


def test_logs_are_posted_as_json_with_headers(server):
    root, got = server
    monitor = callbacks.RemoteMonitor(
        root, path="/mine", headers={"X-Key": "abc"}, send_as_json=True
    )
    fit(monitor, epochs=1)
    path, headers, body = got[0]
    assert (path, headers["X-Key"]) == ("/mine", "abc")
    assert headers["Content-Type"] == "application/json"
    assert set(json.loads(body)) == {"epoch", "loss", "val_loss"}


def test_what_the_server_answers_does_not_matter(server):
    root, got = server
    callbacks.RemoteMonitor(root, path="/no").on_epoch_end(0, {})
    assert len(got) == 1


def test_a_server_that_is_not_there_is_a_warning():
    with pytest.warns(UserWarning, match=r"cannot reach http://127\.0\.0\.1:9"):
        callbacks.RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {})


@pytest.mark.parametrize("root", ["file:///etc", "localhost:9000", "ftp://a"])
def test_only_web_servers_are_asked(root):
    with pytest.raises(graph.ArgumentError, match="must begin with http"):
        callbacks.RemoteMonitor(root)
