"""CallbackList, History, LambdaCallback and the base class."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import callbacks
from kerasish.callbacks.callback_list import HOOKS


class Recorder(callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []


for _hook in HOOKS:

    def _record(self, *args, hook=_hook, **kwargs):
        self.seen.append((hook, args))

    setattr(Recorder, _hook, _record)


class FakeModel:
    pass


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_reaches_every_callback(hook):
    first, second = Recorder(), Recorder()
    both = callbacks.CallbackList([first, [second]])
    indexed = "_batch_" in hook or "_epoch_" in hook
    arguments = (3, {"loss": 0.5}) if indexed else ({"loss": 0.5},)
    getattr(both, hook)(*arguments)
    assert first.seen == second.seen == [(hook, arguments)]


def test_hooks_that_nobody_overrides_are_left_out():
    class Epochs(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            pass

    class Unreadable(dict):
        def items(self):
            raise AssertionError("logs were converted for nobody")

    both = callbacks.CallbackList([Epochs()], add_history=True)
    assert both.listens_to("on_epoch_end")
    assert not both.listens_to("on_train_batch_end")
    both.on_train_batch_end(0, Unreadable(loss=1.0))


def test_batch_hooks_of_the_old_name_are_called():
    class Old(callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            self.last = (batch, logs)

    old = Old()
    callbacks.CallbackList([old]).on_train_batch_end(4, {"loss": 1.0})
    assert old.last == (4, {"loss": 1.0})


def test_logs_are_plain_numbers_in_a_dict_that_callbacks_share():
    class Adds(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["more"] = 1.0

    history = callbacks.History()
    both = callbacks.CallbackList([Adds(), history])
    logs = {"loss": np.float32(0.5), "a": graph.as_tensor(2), "b": {"c": np.array(3)}}
    both.on_epoch_end(0, logs)
    assert history.history == {"loss": [0.5], "a": [2.0], "c": [3.0], "more": [1.0]}
    assert all(type(v[0]) is float for v in history.history.values())
    assert "more" not in logs


def test_arrays_and_texts_stay_as_they_are():
    history = callbacks.History()
    callbacks.CallbackList([history]).on_epoch_end(0, {"x": np.arange(2), "t": "a"})
    assert history.history["x"][0].tolist() == [0, 1]
    assert history.history["t"] == ["a"]


def test_history_and_progress_bar_are_added_once():
    history = callbacks.History()
    both = callbacks.CallbackList([history], add_history=True, add_progbar=True)
    kinds = [type(c).__name__ for c in both.callbacks]
    assert kinds == ["History", "ProgbarLogger"]


def test_model_and_parameters_reach_callbacks():
    model, recorder = FakeModel(), Recorder()
    both = callbacks.CallbackList(recorder, add_history=True, model=model, epochs=3)
    assert recorder.model is model
    assert recorder.params == {"epochs": 3}
    assert model.history is both.callbacks[-1]
    late = Recorder()
    both.append(late)
    assert (late.model, late.params) == (model, {"epochs": 3})
    both.on_epoch_begin(1)
    assert late.seen == [("on_epoch_begin", (1, {}))]


@pytest.mark.parametrize("wrong", [callbacks.History, "early_stopping", 3])
def test_something_else_than_a_callback_is_refused(wrong):
    with pytest.raises(graph.ArgumentError, match="must be Callback objects"):
        callbacks.CallbackList([wrong])


def test_foreign_objects_with_the_hooks_work():
    class Foreign:
        def set_model(self, model):
            self.model = model

        def on_epoch_end(self, epoch, logs):
            self.last = epoch

    foreign = Foreign()
    both = callbacks.CallbackList([foreign])
    both.on_epoch_begin(2)
    both.on_epoch_end(2, {})
    assert foreign.last == 2


def test_history_starts_epochs_anew_but_keeps_values():
    history = callbacks.History()
    model = FakeModel()
    history.set_model(model)
    for _ in range(2):
        history.on_train_begin()
        history.on_epoch_end(0, {"loss": 1.0})
    assert history.epoch == [0]
    assert history.history == {"loss": [1.0, 1.0]}
    assert model.history is history


def test_functions_become_hooks():
    seen = []
    callback = callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append((batch, logs)),
        on_test_end=lambda logs: seen.append(logs),
    )
    both = callbacks.CallbackList([callback])
    both.on_train_batch_end(1, {"loss": 2.0})
    both.on_test_end({"loss": 3.0})
    both.on_epoch_end(0, {})
    assert seen == [(1, {"loss": 2.0}), {"loss": 3.0}]


def test_functions_for_unknown_hooks_are_refused():
    with pytest.raises(graph.ArgumentError, match="functions for hooks"):
        callbacks.LambdaCallback(on_epoch=print)
    with pytest.raises(graph.ArgumentError, match="functions for hooks"):
        callbacks.LambdaCallback(on_epoch_end=3)
