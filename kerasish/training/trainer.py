"""fit, evaluate and predict: the loops over batches and epochs."""

from __future__ import annotations

import contextlib
import functools

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.run_limits import limited, max_epochs, max_steps_per_epoch
from kerasish.base.strategy import joined_strategy
from kerasish.base.traceback_filtering import filtering_traceback
from kerasish.callbacks.backup_and_restore import with_backup
from kerasish.callbacks.callback_list import CallbackList
from kerasish.data.class_weights import in_order_of
from kerasish.data.source import closing, make_source
from kerasish.data.split import split_off_validation
from kerasish.training.advice import tell_skew
from kerasish.training.all_ranks import (
    begin_alike,
    on_all_ranks,
    outputs_of_all_ranks,
    sharded,
)
from kerasish.training.batch_methods import BatchMethods
from kerasish.training.batches import (
    in_groups,
    join_outputs,
    require_finite,
    run_group,
)
from kerasish.training.compilation import Compilation
from kerasish.training.fit_data import validation_source
from kerasish.training.fit_run import FitArguments, FitRun
from kerasish.training.interruption import interruption, noted_by_all_ranks
from kerasish.training.kept_history import telling_of_history
from kerasish.training.logs import float_or_array
from kerasish.training.ranked_callbacks import RankedCallbacks
from kerasish.training.step_functions import StepFunctions
from kerasish.training.steps import Steps


