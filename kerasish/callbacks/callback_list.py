"""Several callbacks as one, which calls only those hooks that do something."""

from __future__ import annotations

import inspect

import graph
from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback
from kerasish.callbacks.history import History
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
        self.set_model(model)
        self.set_params(params)

    def _find_or_add(self, kind, add):
        for callback in self.callbacks:
            if isinstance(callback, kind):
                return callback
        if add:
            self.callbacks.append(kind())
        return self.callbacks[-1] if add else None

    def append(self, callback) -> None:
        """Adds a callback at the end."""
        self.callbacks.append(_checked(callback))
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


def _plain_hook(hook):
    def call(self, logs=None):
        if hook in _BEGINNINGS:
            self._find_listeners()
        logs = plain_logs(logs)
        for listener in self._listeners[hook]:
            listener(logs)

    return call


for _hook in HOOKS:
    _make = _indexed_hook if "_batch_" in _hook or "_epoch_" in _hook else _plain_hook
    _call = _make(_hook)
    _call.__name__, _call.__doc__ = _hook, vars(Callback)[_hook].__doc__
    setattr(CallbackList, _hook, _call)
