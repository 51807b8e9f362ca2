"""Callbacks of a training on many ranks: rank 0 calls them, the others follow."""

from __future__ import annotations

import graph
from kerasish.base.strategy import alone
from kerasish.callbacks.callback_list import HOOKS, CallbackList
from kerasish.callbacks.history import History
from kerasish.training.all_ranks import variables_of

_BEGINNINGS = ("on_train_begin", "on_test_begin", "on_predict_begin")
#: hooks after which fit looks at what callbacks have decided, in any case
_ALWAYS = ("on_train_begin", "on_epoch_end", "on_train_end")


class RankedCallbacks(CallbackList):
    """Calls callbacks on rank 0, and gives the others what they have changed.

    That is whether training stops, the values of variables (a learning rate is one),
    the logs at the end of an epoch, and the backup from which fit goes on. The other
    ranks have a `History` and those callbacks whose ``every_rank`` is True.

    Args:
        strategy: whose ranks they are.
        callbacks, add_history, add_progbar, model, params: see `CallbackList`.
    """

    def __init__(
        self,
        strategy,
        callbacks=None,
        add_history=False,
        add_progbar=False,
        model=None,
        **params,
    ):
        self._communicator = strategy.communicator
        self._is_first = strategy.rank == 0
        #: hooks in which a callback of rank 0 may decide something
        self._heard: set[str] = set(_ALWAYS)
        if not self._is_first:
            given = [] if callbacks is None else graph.flatten(callbacks)
            callbacks = [c for c in given if _is_everywhere(c)]
            add_progbar, params = False, {**params, "verbose": 0}
        super().__init__(callbacks, add_history, add_progbar, model, **params)

    def set_state(self, state) -> None:
        own = dict(self._named())
        super().set_state({k: v for k, v in state.items() if k in own})

    def _tell(self, hook: str, *args) -> None:
        """Calls the hook on this rank, and what follows from it on the others."""
        own = getattr(super(), hook)
        if hook in _BEGINNINGS:
            self._agree_on_hooks()
        if hook not in self._heard:
            with alone():
                own(*args)
            return
        logs = args[-1] if hook == "on_epoch_end" else None
        if self._is_first:
            before = self._versions()
            with alone():
                own(*args)
            if logs is not None and self._history is not None:
                # with what callbacks have added
                logs = {k: v[-1] for k, v in self._history.history.items()}
            self._give(hook, before, logs)
        else:
            self._take(hook, logs)
            with alone():
                own(*args)

    def _agree_on_hooks(self) -> None:
        """All know in which hooks rank 0 has something to tell."""
        self._find_listeners()
        heard = [
            hook
            for hook in HOOKS
            if any(
                getattr(listener.__self__, "decides", True)
                for listener in self._listeners[hook]
            )
        ]
        heard = self._communicator.broadcast(heard, "callbacks")
        self._heard = {*heard, *_ALWAYS}

    def _variables(self) -> list:
        return [] if self.model is None else variables_of(self.model)

    def _versions(self) -> dict:
        return {v: v.version for v in self._variables()}

    def _give(self, hook, before, logs) -> None:
        changed = [
            (i, v.numpy())
            for i, v in enumerate(self._variables())
            if before.get(v) != v.version
        ]
        run = vars(self.model).get("_fit_run") if hook == "on_train_begin" else None
        saved = None if run is None else run.saved
        more = bool(changed) or saved is not None or hook == "on_epoch_end"
        stops = bool(getattr(self.model, "stop_training", False))
        self._communicator.numbers_of_first([stops, more], hook)
        if more:
            self._communicator.broadcast((changed, logs, saved), hook)

    def _take(self, hook, logs) -> None:
        stops, more = self._communicator.numbers_of_first([0, 0], hook)
        if hasattr(self.model, "stop_training"):
            self.model.stop_training = bool(stops)
        if not more:
            return
        changed, given, saved = self._communicator.broadcast(None, hook)
        variables = self._variables()
        for i, value in changed:
            variables[i].assign(value)
        if logs is not None:
            logs.clear()
            logs.update(given)
        if saved is not None:
            vars(self.model)["_fit_run"].go_on_from(saved["run"], saved["model"])


def _is_everywhere(callback) -> bool:
    return isinstance(callback, History) or getattr(callback, "every_rank", False)


def _hook(name):
    def call(self, *args, **kwargs):
        self._tell(name, *args, *kwargs.values())

    call.__name__, call.__doc__ = name, getattr(CallbackList, name).__doc__
    return call


for _name in HOOKS:
    setattr(RankedCallbacks, _name, _hook(_name))