class Trainer(Compilation, Steps, StepFunctions, BatchMethods):
    """The training half of a model."""

    @filtering_traceback
    @on_all_ranks
    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        validation_steps=None,
        validation_batch_size=None,
        validation_freq=1,
        resume=None,
    ):
        """Trains the model.

        Ctrl-C ends it after the step that runs: a backup is saved, if there is one,
        and the history so far is returned, with ``history.interrupted`` True. Ctrl-C
        again raises KeyboardInterrupt at once. `model.history` holds the history also
        when something raises.

        Args:
            x: arrays, or lists or dicts of them; a dataset of batches, or one of
                samples with ``len`` and ``[i]``; a loader or generator of batches.
            y: targets, like x; not with a generator.
            batch_size: samples in a batch, 32 when None.
            epochs: number of the last epoch.
            verbose: 0 silent, 1 a bar, 2 a line an epoch, "auto" 1.
            callbacks: list of callbacks.
            validation_split: part of the data (the last) kept for validation, 0 to 1;
                or a `kerasish.data.Split`, which can shuffle them or divide each class.
            validation_data: (x, y) or (x, y, sample_weight), or a generator.
            shuffle: whether arrays are shuffled in each epoch; "batch": by batches.
            class_weight: weight of each class in the loss; for several outputs a dict
                by name, or a list, of such dicts.
            sample_weight: weight of each sample in the loss; for several outputs one
                for all, or a list or dict.
            initial_epoch: number of epochs done before.
            steps_per_epoch: batches in an epoch, for endless generators.
            validation_steps, validation_batch_size: the same for validation.
            validation_freq: epochs between validations, or a list of epochs.
            resume: a folder in which the state of the training is saved after each
                epoch and at Ctrl-C; what is there already is gone on from. The same as
                ``callbacks.BackupAndRestore(folder, double_checkpoint=True,
                delete_checkpoint=False)``.

        Returns:
            A History; ``history.history`` has the logs of each epoch by name.

        Raises:
            NotCompiledError: compile was not called.
            DataError: data that do not fit together or the model.
        """
        self._require_compiled("fit")
        strategy = joined_strategy()
        if strategy is not None:
            begin_alike(self, strategy)
        epochs = limited("epochs", epochs, max_epochs())
        steps_per_epoch = _limited_steps(steps_per_epoch)
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split_off_validation(
                x, y, sample_weight, validation_split
            )
            tell_skew(self, y, validation_data[1], validation_split)
        if class_weight is not None:
            names = getattr(self, "output_names", None)
            class_weight = in_order_of(class_weight, y, names)
        source = sharded(
            make_source(
                x, y, sample_weight, batch_size, shuffle, class_weight, steps_per_epoch
            )
        )
        validation = None
        if validation_data is not None:
            validation = sharded(
                validation_source(
                    validation_data,
                    validation_batch_size or batch_size,
                    validation_steps,
                )
            )
            validation_steps = _limited_steps(validation_steps)
        if resume is not None:
            callbacks = with_backup(callbacks, resume)
        callbacks = self._callback_list(
            callbacks, verbose, source, epochs=epochs, history=True
        )
        arguments = FitArguments(
            epochs, initial_epoch, validation_steps, validation_freq
        )
        self.stop_training = False
        with (
            interruption() as own,
            noted_by_all_ranks(own, strategy) as noted,
            closing(source, validation),
        ):
            run = FitRun(self, source, validation, callbacks, arguments, noted)
            with self._running(run), telling_of_history(self):
                run.run()
        if self.optimizer is not None and not run.is_trial:
            self.optimizer.finalize_variable_values(self.trainable_weights)
        return self.history

    @contextlib.contextmanager
    def _running(self, run):
        """Inside, callbacks find the run of fit at the model."""
        outer = vars(self).get("_fit_run")
        vars(self)["_fit_run"] = run
        try:
            yield
        finally:
            vars(self)["_fit_run"] = outer

    def _callback_list(self, callbacks, verbose, source, epochs=1, history=False):
        """The callbacks with the model and the run's parameters."""
        if isinstance(callbacks, CallbackList):
            return callbacks
        strategy = joined_strategy()
        made = CallbackList
        if strategy is not None:
            made = functools.partial(RankedCallbacks, strategy)
        return made(
            callbacks,
            add_history=history,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=epochs,
            steps=source.num_batches,
            model=self,
        )

    def _run_test(self, source, steps, callbacks, stops=lambda: False) -> dict:
        """One pass over data for evaluate or the validation; returns the last logs.

        Args:
            stops: whether to end after a step.
        """
        function = self._function("test")
        self.reset_metrics()
        callbacks.on_test_begin()
        logs: dict = {}
        for first, group in in_groups(source.epoch(), self.steps_per_execution, steps):
            callbacks.on_test_batch_begin(first)
            logs = run_group(function, group, first)
            require_finite(logs, group)
            callbacks.on_test_batch_end(first + len(group) - 1, logs)
            if stops():
                break
        else:
            source.finish_epoch()
        logs = {name: float_or_array(value) for name, value in logs.items()}
        callbacks.on_test_end(logs)
        return logs

    @filtering_traceback
    @on_all_ranks
    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        return_dict=False,
        **kwargs,
    ):
        """The loss and metrics on data.

        Returns:
            The loss, or a list with the metrics after it, or a dict by name.
        """
        self._require_compiled("evaluate")
        steps = _limited_steps(steps)
        if kwargs:
            fail(f"evaluate: unknown arguments {sorted(kwargs)}")
        source = sharded(make_source(x, y, sample_weight, batch_size, steps=steps))
        callbacks = self._callback_list(callbacks, verbose, source)
        with closing(source):
            logs = self._run_test(source, steps, callbacks)
        return logs if return_dict else self._flat_logs(logs)

    @filtering_traceback
    @on_all_ranks
    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        """The outputs for all samples, as arrays.

        Example:
            >>> import numpy as np
            >>> import kerasish
            >>> model = kerasish.Sequential([kerasish.Input((3,)),
            ...                              kerasish.layers.Dense(2)])
            >>> model.predict(np.ones((5, 3)), verbose=0).shape
            (5, 2)
        """
        function = self._function("predict")
        quiet = verbose == 0 and not callbacks and joined_strategy() is None
        if quiet and type(x) is np.ndarray and 0 < len(x) <= (batch_size or 32):
            return function(iter((x,)))
        steps = _limited_steps(steps)
        source = sharded(make_source(x, batch_size=batch_size, steps=steps))
        callbacks = self._callback_list(callbacks, verbose, source)
        with closing(source):
            return self._run_predict(function, source, steps, callbacks)

    def _run_predict(self, function, source, steps, callbacks):
        """The outputs of one pass over data, joined."""
        callbacks.on_predict_begin()
        outputs, totals = [], []
        for first, group in in_groups(source.epoch(), self.steps_per_execution, steps):
            callbacks.on_predict_batch_begin(first)
            result = run_group(function, group, first)
            outputs.append(result)
            totals += [getattr(batch, "total", None) for batch in group]
            last = first + len(group) - 1
            callbacks.on_predict_batch_end(last, {"outputs": result})
        callbacks.on_predict_end()
        return outputs_of_all_ranks(join_outputs(outputs), totals)


def _limited_steps(steps):
    return limited("steps_per_epoch", steps, max_steps_per_epoch())
