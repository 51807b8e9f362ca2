"""A fit while it runs: where it stands, and how it goes on from there."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.errors import FileError, fail
from kerasish.base.random_state import random_state, set_random_state
from kerasish.base.strategy import is_first_rank
from kerasish.training.advice import GradientWatch, advise
from kerasish.training.batches import in_groups, plain_batch, run_group
from kerasish.training.interruption import Interruption
from kerasish.training.logs import float_or_array
from kerasish.training.non_finite_guard import NonFiniteGuard
from kerasish.training.replicated_step import is_eager
from kerasish.utils.printing import print_message


class FitArguments(NamedTuple):
    """What fit was asked for.

    Args:
        epochs: number of the last epoch.
        initial_epoch: number of epochs done before.
        validation_steps: batches of a validation, None for all.
        validation_freq: epochs between validations, or a list of epochs.
    """

    epochs: int
    initial_epoch: int = 0
    validation_steps: int | None = None
    validation_freq: object = 1


class FitRun:
    """The loop of fit over epochs and batches.

    Args:
        model: a compiled model.
        source: the batches to train on.
        validation: those to validate on, or None.
        callbacks: a CallbackList.
        arguments: of fit.
        interruption: whether Ctrl-C was pressed.
    """

    def __init__(self, model, source, validation, callbacks, arguments, interruption):
        self.model, self.callbacks = model, callbacks
        self.source, self.validation = source, validation
        self.arguments: FitArguments = arguments
        self.interruption: Interruption = interruption
        self.epoch = arguments.initial_epoch
        #: batches of the epoch that are done
        self.batch = 0
        #: whether the epoch has begun, and whether all its batches are done
        self.in_epoch = self.is_trained = False
        self.logs: dict = {}
        #: what it is to go on from: states of a run and of its model
        self.saved: dict | None = None
        self._metrics_wait_for_a_batch = False
        self._names_are_known = False
        self._gradients: GradientWatch | None = None
        #: whether what is trained is thrown away at the end
        self.is_trial = False
        #: what is done about losses that are not finite
        self.guard = NonFiniteGuard(model)

    def run(self) -> None:
        """All epochs that are left."""
        callbacks, model = self.callbacks, self.model
        callbacks.on_train_begin()
        ended = self._go_on_from_saved()
        step = model._function("train")
        self.guard.begin(step)
        while self.epoch < self.arguments.epochs and not ended:
            self._run_epoch(step)
            if self.interruption.asked:
                callbacks.on_interrupt(self.logs)
                self._say(f"Interrupted {self._place()}; what was done is kept")
                break
            ended = model.stop_training
        callbacks.on_train_end(self.logs)

    def _run_epoch(self, step) -> None:
        """The batches, the validation, and the hooks around them."""
        if not self.in_epoch:
            self.model.reset_metrics()
            self.callbacks.on_epoch_begin(self.epoch)
            self.in_epoch, self.batch, self.logs = True, 0, {}
        if not self.is_trained:
            if not (self.batch and self.model.stop_training):
                self._run_batches(step)
            self.logs = {k: float_or_array(v) for k, v in self.logs.items()}
            if self.interruption.asked:
                return
            self.source.finish_epoch()
            if self._gradients is not None:
                self._gradients.end_epoch(self.batch)
            self.is_trained = True
        logs = self.logs
        if self.validation is not None and self._is_validated(self.epoch + 1):
            values = self.model._run_test(
                self.validation,
                self.arguments.validation_steps,
                self.callbacks,
                lambda: self.interruption.asked,
            )
            if self.interruption.asked:
                return
            logs = logs | {f"val_{name}": value for name, value in values.items()}
            logs = dict(sorted(logs.items()))
        epoch, self.logs, self.epoch = self.epoch, logs, self.epoch + 1
        self.in_epoch = self.is_trained = False  # what a backup in this hook shall say
        self.callbacks.on_epoch_end(epoch, logs)

    def _run_batches(self, step) -> None:
        model, callbacks, guard = self.model, self.callbacks, self.guard
        begin, end = callbacks.on_train_batch_begin, callbacks.on_train_batch_end
        batches = self.source.epoch()
        for first, group in in_groups(
            batches, model.steps_per_execution, first=self.batch
        ):
            if self._metrics_wait_for_a_batch:
                self._restore_metrics(step, plain_batch(group[0]))
            begin(first)
            guard.before(self.epoch, first, group)
            logs = run_group(step, group, first)
            guard.after(logs, self.epoch, first, group)
            self.batch, self.logs = first + len(group), logs
            if not self._names_are_known:
                self._check_names(logs)
                if is_first_rank() and advise(model, group[0]):
                    self._gradients = GradientWatch(model)
            end(self.batch - 1, logs)
            if model.stop_training or self.interruption.asked:
                break
        self._metrics_wait_for_a_batch = False

    def _is_validated(self, epoch: int) -> bool:
        frequency = self.arguments.validation_freq
        if isinstance(frequency, int):
            return epoch % frequency == 0
        return epoch in frequency

    def _check_names(self, logs) -> None:
        """Lets callbacks look for names that they need, before hours have passed."""
        self._names_are_known = True
        own_test_step = not type(self.model).test_step.__module__.startswith(
            "kerasish."
        )
        self.callbacks.check_names(
            list(logs), self.validation is not None, own_test_step
        )

    # ---- going on

    def get_state(self) -> dict:
        """Where fit stands, as plain data and arrays; without the model's own state."""
        given = self.batch if self.in_epoch and not self.is_trained else 0
        validation, step = self.validation, self.model._known_step("train")
        return {
            "epoch": self.epoch,
            "batch": self.batch,
            "in_epoch": self.in_epoch,
            "is_trained": self.is_trained,
            "stop_training": bool(self.model.stop_training),
            "logs": {name: float_or_array(v) for name, v in self.logs.items()},
            "source": self.source.get_state(given),
            "validation": None if validation is None else validation.get_state(0),
            "callbacks": self.callbacks.get_state(),
            "free_axes": sorted(getattr(step, "free_axes", ())),
        }

    def go_on_from(self, state: dict, model_state: dict) -> None:
        """Asks to start where another fit stood.

        Args:
            state: from `get_state`.
            model_state: of the model at the same time, from its `_training_state`.
        """
        self.saved = {"run": state, "model": model_state}

    def _go_on_from_saved(self) -> bool:
        """Puts everything where it was; whether training had ended."""
        if self.saved is None:
            return False
        state = self.saved["run"]
        try:
            self.epoch, self.batch = int(state["epoch"]), int(state["batch"])
            self.in_epoch = bool(state["in_epoch"])
            self.is_trained = bool(state["is_trained"])
            self.logs = dict(state["logs"])
            if self.in_epoch:
                self.callbacks.on_epoch_begin(self.epoch)
            self._restore_data(state)
            self.callbacks.set_state(state["callbacks"])
            ended = bool(state["stop_training"])
        except (LookupError, TypeError, ValueError) as error:
            if isinstance(error, graph.GraphError):
                raise
            fail(
                "the backup does not say where training stood",
                f"{type(error).__name__}: {error}",
                "begin with a new folder",
                FileError,
            )
        self.model._restore_training_state(self.saved["model"])
        self._metrics_wait_for_a_batch = self.in_epoch and not self.is_trained
        self.model.stop_training = ended
        if self.epoch < self.arguments.epochs and not ended:
            self._say(f"Training goes on {self._place()}")
        return ended and not self.in_epoch

    def _restore_data(self, state: dict) -> None:
        self.source.set_state(state["source"])
        if self.validation is not None and state["validation"] is not None:
            self.validation.set_state(state["validation"])
        axes = {(int(leaf), int(axis)) for leaf, axis in state["free_axes"]}
        step = self.model._step("train")
        if not is_eager(step):
            step.free_axes.update(axes)

    def _restore_metrics(self, step, batch) -> None:
        """The sums of the metrics so far, which exist when a step has been made."""
        self._metrics_wait_for_a_batch = False
        model, now = self.model, random_state()
        if model.run_eagerly:  # it may not work on symbols: what it does is undone
            step(iter((batch,)))
            batch = None
        model._restore_training_state(self.saved["model"], batch)
        set_random_state(now)

    def _place(self) -> str:
        if self.in_epoch:
            return f"after batch {self.batch} of epoch {self.epoch + 1}"
        return f"after epoch {self.epoch}"

    def _say(self, text: str) -> None:
        params = self.callbacks.params
        if params and params.get("verbose"):
            print_message(text)
