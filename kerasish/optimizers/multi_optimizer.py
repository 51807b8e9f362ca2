"""An optimizer that hands each variable to one of several others."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.base.rules import (
    Rule,
    any_callable,
    any_string,
    optional,
    positive_number,
)
from kerasish.base.serialization import deserialize_keras_object, serialize_keras_object
from kerasish.optimizers.loss_scale_optimizer import LossScaleOptimizer
from kerasish.optimizers.optimizer import Optimizer

_map_or_function = Rule(
    "an OptimizerMap or a callable of a variable",
    any_callable.accepts,
    ("adam", None, 1),
)


class MultiOptimizer(Optimizer):
    """Several optimizers, each for its own variables.

    Args:
        optimizer_map: an `OptimizerMap`, or a callable that returns the optimizer of a
            variable. The same optimizer may be returned for many.
        loss_scale_factor: that of all of them.
        name: "multi_optimizer" by default.

    It has no learning rate of its own: ``optimizer.optimizers`` have theirs.

    Raises:
        ArgumentError: the map gives something else than an optimizer.

    Example:
        >>> import kerasish
        >>> from kerasish import optimizers
        >>> a = kerasish.Variable(1.0, name="a")
        >>> b = kerasish.Variable(1.0, name="b")
        >>> table = {"b": optimizers.SGD(learning_rate=0.25)}
        >>> optimizer = optimizers.MultiOptimizer(
        ...     optimizers.OptimizerMap(optimizers.SGD(learning_rate=0.5), table)
        ... )
        >>> _ = optimizer.apply_gradients([(1.0, a), (1.0, b)])
        >>> float(a), float(b)
        (0.5, 0.75)
    """

    rules = {
        "optimizer_map": _map_or_function,
        "loss_scale_factor": optional(positive_number),
        "name": optional(any_string),
    }

    def __init__(self, optimizer_map, loss_scale_factor=None, name=None):
        super().__init__(
            learning_rate=0.0, loss_scale_factor=loss_scale_factor, name=name
        )
        self.optimizer_map = optimizer_map
        self.optimizers: list[Optimizer] = []
        for known in getattr(optimizer_map, "values", tuple)():
            self._include(known)
        default = getattr(optimizer_map, "default_optimizer", None)
        if default is not None:
            self._include(default)

    def _include(self, optimizer) -> int:
        """The place of an optimizer in `optimizers`."""
        for i, known in enumerate(self.optimizers):
            if known is optimizer:
                return i
        fits = isinstance(optimizer, Optimizer)
        if not fits or isinstance(optimizer, (LossScaleOptimizer, MultiOptimizer)):
            fail(
                "MultiOptimizer: every variable needs an Optimizer, but no "
                "LossScaleOptimizer or MultiOptimizer",
                {"optimizer": repr(optimizer)},
                "return for example an optimizers.Adam() that was made before",
            )
        optimizer.loss_scale_factor = self.loss_scale_factor
        self.optimizers.append(optimizer)
        return len(self.optimizers) - 1

    def build(self, variables) -> None:
        """Builds each optimizer with its variables."""
        if self.built:
            return
        self._places = {id(v): self._include(self.optimizer_map(v)) for v in variables}
        for optimizer, own in self._by_optimizer(variables, variables):
            optimizer.build([variable for _, variable in own])
        super().build(variables)

    def _by_optimizer(self, values, variables):
        """Optimizers with their pairs of a value and a variable; those without, not."""
        pairs = [[] for _ in self.optimizers]
        for value, variable in zip(values, variables):
            pairs[self._places[id(variable)]].append((value, variable))
        return [(o, own) for o, own in zip(self.optimizers, pairs) if own]

    @property
    def variables(self) -> list:
        """Its own variables, and then those of each optimizer."""
        inner = [v for optimizer in self.optimizers for v in optimizer.variables]
        return [*self._variables, *inner]

    @property
    def learning_rate(self):
        """There is none: raises AttributeError."""
        raise AttributeError(
            "a MultiOptimizer has no learning rate; read and set those of "
            "optimizer.optimizers"
        )

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        raise AttributeError(
            "a MultiOptimizer has no learning rate; read and set those of "
            "optimizer.optimizers"
        )

    def _apply_now(self, grads, variables) -> None:
        for optimizer, pairs in self._by_optimizer(grads, variables):
            if any(gradient is not None for gradient, _ in pairs):
                optimizer.apply_gradients(pairs)
        self._iterations.assign_add(1)

    def finalize_variable_values(self, var_list) -> None:
        """Ends the training of each optimizer."""
        for optimizer, pairs in self._by_optimizer(var_list, var_list):
            optimizer.finalize_variable_values([variable for _, variable in pairs])

    def get_config(self) -> dict:
        """The arguments, with the map as a config."""
        return {
            "optimizer_map": serialize_keras_object(self.optimizer_map),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The optimizer that a config describes."""
        table = config["optimizer_map"]
        table = deserialize_keras_object(
            table, custom_objects, family_name="optimizers"
        )
        return cls(**{**config, "optimizer_map": table})
