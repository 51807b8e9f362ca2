"""Several callbacks as one, which calls only those hooks that do something."""

from __future__ import annotations

import inspect

import graph
from kerasish.base.errors import fail
from kerasish.base.user_warning import warn
from kerasish.callbacks.callback import Callback
from kerasish.callbacks.history import History
from kerasish.callbacks.lambda_callback import LambdaCallback
from kerasish.callbacks.monitor import name_hint
from kerasish.callbacks.plain_logs import plain_logs
from kerasish.callbacks.progbar_logger import ProgbarLogger

HOOKS = [name for name in vars(Callback) if name.startswith("on_")]
_BEGINNINGS = ("on_train_begin", "on_test_begin", "on_predict_begin")


class CallbackList(Callback):
    """Passes each hook on to its callbacks, in their order.

    A hook that no callback overrides costs nothing: logs are not even converted.

    Args:
        callbacks: a callback, or a list of them in any nesting.
        add_history: whether a `History` is added when there is none.
        add_progbar: whether a `ProgbarLogger` is added when there is none.
        model: the model that is trained.
        **params: "verbose", "epochs" and "steps", for the callbacks.

    Raises:
        ArgumentError: something else than callbacks.

    Example:
        >>> from kerasish import callbacks
        >>> history = callbacks.History()
        >>> both = callbacks.CallbackList([history], add_history=True)
        >>> both.on_train_begin()
        >>> both.on_epoch_end(0, {"loss": 0.5})
        >>> history.history
        {'loss': [0.5]}
    """

    def __init__(
        self, callbacks=None, add_history=False, add_progbar=False, model=None, **params
    ):
        super().__init__()
        given = [] if callbacks is None else graph.flatten(callbacks)
        self.callbacks = [_checked(callback) for callback in given]
        self._listeners: dict[str, list] = {hook: [] for hook in HOOKS}
        self._history = self._find_or_add(History, add_history)
        self._progbar = self._find_or_add(ProgbarLogger, add_progbar)
        self._sort()
        self.set_model(model)
        self.set_params(params)

    def _find_or_add(self, kind, add):
        for callback in self.callbacks:
            if isinstance(callback, kind):
                return callback
        if add:
            self.callbacks.append(kind())
        return self.callbacks[-1] if add else None

    def _sort(self) -> None:
        self.callbacks.sort(key=lambda callback: getattr(callback, "is_last", False))

    def append(self, callback) -> None:
        """Adds a callback at the end."""
        self.callbacks.append(_checked(callback))
        self._sort()
        callback.set_model(self.model)
        if self.params:
            callback.set_params(self.params)
        self._find_listeners()

    def set_params(self, params) -> None:
        """Gives all callbacks the parameters of the loop."""
        self.params = params
        if params:
            for callback in self.callbacks:
                callback.set_params(params)
        self._find_listeners()

    def set_model(self, model) -> None:
        """Gives all callbacks the model, and the model its history."""
        if model is None:
            return
        self._model = model
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)

    def listens_to(self, hook: str) -> bool:
        """Whether a callback does something in this hook."""
        return bool(self._listeners[hook])

    def get_state(self) -> dict:
        """The states of all callbacks that have one, by class and number."""
        states = {
            name: callback.get_state()
            for name, callback in self._named()
            if hasattr(callback, "get_state")
        }
        return {name: state for name, state in states.items() if state is not None}

    def set_state(self, state) -> None:
        """Gives callbacks their states; warns of a state whose callback is missing."""
        named = dict(self._named())
        for name, own in state.items():
            if hasattr(named.get(name), "set_state"):
                named[name].set_state(own)
            else:
                warn(
                    f"the backup has a state of the callback {name}, which is not there"
                )

    def _named(self):
        counts: dict[str, int] = {}
        for callback in self.callbacks:
            kind = type(callback).__name__
            counts[kind] = counts.get(kind, 0) + 1
            yield f"{kind}_{counts[kind]}" if counts[kind] > 1 else kind, callback

    def check_names(self, names, validates: bool, own_test_step: bool = False) -> None:
        """Fails when a callback needs a log that there will not be.

        Callbacks of the user's own may add to the logs: then nobody can know.

        Args:
            names: of the logs of a training step.
            validates: whether there is a validation, whose logs are "val_" and a name.
            own_test_step: whether the validation has other names, which are unknown.

        Raises:
            ArgumentError: the name, and those that there are.
        """
        if any(_may_add_names(callback) for callback in self.callbacks):
            return
        known = [*names, *(f"val_{name}" for name in names if validates)]
        ours = [c for c in self.callbacks if isinstance(c, Callback)]
        for callback in ours:
            known += callback.added_names()
        for callback in ours:
            for name in callback.needed_names():
                if name in known or (own_test_step and name.startswith("val_")):
                    continue
                fail(
                    f"{type(callback).__name__} needs {name!r}, which is not among "
                    "the logs",
                    f"logs {', '.join(known)}",
                    name_hint(name, known).removeprefix("; "),
                )

    def _keep_history(self, epoch, logs) -> None:
        """History has the epoch though another callback has failed in its end."""
        history = self._history
        if history is not None and epoch not in history.epoch:
            history.on_epoch_end(epoch, logs)

    def _find_listeners(self) -> None:
        for hook in HOOKS:
            self._listeners[hook] = [
                getattr(callback, hook)
                for callback in self.callbacks
                if _listens(callback, hook)
            ]


def _checked(callback):
    if inspect.isclass(callback) or not hasattr(callback, "set_model"):
        fail(
            "callbacks must be Callback objects",
            {"callback": repr(callback)},
            "make an object of the class: for example EarlyStopping()",
        )
    return callback


def _listens(callback, hook) -> bool:
    """Whether to call a hook; foreign objects are called in all that they have."""
    if isinstance(callback, Callback):
        return callback.listens_to(hook)
    return hasattr(callback, hook)


def _indexed_hook(hook):
    def call(self, index, logs=None):
        listeners = self._listeners[hook]
        if listeners:
            logs = plain_logs(logs)
            for listener in listeners:
                listener(index, logs)

    return call


def _at_the_end_of_epochs(hook):
    tell = _indexed_hook(hook)

    def call(self, index, logs=None):
        logs = plain_logs(logs) if self._listeners[hook] else logs
        try:
            tell(self, index, logs)
        except BaseException:
            self._keep_history(index, logs)
            raise

    return call


def _plain_hook(hook):
    def call(self, logs=None):
        if hook in _BEGINNINGS:
            self._find_listeners()
        logs = plain_logs(logs)
        for listener in self._listeners[hook]:
            listener(logs)

    return call


def _may_add_names(callback) -> bool:
    """Whether it is the user's own, and has a hook in which logs can be added."""
    if type(callback).__module__.startswith("kerasish.callbacks."):
        return isinstance(callback, LambdaCallback) and "on_epoch_end" in vars(callback)
    return _listens(callback, "on_epoch_end")


for _hook in HOOKS:
    _make = _indexed_hook if "_batch_" in _hook or "_epoch_" in _hook else _plain_hook
    _make = _at_the_end_of_epochs if _hook == "on_epoch_end" else _make
    _call = _make(_hook)
    _call.__name__, _call.__doc__ = _hook, vars(Callback)[_hook].__doc__
    setattr(CallbackList, _hook, _call)
