"""An optimizer for float16: losses scaled up, and steps that overflow left out."""

from __future__ import annotations

import functools

import graph
from kerasish.base.errors import fail
from kerasish.base.rules import (
    Rule,
    any_string,
    optional,
    positive_int,
    positive_number,
)
from kerasish.base.serialization import deserialize_keras_object, serialize_keras_object
from kerasish.initializers import Constant
from kerasish.optimizers.base_arguments import BASE_ARGUMENTS
from kerasish.optimizers.conditional_update import update_if
from kerasish.optimizers.optimizer import Optimizer
from kerasish.optimizers.upgrades import upgrade_config

_optimizer = Rule(
    "an Optimizer", lambda v: isinstance(v, Optimizer), ("no optimizer", None, 1)
)


class LossScaleOptimizer(Optimizer):
    """Gives an inner optimizer gradients / scale, where the loss was loss * scale.

    A step whose gradients are not finite is left out and halves the scale. After
    `dynamic_growth_steps` finite steps the scale is doubled.

    Args:
        inner_optimizer: the optimizer that updates the variables.
        initial_scale: of the loss at the start; best too high.
        dynamic_growth_steps: finite steps before the scale grows.
        name: "loss_scale_optimizer" by default.
        **kwargs: arguments of `Optimizer` with their defaults, as older files have
            them; others belong to the inner optimizer.

    Raises:
        ArgumentError: arguments that belong to the inner optimizer.

    Source:
        Micikevicius et al. 2017, "Mixed Precision Training", section 3.2.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> sgd = kerasish.optimizers.SGD(learning_rate=0.5)
        >>> optimizer = kerasish.optimizers.LossScaleOptimizer(sgd, initial_scale=8.0)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> float(v)
        0.5
        >>> _ = optimizer.apply_gradients([(float("inf"), v)])
        >>> float(v), float(optimizer.dynamic_scale)
        (0.5, 4.0)
    """

    rules = {
        "inner_optimizer": _optimizer,
        "initial_scale": positive_number,
        "dynamic_growth_steps": positive_int,
        "name": optional(any_string),
    }

    def __init__(
        self,
        inner_optimizer,
        initial_scale=32768.0,
        dynamic_growth_steps=2000,
        name=None,
        **kwargs,
    ):
        for argument, value in kwargs.items():
            if argument not in BASE_ARGUMENTS or value != BASE_ARGUMENTS[argument]:
                fail(
                    f"LossScaleOptimizer does not take {argument}",
                    {argument: repr(value)},
                    "pass it to the inner optimizer",
                )
        super().__init__(learning_rate=0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        inner_optimizer.loss_scale_factor = None  # or gradients were divided twice

    def build(self, variables) -> None:
        """Makes the counter of finite steps and the scale, and builds the inner one."""
        if self.built:
            return
        self.step_counter = self.add_variable((), dtype="int64", name="step_counter")
        self.dynamic_scale = self.add_variable(
            (), Constant(self.initial_scale), "float32", name="dynamic_scale"
        )
        self.inner_optimizer.build(variables)
        super().build(variables)

    @property
    def variables(self) -> list:
        """Its own variables, and then those of the inner optimizer."""
        return [*self._variables, *self.inner_optimizer.variables]

    @property
    def iterations(self):
        """How many steps the inner optimizer made."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self):
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        self.inner_optimizer.learning_rate = value

    def _apply_now(self, grads, variables) -> None:
        """A step of the inner optimizer, kept only if all gradients are finite."""
        inner, scale = self.inner_optimizer, self.dynamic_scale.value
        grads = [None if g is None else graph.as_tensor(g) for g in grads]
        checks = [graph.all(graph.isfinite(g)) for g in grads if g is not None]
        finite = functools.reduce(graph.logical_and, checks, True)
        unscaled = [
            g
            if g is None or self._overwrite_variable_with_gradient(v)
            else g / graph.cast(scale, g.dtype)
            for g, v in zip(grads, variables)
        ]
        update_if(
            finite,
            [*variables, *inner.variables],
            lambda: inner.apply(unscaled, variables),
        )
        self._adapt_scale(finite, scale)

    def _adapt_scale(self, finite, scale) -> None:
        count = self.step_counter.value + 1
        grows = graph.logical_and(finite, count >= self.dynamic_growth_steps)
        counts_on = graph.logical_and(finite, count < self.dynamic_growth_steps)
        self.step_counter.assign(graph.where(counts_on, count, 0))
        factor = graph.where(finite, graph.where(grows, 2.0, 1.0), 0.5)
        self.dynamic_scale.assign(scale * graph.cast(factor, "float32"))

    def scale_loss(self, loss):
        """The loss times the scale, of which gradients are to be taken."""
        return loss * (self.dynamic_scale if self.built else self.initial_scale)

    def finalize_variable_values(self, var_list) -> None:
        """Ends the training of the inner optimizer."""
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict:
        """The arguments, with the inner optimizer as a config."""
        return {
            "name": self.name,
            "inner_optimizer": serialize_keras_object(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The optimizer that a config describes."""
        config = upgrade_config(cls.__name__, config)
        inner = config.pop("inner_optimizer")
        inner = deserialize_keras_object(
            inner, custom_objects, family_name="optimizers"
        )
        return cls(inner, **config)
