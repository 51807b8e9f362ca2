"""The functions that fit, evaluate and predict call for each batch."""

from __future__ import annotations

import functools
from itertools import islice

import graph
from kerasish.base.changes import last_change
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.strategy import joined_strategy
from kerasish.data.packing import unpack_x_y_sample_weight
from kerasish.training.batches import join_outputs
from kerasish.training.compiled_step import CompiledStep, EagerStep
from kerasish.training.logs import logging_step
from kerasish.training.replicated_step import (
    ReplicatedStep,
    is_eager,
    of_batch,
    replicated,
)
from kerasish.training.unused_data import check_use

#: names of what makes and what keeps the function of each mode
_MAKERS = {mode: f"make_{mode}_function" for mode in ("train", "test", "predict")}
_FUNCTIONS = {mode: f"{mode}_function" for mode in _MAKERS}


class StepFunction:
    """Takes the next batches of an iterator through a step.

    Args:
        step: takes a batch.
        count: how many batches a call takes, where there are as many.
        joins: whether it gives what the step returned for all, joined along the first
            axis; for the last one otherwise.
    """

    def __init__(self, step, count: int = 1, joins: bool = False):
        self.step, self.count, self.joins = step, count, joins

    def __call__(self, iterator):
        take = self.step.take
        first = take(next(iterator))
        if self.count == 1:
            return first
        results = [first, *map(take, islice(iterator, self.count - 1))]
        return join_outputs(results) if self.joins else results[-1]


class StepFunctions:
    """Makes, keeps and remakes the functions around the steps of a model.

    ``train_function(iterator)`` takes as many batches from the iterator as the
    ``steps_per_execution`` of compile, one unless told. A subclass may override
    `make_train_function` to return a function of its own.
    """

    def make_train_function(self, force: bool = False):
        """The function that fit calls, compiled unless `run_eagerly`.

        Args:
            force: whether it is made anew, though nothing that it depends on changed.

        Example:
            >>> import numpy as np
            >>> import kerasish
            >>> model = kerasish.Sequential([kerasish.Input((3,)),
            ...                              kerasish.layers.Dense(2)])
            >>> model.compile("sgd", "mse")
            >>> step = model.make_train_function()
            >>> sorted(step(iter([(np.ones((4, 3)), np.ones((4, 2)))])))
            ['loss']
        """
        return self._made_function("train", force)

    def make_test_function(self, force: bool = False):
        """The function that evaluate calls; see `make_train_function`."""
        return self._made_function("test", force)

    def make_predict_function(self, force: bool = False):
        """The function that predict calls; see `make_train_function`."""
        return self._made_function("predict", force)

    def _function(self, mode: str):
        """What the maker of a mode returns, or else keeps in the attribute."""
        made = getattr(self, _MAKERS[mode])()
        return getattr(self, _FUNCTIONS[mode]) if made is None else made

    def _made_function(self, mode, force):
        known = getattr(self, _FUNCTIONS[mode])
        if known is not None and not isinstance(known, StepFunction):
            return known  # the user's own
        if known is not None and not force and self._is_as_wanted(known.step):
            return known
        step = self._step(mode, force)
        if known is None or known.step is not step:
            known = StepFunction(step, self.steps_per_execution, mode == "predict")
            setattr(self, _FUNCTIONS[mode], known)
        return known

    def _forget_steps(self) -> None:
        vars(self)["_steps"] = {}
        for name in _FUNCTIONS.values():
            vars(self)[name] = None

    #: None until they are made
    train_function = test_function = predict_function = None

    def _step(self, mode: str, force: bool = False):
        """The step of a mode, made when it is first needed or other weights train."""
        steps = vars(self).setdefault("_steps", {})
        key = _key(mode)
        found = steps.get(key)
        if found is None or force or not self._is_as_wanted(found):
            steps[key] = found = self._new_step(mode)
        return found

    def _known_step(self, mode: str):
        """The step of a mode, if there is one."""
        return vars(self).get("_steps", {}).get(_key(mode))

    def _is_as_wanted(self, step) -> bool:
        return is_eager(step) == bool(self.run_eagerly) and step.is_current()

    def _new_step(self, mode: str):
        function = getattr(self, f"{mode}_step")
        if mode != "predict":
            function = logging_step(function)
        if not self.run_eagerly:
            function = self._prepared(function, mode)
        strategy = joined_strategy()
        if strategy is not None:
            function = replicated(function, self, strategy)
        if self.run_eagerly:
            step = EagerStep(function)
        else:
            check = functools.partial(check_use, self, mode)
            check = check if strategy is None else of_batch(check)
            step = CompiledStep(function, self._free_axes(), self._trained, check)
        return step if strategy is None else ReplicatedStep(step, mode == "predict")

    #: whether steps run op by op, on values
    run_eagerly = False
    #: how many batches a call of the functions takes
    steps_per_execution = 1

    def _trained(self) -> tuple:
        """Which variables train, and how far layers are adapted: what traces hold."""
        change = last_change()
        known = vars(self).get("_known_trained")
        if known is None or known[0] is not change:
            adapted = [layer._adaptations for layer in self._flatten_layers()]
            known = change, (*[v.trainable for v in self.variables], *adapted)
            vars(self)["_known_trained"] = known
        return known[1]

    def _free_axes(self) -> set:
        """Axes of the inputs that the model leaves open."""
        return {
            (i, axis)
            for i, tensor in enumerate(getattr(self, "inputs", None) or ())
            for axis, size in enumerate(tensor.shape)
            if axis and size is None
        }

    def _prepared(self, function, mode):
        """The step, after the weights and the optimizer's slots have been made.

        A step of the user's own may call the model on something else than the data, or
        not at all; what it needs is made when it is traced.
        """
        own = not getattr(type(self), f"{mode}_step").__module__.startswith("kerasish.")

        def step(batch):
            if not own and not self.built:
                self._build_on(unpack_x_y_sample_weight(batch)[0])
            if mode == "train":
                self._build_optimizer()
            return function(batch)

        return step

    def _build_optimizer(self) -> None:
        optimizer, weights = self.optimizer, self.trainable_variables
        complete = all(layer.built for layer in self._flatten_layers(False))
        if optimizer is not None and weights and complete and not optimizer.built:
            optimizer.build(weights)

    def _build_on(self, x) -> None:
        """Builds the model by calling it, in a trace of its own."""
        like = graph.map_leaves(
            lambda t: (
                None if t is None else graph.placeholder(t.dtype, t.spec.shape, "x")
            ),
            x,
        )
        with graph.tracing():
            self(like, training=False)
        if not self.built:
            fail(
                f"model {self.name!r} has no weights yet",
                None,
                "start it with kerasish.Input, or call it on data once",
                NotBuiltError,
            )


def _key(mode: str):
    """Steps on all ranks are others than those of one."""
    return mode if joined_strategy() is None else (mode, "all ranks")
